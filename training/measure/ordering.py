"""Whether scores mean something: what realism puts above what, and what cheap pictures get.

Pictures are (n, 3, 32, 32) in [-1, 1]. They are scored as they would be kept (rounded to 8 bits).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training.latent.scoring import Calibration
from training.learning.corruptions import add_noise, blur, collage, cross_fade
from training.measure import figures, looking

SOFT, SOFTER = 0.5, 1.0
"""Deviations of the blurs, in pixels."""
GRAIN = 0.05
"""Deviation of the noise, in units of the range from black to white."""
GREYS = 17
"""Flat pictures, evenly from black to white."""
BEST = 20
"""Blends that count as the best ones."""

Measure = Callable[[Tensor], Tensor]
"""From pictures to one number (n,) for each."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures of n pairs, each (n, 3, 32, 32).

    Attributes
    ----------
    bodies, wings
        The photographs.
    blends
        What a model makes of each pair by exchanging regions.
    noise
        Standard normal.
    """

    bodies: Tensor
    wings: Tensor
    blends: Tensor
    noise: Tensor

    @property
    def faded(self) -> Tensor:
        """Half of the one photograph and half of the other, everywhere."""
        return cross_fade(self.bodies, self.wings, _each(self.bodies, 0.5))

    @property
    def joined(self) -> Tensor:
        """The upper half of the wings' photograph on the lower half of the body's."""
        return collage(self.bodies, self.wings, _each(self.bodies, self.bodies.shape[2] // 2))


def scores(
    modules: dict[str, nn.Module],
    bodies: Tensor,
    wings: Tensor,
    roles: looking.Roles,
    calibration: Calibration,
) -> dict[str, Any]:
    """Return all figures of this module for n pairs of photographs, the same ones each time.

    Parameters
    ----------
    modules
        With ``scorer``, which has a critic, and ``encoder`` and ``decoder`` of a latent grid.

    Returns
    -------
    dict
        ``ordered`` by :func:`ordered`; ``trivial`` by :func:`highest`; ``best_blends``, the
        median of the best of the blends by the same value; ``pairs``, n.
    """
    noise = torch.randn(bodies.shape, generator=torch.Generator().manual_seed(0))
    blends = region_blends(modules, bodies, wings, roles)
    examples = Examples(bodies, wings, blends, noise)

    def realism(images: Tensor) -> Tensor:
        return _scored(lambda part: modules["scorer"](part)[2], images)

    def value(images: Tensor) -> Tensor:
        return _scored(lambda part: figures.merit(modules, part, roles, calibration), images)

    return {
        "ordered": ordered(examples, realism),
        "trivial": highest(examples, value),
        "best_blends": float(value(blends).topk(min(BEST, len(blends))).values.median()),
        "pairs": len(bodies),
    }


def region_blends(
    modules: dict[str, nn.Module], bodies: Tensor, wings: Tensor, roles: looking.Roles
) -> Tensor:
    """Decode even blends by regions."""
    return _even_blends(modules, bodies, wings, roles, "regions")


def graft_blends(
    modules: dict[str, nn.Module], bodies: Tensor, wings: Tensor, roles: looking.Roles
) -> Tensor:
    """Decode whole grafts: half-way between bodies and wings."""
    return _even_blends(modules, bodies, wings, roles, "graft")


def _even_blends(
    modules: dict[str, nn.Module], bodies: Tensor, wings: Tensor, roles: looking.Roles, mode: str
) -> Tensor:
    needed = {name: module for name, module in modules.items() if name != "prior"}
    pairs = figures.seen_pairs(needed, bodies, wings, roles, [(None, None)] * len(bodies))
    latents = figures.halfway_latents(needed, pairs)[mode]
    return looking.in_batches(needed["decoder"], latents)


def ordered(examples: Examples, realism: Measure) -> dict[str, float]:
    """Return the share of pairs in which what is nearer to a photograph has more realism.

    Of each pair one photograph is spoilt, by turns the body's and the wings'. What scores alike
    is not in order.
    """
    real = _by_turns(examples.bodies, examples.wings)
    noisy = add_noise(real, _each(real, GRAIN), examples.noise)
    photographs, soft, faded = (
        realism(images) for images in (real, blur(real, _each(real, SOFT)), examples.faded)
    )
    return {
        "real_over_blur": _above(photographs, soft),
        "blur_over_more_blur": _above(soft, realism(blur(real, _each(real, SOFTER)))),
        "real_over_noise": _above(photographs, realism(noisy)),
        "real_over_cross_fade": _above(photographs, faded),
        "regions_over_cross_fade": _above(realism(examples.blends), faded),
    }


def highest(examples: Examples, value: Measure) -> dict[str, float]:
    """Return the highest value among pictures that it takes no model to make, by their kind."""
    greys = torch.linspace(-1, 1, GREYS).view(-1, 1, 1, 1)
    kinds = {
        "grey": greys.expand(-1, *examples.bodies.shape[1:]),
        "noise": torch.erf(examples.noise / 2**0.5),  # of a normal number, an even one in [-1, 1]
        "cross_fade": examples.faded,
        "collage": examples.joined,
    }
    return {name: float(value(images).max()) for name, images in kinds.items()}


def _scored(measure: Measure, images: Tensor) -> Tensor:
    return looking.in_batches(measure, looking.rounded(images))


def _above(first: Tensor, second: Tensor) -> float:
    return float((first > second).double().mean())


def _by_turns(first: Tensor, second: Tensor) -> Tensor:
    """Return the first, third, ... picture of the one and the others of the other."""
    turns = torch.arange(len(first), device=first.device) % 2 == 0
    return torch.where(turns.view(-1, 1, 1, 1), first, second)


def _each(images: Tensor, number: float) -> Tensor:
    return torch.full((len(images),), number, device=images.device)
