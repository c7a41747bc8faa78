"""Examples for the pegasus critic: grafts of a data set's pictures, and what is nearly one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.augment import flip_some, images_of, quantised, shift
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.grafting import near_misses
from training.grafting.anchors import Body, far_place, near_place, visibility
from training.grafting.graft import Cutout, graft
from training.grafting.moving import recoloured
from training.grafting.winged import Found, body_of, cutout_of, find_usable, graft_some
from training.learning import batches, corruptions
from training.models.load import frozen
from training.models.modelset import ModelSet

WINGED = "winged"
SHARES = {
    "horse": 0.17,
    "rider": 0.07,
    "beside": 0.11,
    "misplaced": 0.14,
    "faint": 0.11,
    "cross_fade": 0.09,
    "collage": 0.08,
    "blur": 0.04,
    "smear": 0.04,
    "garish": 0.04,
    "wings": 0.05,
    "others": 0.06,
}
"""How many of the near-misses are of each kind; ``wings`` are plain birds and aeroplanes, and
``others`` photographs of all other classes, where the data has some."""
RATED = ("refused", "seen")
KINDS = (WINGED, *SHARES, *RATED)
BATCH = 64
BY_HAND = 0.4
"""Share of the winged horses whose wings are not as long, paired and coloured as usual."""
LENGTHS, TURN, MATCHED = (12.0, 20.0), 12.0, 0.5
"""Pixels of theirs, deviation of their lean in degrees, and how far colours go to the body's."""
CLEAR_SHARE = 0.75
"""Share of the grafts that are kept: those whose wings stand out most."""
TRIES = 8
"""Wings, or things, of which the clearest is set on a body."""
SHIFT = 2
"""Pixels by which an example is moved, at most."""
SOFT = 0.6
"""Largest deviation in pixels of the blur that a third of the examples have."""
TINTED = 0.15


Setting = Callable[[Body, Cutout, torch.Generator], Tensor]
"""From bodies, wings and a generator to pictures."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures (n, 32, 32, 3) uint8, and the places (n,) of their kinds in :data:`KINDS`."""

    pictures: NDArray[np.uint8]
    kinds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def labels(self) -> NDArray[np.float32]:
        """1 where a picture is one of a winged horse, else 0, (n,)."""
        positive = [KINDS.index(WINGED), KINDS.index("seen")]
        return np.isin(self.kinds, positive).astype(np.float32)


