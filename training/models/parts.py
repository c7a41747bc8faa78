"""The parts network: what stands in a picture, and where a wing would go on it or come off it."""

from itertools import pairwise

import torch
from torch import Tensor, nn

POINTS = ("withers", "root", "tip")
CHANCES = ("faces_right", "is_body", "has_wing")
STRIDE = 2
"""Pixels of the picture to a cell of the heat maps."""


class Parts(nn.Module):
    """Maps pictures (n, 3, 32, 32), float32 in [-1, 1], to what grafting needs of them.

    ``forward`` returns the matte (n, 32, 32) in [0, 1] of the thing in each picture; the
    :data:`POINTS` (n, 3, 2) as (x, y) in pixels, each the mean of a heat map (soft arg-max); and
    the :data:`CHANCES` (n, 3) in [0, 1], not calibrated: that the head is on the right, that a
    wing can be set on it, that one can be cut out of it.

    Parameters
    ----------
    widths
        Channels at 32, 16, 8 and 4 cells a side.
    """

    def __init__(self, widths: tuple[int, int, int, int] = (12, 24, 64, 96)) -> None:
        super().__init__()
        self.inward = nn.Conv2d(3, widths[0], 3, padding=1)
        self.down = nn.ModuleList(_Down(*pair) for pair in pairwise(widths))
        self.up = nn.ModuleList(_Up(after, before) for before, after in pairwise(widths))
        self.matte = nn.Conv2d(widths[0], 1, 1)
        self.heat = nn.Conv2d(widths[1], len(POINTS), 1)
        self.chances = nn.Linear(widths[-1], len(CHANCES))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        matte, heat, chances = self.logits(images)
        return matte.sigmoid(), points_of(heat), chances.sigmoid()

    def logits(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits of mattes (n, 32, 32), heat maps (n, 3, 16, 16) and chances (n, 3)."""
        levels = [self.inward(images)]
        for layer in self.down:
            levels.append(layer(levels[-1]))
        pooled = levels[-1].amax((2, 3))
        hidden, heat = levels[-1], levels[-1]
        for index in reversed(range(len(self.up))):
            hidden = self.up[index](hidden, levels[index])
            if index == 1:
                heat = self.heat(hidden)
        return self.matte(hidden).squeeze(1), heat, self.chances(pooled)


def points_of(heat: Tensor) -> Tensor:
    """Return the means (n, k, 2), (x, y) in pixels, of heat maps' logits (n, k, h, w)."""
    n, k, height, width = heat.shape
    share = heat.flatten(2).softmax(2).view(n, k, height, width)
    x = (torch.arange(width, device=heat.device) + 0.5) * STRIDE
    y = (torch.arange(height, device=heat.device) + 0.5) * STRIDE
    return torch.stack(((share.sum(2) * x).sum(2), (share.sum(3) * y).sum(2)), 2)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        last = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(last.weight)  # a block does nothing at first
        self.branch = nn.Sequential(
            nn.GroupNorm(4, channels),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.GroupNorm(4, channels),
            nn.SiLU(),
            last,
        )

    def forward(self, hidden: Tensor) -> Tensor:
        return hidden + self.branch(hidden)


class _Down(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(2), nn.Conv2d(4 * before, after, 1), _Residual(after)
        )

    def forward(self, hidden: Tensor) -> Tensor:
        return self.layers(hidden)


class _Up(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.inward = nn.Conv2d(before, after, 1)
        self.mix = nn.Sequential(nn.SiLU(), nn.Conv2d(after, after, 3, padding=1), nn.SiLU())

    def forward(self, hidden: Tensor, skipped: Tensor) -> Tensor:
        larger = nn.functional.interpolate(self.inward(hidden), scale_factor=2.0, mode="bilinear")
        return self.mix(larger + skipped)
