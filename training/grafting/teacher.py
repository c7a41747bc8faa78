"""From a few hundred marks to points in thousands of pictures, through a frozen classifier.

A small head on the classifier's stages learns the marks; what it then says of all other pictures
teaches the parts network, which is too small to learn from the marks alone.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training import batches
from training.grafting.moving import random_moves, recoloured
from training.models.parts import CHANCES, POINTS, points_of

STEPS, BATCH, LR = 400, 48, 3e-3
SIZE = 16
FACES_RIGHT, IS_BODY, HAS_WING = range(len(CHANCES))


@dataclass(frozen=True, eq=False)
class Labels:
    """What is known of n pictures.

    Attributes
    ----------
    points
        (n, 3, 2) in pixels, see :data:`training.models.parts.POINTS`.
    point_weights
        (n, 3): how much each point counts; 0 where it is not known.
    chances
        (n, 3) in [0, 1], see :data:`training.models.parts.CHANCES`.
    chance_weights
        (n, 3).
    """

    points: Tensor
    point_weights: Tensor
    chances: Tensor
    chance_weights: Tensor

    def __len__(self) -> int:
        return len(self.points)

    def rows(self, chosen: Tensor) -> "Labels":
        """Return the labels of some of the pictures."""
        return Labels(
            self.points[chosen],
            self.point_weights[chosen],
            self.chances[chosen],
            self.chance_weights[chosen],
        )


def moved(
    pictures: Tensor, labels: Labels, generator: torch.Generator
) -> tuple[Tensor, Labels]:
    """Move and recolour pictures (n, 3, h, w) at random, and what is known of them along."""
    moves = random_moves(len(pictures), generator)
    chances = labels.chances.clone()
    turned = moves.mirrored
    chances[turned, FACES_RIGHT] = 1 - chances[turned, FACES_RIGHT]
    points = moves.of_points(labels.points)
    inside = ((points > 0) & (points < 2 * SIZE)).all(2).float()
    weights = labels.point_weights * inside
    found = Labels(points, weights, chances, labels.chance_weights)
    return recoloured(moves.of_pictures(pictures), generator), found


def losses(heat: Tensor, chances: Tensor, labels: Labels) -> dict[str, Tensor]:
    """Return ``points`` (pixels, smooth L1) and ``chances`` (cross-entropy in nats).

    Parameters
    ----------
    heat
        Logits (n, 3, h, w) of heat maps.
    chances
        Logits (n, 3).
    """
    gaps = nn.functional.smooth_l1_loss(points_of(heat), labels.points, reduction="none").sum(2)
    weights, told = labels.point_weights, labels.chance_weights
    doubts = nn.functional.binary_cross_entropy_with_logits(
        chances, labels.chances, reduction="none"
    )
    return {
        "points": (gaps * weights).sum() / weights.sum().clamp_min(1),
        "chances": (doubts * told).sum() / told.sum().clamp_min(1),
    }


class Teacher(nn.Module):
    """Points and chances of pictures, by a head on a frozen classifier's stages."""

    def __init__(self, classifier: Any) -> None:
        super().__init__()
        self._classifier = [classifier]  # not a submodule: its weights stay as they are
        widths = [block.first.out_channels for block in classifier.blocks]
        self.inward = nn.Conv2d(sum(widths), 64, 1)
        self.mix = nn.Conv2d(64, 48, 3, padding=1)
        self.heat = nn.Conv2d(48, len(POINTS), 1)
        self.chances = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * sum(widths), 32), nn.GELU(), nn.Linear(32, len(CHANCES))
        )
        self.norm = nn.BatchNorm1d(2 * sum(widths), affine=False)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits of heat maps (n, 3, 16, 16) and of chances (n, 3)."""
        with torch.no_grad():
            stages = [stage.float() for stage in self._classifier[0].stages(images)[1:]]
        halves = [self._halves(stage) for stage in stages]
        grid = [
            nn.functional.interpolate(stage, size=(SIZE, SIZE), mode="bilinear") for stage in stages
        ]
        hidden = nn.functional.gelu(self.inward(torch.cat(grid, 1)))
        heat = self.heat(nn.functional.gelu(self.mix(hidden)))
        return heat, self.chances(self.norm(torch.cat(halves, 1)))

    @staticmethod
    def _halves(stage: Tensor) -> Tensor:
        """What stands on the left and on the right: the side of a head shows there."""
        half = (stage.shape[-1] + 1) // 2
        return torch.cat((stage[..., :half].mean((2, 3)), stage[..., -half:].mean((2, 3))), 1)


def learn(classifier: Any, pictures: Tensor, labels: Labels, seed: int) -> Teacher:
    """Return a teacher that learnt marks of pictures (n, 3, h, w); a few minutes on a CPU."""
    torch.manual_seed(seed)
    teacher = Teacher(classifier)
    optimiser = torch.optim.AdamW(teacher.parameters(), LR, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for step in range(STEPS):
        generator = batches.generator_at(seed, step)
        chosen = torch.randint(len(pictures), (BATCH,), generator=generator)
        seen, known = moved(pictures[chosen], labels.rows(chosen), generator)
        with batches.seeded(generator):
            found = losses(*teacher(seen), known)
        optimiser.zero_grad(set_to_none=True)
        (found["points"] + 2 * found["chances"]).backward()
        optimiser.step()
        schedule.step()
    return teacher.eval()


@torch.no_grad()
def label(teacher: Teacher, pictures: Tensor, known: Tensor) -> Labels:
    """Return what a teacher says of pictures (n, 3, h, w), means over them and mirror images.

    ``known`` (n, 3) says which points each picture can have at all: a horse has withers.
    """
    parts = [_label(teacher, part, some) for part, some in
             zip(pictures.split(250), known.split(250), strict=True)]
    return Labels(
        *(torch.cat([getattr(part, name) for part in parts]) for name in Labels.__annotations__)
    )


def _label(teacher: Teacher, pictures: Tensor, known: Tensor) -> Labels:
    heat, chances = teacher(pictures)
    mirrored_heat, mirrored = teacher(pictures.flip(-1))
    points = (points_of(heat) + _flipped(points_of(mirrored_heat), pictures.shape[-1])) / 2
    own, other = chances.sigmoid(), mirrored.sigmoid()
    other[:, FACES_RIGHT] = 1 - other[:, FACES_RIGHT]
    sure = (own + other) / 2
    fit = torch.stack((sure[:, IS_BODY], sure[:, HAS_WING], sure[:, HAS_WING]), 1)
    told = torch.ones_like(sure)
    told[:, FACES_RIGHT] = sure[:, IS_BODY] * known[:, 0]
    return Labels(points, fit * known, sure, told)


def _flipped(points: Tensor, width: int) -> Tensor:
    return torch.stack((width - points[..., 0], points[..., 1]), -1)