class Maker:
    """Makes examples of training pictures, all as the VAE of ``base`` shows them or would.

    The same ones for the same ``seed``.

    Parameters
    ----------
    rows
        Of the training pictures that are used.
    roles
        Names of the classes that bodies are of, and wings.
    rebuilt
        Share of the examples that the VAE encodes and decodes.

    Raises
    ------
    UserError
        Where the base set has no VAE or no parts network, or no picture will do.
    """

    def __init__(
        self,
        data: DataSet,
        rows: NDArray[np.int64],
        base: ModelSet,
        roles: tuple[tuple[str, ...], tuple[str, ...]],
        rebuilt: float,
        seed: int,
    ) -> None:
        if "vae" not in base.parts:
            raise UserError("Examples are shown by a VAE: train one, give it as --base.")
        self._data, self._rows, self._rebuilt, self._seed = data, rows, rebuilt, seed
        self._bodies, self._wings = find_usable(data, rows, base, roles)
        self._of_roles = [batches.of_classes(data, rows, names) for names in roles]
        self._others = rows[~np.isin(rows, np.concatenate(self._of_roles))]
        self._vae: Any = frozen(base, "vae", torch.device("cpu"))

    @torch.no_grad()
    def make(
        self, winged: int, near: int, told: Callable[[int], None] = lambda done: None
    ) -> Examples:
        """Make ``winged`` winged horses and ``near`` near-misses; ``told`` hears how many."""
        made = round(winged / CLEAR_SHARE)
        grafts = graft_some(self._data, self._bodies, self._wings, made, self._seed, told)
        clearest = np.argsort(-grafts.visibility, kind="stable")[:winged]
        self._grafts = grafts.pictures[np.sort(clearest)]
        counts = {WINGED: winged} | self._shared_out(near)
        pictures, kinds = [], []
        for kind, count in counts.items():
            for start in range(0, count, BATCH):
                m = min(BATCH, count - start)
                # Not hash(), which differs from process to process.
                generator = batches.noise_of(self._seed, kind, start)
                pictures.append(quantised(self._some(kind, start, m, generator)).numpy())
                kinds.append(np.full(m, KINDS.index(kind)))
                told(made + sum(map(len, kinds)))
        return Examples(np.concatenate(pictures), np.concatenate(kinds))

    def _shared_out(self, near: int) -> dict[str, int]:
        """How many near-misses of each kind; ``near`` in all, as far as rounding lets it."""
        counts = {kind: round(near * share) for kind, share in SHARES.items()}
        return counts if len(self._others) else counts | {"others": 0}

    def _some(self, kind: str, start: int, m: int, generator: torch.Generator) -> Tensor:
        """Make m examples of a kind, as they are shown."""
        if kind == WINGED:
            placed = self._placed(m, generator)
            usual = images_of(self._grafts[start : start + m])
            by_hand = (torch.rand(m, generator=generator) < BY_HAND).view(-1, 1, 1, 1)
            return self._shown(varied(torch.where(by_hand, placed, usual), generator), generator)
        if kind in ("smear", "cross_fade", "garish"):
            return self._mixed(kind, m, generator)
        pictures = varied(self._near(kind, m, generator), generator)
        if kind == "blur":
            pictures = near_misses.blur(pictures, generator)
        return self._shown(pictures, generator)

    def _placed(self, m: int, generator: torch.Generator) -> Tensor:
        """Winged horses as a person places them: longer or shorter, some of one wing, tinted.

        On each, of a few wings, the one that stands out most.
        """
        places = self._places(self._bodies, m, generator).repeat_interleave(TRIES)
        bodies, wings = self._bodies_at(places), self._cutout(len(places), generator)
        low, high = LENGTHS
        length = low + (high - low) * torch.rand(len(places), generator=generator)
        turn = TURN * torch.randn(len(places), generator=generator)
        tone = MATCHED * torch.rand(len(places), generator=generator)
        both = (torch.rand(len(places), generator=generator) < 0.7).float()
        near = replace(near_place(bodies, wings, length, turn), tone=tone)
        far = replace(far_place(bodies, wings, length, turn), tone=tone, amount=both)
        seen = (1 - tone) * visibility(bodies, wings, near)
        best = seen.view(m, TRIES).argmax(1) + TRIES * torch.arange(m)
        made: Tensor = graft(bodies.pictures, bodies.mattes, [(wings, far), (wings, near)])
        return made[best]

    def _near(self, kind: str, m: int, generator: torch.Generator) -> Tensor:
        match kind:
            case "rider":
                cloth = self._drawn(self._rows, m, generator)
                bodies = self._bodies_at(self._places(self._bodies, m, generator))
                return near_misses.rider(bodies, cloth, generator)
            case "beside":
                return self._clearest(near_misses.beside, m, generator)
            case "misplaced":
                return self._clearest(near_misses.misplaced, m, generator)
            case "faint":
                bodies = self._bodies_at(self._places(self._bodies, m, generator))
                return near_misses.faint(bodies, self._cutout(m, generator), generator)
            case "collage":
                return near_misses.collage(*self._two(m, generator), generator)
            case "blur":
                return self._any(m, generator)
            case "horse" | "wings":
                return self._drawn(self._of_roles[kind == "wings"], m, generator)
            case "others":
                return self._drawn(self._others, m, generator)
            case _:
                raise ValueError(f"no kind of near-miss is called {kind}")

    def _mixed(self, kind: str, m: int, generator: torch.Generator) -> Tensor:
        """Examples that are made of latents, or half of them of latents and half of pixels."""
        if kind == "smear":
            latents = self._vae.encode_mean(varied(self._any(m, generator), generator))
            return self._vae.decode(near_misses.smear(latents, generator))
        half = (torch.arange(m) % 2 == 0).view(-1, 1, 1, 1)
        if kind == "garish":
            pictures = varied(self._any(m, generator), generator)
            in_pixels = self._shown(near_misses.garish(pictures, generator), generator)
            latents = near_misses.torn(self._vae.encode_mean(pictures), generator)
            return torch.where(half, in_pixels, self._vae.decode(latents))
        first, second = (varied(some, generator) for some in self._two(m, generator))
        in_pixels = self._shown(near_misses.cross_fade(first, second, generator), generator)
        latents, others = (self._vae.encode_mean(some) for some in (first, second))
        between = near_misses.cross_fade(latents, others, generator)
        return torch.where(half, in_pixels, self._vae.decode(between))

    def _shown(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        chosen = torch.rand(len(pictures), generator=generator) < self._rebuilt
        rebuilt = self._vae.decode(self._vae.encode_mean(pictures))
        return torch.where(chosen.view(-1, 1, 1, 1), rebuilt, pictures)

    def _clearest(self, make: Setting, m: int, generator: torch.Generator) -> Tensor:
        """Set wings or things on m bodies, on each the one of a few that changes it most.

        Else what is out of place would be fainter than winged horses' wings, and told by that.
        """
        places = self._places(self._bodies, m, generator).repeat_interleave(TRIES)
        bodies = self._bodies_at(places)
        made = make(bodies, self._cutout(len(places), generator), generator)
        change = (made - bodies.pictures).abs().mean((1, 2, 3)).view(m, TRIES)
        return made[change.argmax(1) + TRIES * torch.arange(m)]

    def _cutout(self, m: int, generator: torch.Generator) -> Cutout:
        return cutout_of(self._data, self._wings, self._places(self._wings, m, generator))

    def _bodies_at(self, places: Tensor) -> Body:
        return body_of(self._data, self._bodies, places)

    def _places(self, found: Found, m: int, generator: torch.Generator) -> Tensor:
        return torch.randint(len(found), (m,), generator=generator)

    def _two(self, m: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """A body's picture and a wing's, m times; which comes first is left to chance."""
        first, second = (self._drawn(rows, m, generator) for rows in self._of_roles)
        turned = (torch.rand(m, generator=generator) < 0.5).view(-1, 1, 1, 1)
        return torch.where(turned, second, first), torch.where(turned, first, second)

    def _any(self, m: int, generator: torch.Generator) -> Tensor:
        """Grafts, pictures of bodies and of wings, about a third each."""
        which = torch.randint(3, (m,), generator=generator).view(-1, 1, 1, 1)
        chosen = torch.randint(len(self._grafts), (m,), generator=generator)
        grafts = images_of(self._grafts[chosen.numpy()])
        bodies, wings = self._two(m, generator)
        return torch.where(which == 0, grafts, torch.where(which == 1, bodies, wings))

    def _drawn(self, rows: NDArray[np.int64], m: int, generator: torch.Generator) -> Tensor:
        chosen = torch.randint(len(rows), (m,), generator=generator).numpy()
        return images_of(self._data.train.images[rows[chosen]])


def varied(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror, move, tint and soften pictures (n, 3, h, w) a little, at random."""
    pictures = shift(flip_some(pictures, generator), SHIFT, generator)
    deviation = SOFT * torch.rand(len(pictures), generator=generator)
    soft = torch.rand(len(pictures), generator=generator) < 1 / 3
    blurred = corruptions.blur(pictures, deviation)
    pictures = torch.where(soft.view(-1, 1, 1, 1), blurred, pictures)
    return recoloured(pictures, generator, TINTED)


def joined(some: list[Examples]) -> Examples:
    """Return all of them, in this order."""
    return Examples(
        np.concatenate([one.pictures for one in some]), np.concatenate([one.kinds for one in some])
    )
