"""From a few hundred marks to points in thousands of pictures, through a frozen classifier.

A small head on the classifier's stages learns the marks; what it then says of all other pictures
teaches the parts network, which is too small to learn from the marks alone.
"""

from typing import Any

import torch
from torch import Tensor, nn

from training.grafting.labels import FACES_RIGHT, HAS_WING, IS_BODY, Labels, joined, losses, moved
from training.learning import batches
from training.models.parts import CELLS, CHANCES, POINTS, STRIDE, local_mean

STEPS, BATCH, LR = 500, 48, 3e-3
NEAR = 5.0
"""Pixels within which two points are one."""


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
            nn.BatchNorm1d(2 * sum(widths), affine=False),
            nn.Dropout(0.5),
            nn.Linear(2 * sum(widths), 32),
            nn.GELU(),
            nn.Dropout(0.3),
            nn.Linear(32, len(CHANCES)),
        )

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits of heat maps (n, 3, 16, 16) and of chances (n, 3)."""
        with torch.no_grad():
            stages = [stage.float() for stage in self._classifier[0].stages(images)[1:]]
        grid = [nn.functional.interpolate(s, size=(CELLS, CELLS), mode="bilinear") for s in stages]
        hidden = nn.functional.gelu(self.inward(torch.cat(grid, 1)))
        heat = self.heat(nn.functional.gelu(self.mix(hidden)))
        return heat, self.chances(torch.cat([_halves(stage) for stage in stages], 1))


def learn(classifier: Any, pictures: Tensor, labels: Labels, seed: int) -> Teacher:
    """Return a teacher that learnt labels of pictures (n, 3, h, w); two minutes on a CPU."""
    torch.manual_seed(seed)
    teacher = Teacher(classifier)
    optimiser = torch.optim.AdamW(teacher.parameters(), LR, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for step in range(STEPS):
        generator = batches.generator_at(seed, step)
        chosen = torch.randint(len(pictures), (BATCH,), generator=generator)
        seen, known = moved(pictures[chosen], labels.rows(chosen), generator)
        with batches.seeded(generator):
            heat, chances = teacher(seen)
        found = losses(heat, chances, known)
        optimiser.zero_grad(set_to_none=True)
        (found["points"] + 2 * found["chances"]).backward()
        optimiser.step()
        schedule.step()
    return teacher.eval()


@torch.no_grad()
def label(teacher: Teacher, pictures: Tensor, bodies: Tensor) -> Labels:
    """Return what a teacher says of pictures (n, 3, h, w), with their mirror images.

    ``bodies`` (n,) says which are of a class that gives bodies; the others give wings.
    """
    parts = zip(pictures.split(250), bodies.split(250), strict=True)
    return joined([_label(teacher, *part) for part in parts])


def _label(teacher: Teacher, pictures: Tensor, bodies: Tensor) -> Labels:
    (heat, own), (flipped, other) = teacher(pictures), teacher(pictures.flip(-1))
    heat = (heat + flipped.flip(-1)) / 2
    own, other = own.sigmoid(), other.sigmoid()
    other[:, FACES_RIGHT] = 1 - other[:, FACES_RIGHT]
    chances = (own + other) / 2
    body = bodies.float()
    chances[:, IS_BODY] *= body
    chances[:, HAS_WING] *= 1 - body
    first = local_mean(heat)
    second = local_mean(heat - 1e3 * _near(first))
    shares = torch.stack([_mass(heat, point) for point in (first, second)], 2)
    shares = shares / shares.sum(2, keepdim=True)
    wing = chances[:, HAS_WING]
    weights = torch.stack((chances[:, IS_BODY], wing, wing), 1)
    told = torch.stack((chances[:, IS_BODY], torch.ones_like(body), torch.ones_like(body)), 1)
    return Labels(torch.stack((first, second), 2), shares, weights, chances, told)


def _near(points: Tensor) -> Tensor:
    """Which cells (n, k, 16, 16) of a heat map are near points (n, k, 2), as 0 and 1."""
    cells = (torch.arange(CELLS) + 0.5) * STRIDE
    x, y = (points[..., i, None] - cells for i in range(2))
    return (y.square()[..., :, None] + x.square()[..., None, :] < NEAR**2).float()


def _mass(heat: Tensor, points: Tensor) -> Tensor:
    """How likely heat maps' logits (n, k, h, w) find what is near points (n, k, 2)."""
    chances = heat.flatten(2).softmax(2).view(heat.shape)
    return (chances * _near(points)).sum((2, 3)) + 1e-6


def _halves(stage: Tensor) -> Tensor:
    """What stands on the left and on the right: the side of a head shows there."""
    half = (stage.shape[-1] + 1) // 2
    return torch.cat((stage[..., :half].mean((2, 3)), stage[..., -half:].mean((2, 3))), 1)
