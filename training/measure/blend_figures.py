"""Figures of blends: how far half-way ones are from photographs, and how even the ways are."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from training.blending.methods import Sources
from training.data.dataset import DataSet
from training.learning.corruptions import collage, cross_fade
from training.measure import figures, looking
from training.measure.looking import BODY, WINGS
from training.models.modelset import ModelSet
from training.terminal import Tell

PAIRS = 3000
SEED = 7
PATHS, STEPS = 200, 21
"""Pairs that are followed from the one picture to the other, and the steps on the way."""


def blended(
    modules: dict[str, nn.Module],
    model_set: ModelSet,
    judge: Any,
    data: DataSet,
    images: Tensor,
    labels: Tensor,
    test: Tensor,
    tell: Tell,
) -> dict[str, Any]:
    """Figures of blends of ``PAIRS`` pairs, by method, and of what they are held against.

    ``images`` and ``labels`` are all pictures of a split, ``test`` those of the three classes.
    """
    roles = looking.roles_of(data.classes, BODY, WINGS)
    rows = drawn_pairs(labels, *roles, PAIRS)
    bodies, wings = (images[part] for part in rows)
    number = {name: k for k, name in enumerate(model_set.classes)}
    own = [
        tuple(number.get(data.classes[label]) for label in both)
        for both in torch.stack([labels[part] for part in rows], 1).tolist()
    ]
    half = torch.full((len(bodies),), 0.5)
    pairs = figures.seen_pairs(modules, bodies, wings, looking.known_roles(model_set.classes), own)
    shown = {
        name: looking.in_batches(modules["decoder"], latents)
        for name, latents in figures.halfway_latents(modules, pairs).items()
    }
    shown["cross_fade"] = cross_fade(bodies, wings, half)
    shown["collage"] = collage(bodies, wings, torch.full((len(bodies),), 16))
    frechet, both = {}, {}
    for name, made in shown.items():
        tell(f"blends: {name}")
        frechet[name] = looking.distance(judge, made, test)
        both[name] = looking.both_seen(judge, made, *roles)
    tell("blends: steps")
    steps = _step_ratios(modules, pairs[:: max(1, len(pairs) // PATHS)])
    return {"frechet_50": frechet, "both_50": both, "step_ratio": steps, "pairs": len(bodies)}


def _step_ratios(modules: dict[str, nn.Module], pairs: Sequence[Sources]) -> dict[str, float]:
    """Median over pairs of the largest step from the one picture to the other over the mean one."""
    paths, points, shape = len(pairs), STEPS + 1, pairs[0].latents.shape[1:]
    noise = torch.randn(paths, *shape, generator=torch.Generator().manual_seed(SEED))
    shares = torch.linspace(1, 0, points).repeat(paths)
    repeated = [pair for pair in pairs for _ in range(points)]
    latents = figures.blended_latents(modules, repeated, shares, noise.repeat_interleave(points, 0))
    shown = {name: looking.in_batches(modules["decoder"], made) for name, made in latents.items()}
    return {
        name: float(figures.step_ratios(made.reshape(paths, points, *made.shape[1:])).median())
        for name, made in shown.items()
    }


def drawn_pairs(
    labels: Tensor, body: list[int], wings: list[int], count: int
) -> tuple[Tensor, Tensor]:
    """Return rows of ``count`` bodies and of as many wings, the classes of wings in equal parts."""
    generator = torch.Generator().manual_seed(SEED)

    def draw(classes: list[int], many: int) -> Tensor:
        rows = torch.isin(labels, torch.tensor(classes)).nonzero().squeeze(1)
        return rows[torch.randint(len(rows), (many,), generator=generator)]

    each = count // len(wings)
    return draw(body, each * len(wings)), torch.cat([draw([kind], each) for kind in wings])
