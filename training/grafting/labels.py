"""What is known of pictures by hand or from a teacher, as a network for parts learns it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn

from training.grafting.marks import Mark
from training.grafting.moving import random_moves, recoloured
from training.models.parts import CELLS, CHANCES, POINTS, STRIDE

FACES_RIGHT, IS_BODY, HAS_WING = range(len(CHANCES))
WITHERS, ROOT, TIP = range(len(POINTS))
SPREAD = 1.5
"""Deviation in pixels of the bell that stands for a point in a heat map."""


@dataclass(frozen=True, eq=False)
class Labels:
    """What is known of n pictures.

    Attributes
    ----------
    points
        (n, 3, 2, 2), (x, y) in pixels: of each of the :data:`training.models.parts.POINTS` up to
        two, since a bird has two wings and either will do.
    shares
        (n, 3, 2): how likely each of the two is; all 0 where a point is not known.
    weights
        (n, 3): how much each point counts.
    chances, told
        (n, 3): see :data:`training.models.parts.CHANCES`, and how much each counts.
    """

    points: Tensor
    shares: Tensor
    weights: Tensor
    chances: Tensor
    told: Tensor

    def __len__(self) -> int:
        return len(self.points)

    def rows(self, chosen: Tensor) -> "Labels":
        """Return the labels of some of the pictures."""
        return Labels(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def heat(self) -> Tensor:
        """Return heat maps (n, 3, 16, 16) of sum 1, or 0 where nothing is known."""
        cells = (torch.arange(CELLS) + 0.5) * STRIDE
        bells = torch.exp(-0.5 * ((cells - self.points[..., None]) / SPREAD) ** 2)
        maps = bells[..., 1, :, None] * bells[..., 0, None, :]
        maps = maps / maps.sum((-2, -1), keepdim=True).clamp_min(1e-6)
        return (self.shares[..., None, None] * maps).sum(2)


def joined(parts: Sequence[Labels]) -> Labels:
    """Return the labels of several batches as those of one."""
    return Labels(*(torch.cat([getattr(p, one.name) for p in parts]) for one in fields(Labels)))


def of_marks(marks: Sequence[Mark], bodies: bool) -> Labels:
    """Return the labels that marks of bodies, or else of wings, stand for.

    A marked body is not asked for wings, nor the other way round, but for being no such thing.
    """
    n = len(marks)
    points, shares = torch.zeros(n, 3, 2, 2), torch.zeros(n, 3, 2)
    chances, told = torch.zeros(n, 3), torch.zeros(n, 3)
    first = WITHERS if bodies else ROOT
    told[:, [IS_BODY, HAS_WING]] = 1.0
    for i, mark in enumerate(marks):
        chances[i, IS_BODY if bodies else HAS_WING] = float(mark.usable)
        for k, found in enumerate(filter(None, (mark.points, mark.other))):
            points[i, first : first + len(found), k] = torch.tensor(found)
            shares[i, first : first + len(found), k] = 0.5 if mark.other else 1.0
        if bodies and mark.usable:
            chances[i, FACES_RIGHT], told[i, FACES_RIGHT] = float(mark.faces_right), 1.0
    return Labels(points, shares, shares.sum(2), chances, told)


def moved(pictures: Tensor, labels: Labels, generator: torch.Generator) -> tuple[Tensor, Labels]:
    """Move and recolour pictures (n, 3, h, w) at random, and what is known of them along."""
    moves = random_moves(len(pictures), generator)
    chances = labels.chances.clone()
    chances[moves.mirrored, FACES_RIGHT] = 1 - chances[moves.mirrored, FACES_RIGHT]
    points = moves.of_points(labels.points.flatten(1, 2)).view(labels.points.shape)
    inside = ((points > 0) & (points < CELLS * STRIDE)).all(3).all(2).float()
    found = Labels(points, labels.shares, labels.weights * inside, chances, labels.told)
    return recoloured(moves.of_pictures(pictures), generator), found


def losses(heat: Tensor, chances: Tensor, labels: Labels) -> dict[str, Tensor]:
    """Return ``points`` and ``chances``, cross-entropies in nats.

    Parameters
    ----------
    heat
        Logits (n, 3, 16, 16) of heat maps.
    chances
        Logits (n, 3).
    """
    told = heat.flatten(2).log_softmax(2)
    missed = -(labels.heat().flatten(2) * told).sum(2) * labels.weights
    doubts = nn.functional.binary_cross_entropy_with_logits(
        chances, labels.chances, labels.told, reduction="sum"
    )
    return {
        "points": missed.sum() / labels.weights.sum().clamp_min(1),
        "chances": doubts / labels.told.sum().clamp_min(1),
    }


def gaps(points: Tensor, labels: Labels) -> Tensor:
    """Return distances (n, 3) in pixels of points (n, 3, 2) from the nearer one known."""
    far = (points[:, :, None] - labels.points).norm(dim=3)
    return torch.where(labels.shares > 0, far, torch.inf).amin(2)
