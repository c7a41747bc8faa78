"""The parts network: what stands in a picture, and where a wing would go on it or come off it."""

from itertools import pairwise

import torch
from torch import Tensor, nn

POINTS = ("withers", "root", "tip")
CHANCES = ("faces_right", "is_body", "has_wing")
STRIDE, CELLS = 2, 16
"""Pixels of the picture to a cell of the heat maps, and cells a side."""
WINDOW = 3.0
"""Deviation in pixels of the bell around the likeliest cell within which the mean is taken."""
SAME_WING = 0.12
"""By how much a pixel further from the tip makes a wing's root less likely, in nats."""


class Parts(nn.Module):
    """Maps pictures (n, 3, 32, 32), float32 in [-1, 1], to what grafting needs of them.

    ``forward`` returns the matte (n, 32, 32) in [0, 1] of the thing in each picture; the
    :data:`POINTS` (n, 3, 2) as (x, y) in pixels, each where its heat map is highest, and the root
    that of the same wing as the tip; and the :data:`CHANCES` (n, 3) in [0, 1], not calibrated:
    that the head is on the right, that a wing can be set on it, that one can be cut out of it.

    Parameters
    ----------
    widths
        Channels at 32, 16, 8 and 4 cells a side.
    """

    def __init__(self, widths: tuple[int, int, int, int] = (12, 20, 60, 96)) -> None:
        super().__init__()
        self.inward = nn.Conv2d(3, widths[0], 3, padding=1)
        self.down = nn.ModuleList(_Down(*pair) for pair in pairwise(widths))
        self.up = nn.ModuleList(_Up(after, before) for before, after in pairwise(widths))
        self.matte = nn.Conv2d(widths[0], 1, 1)
        self.heat = nn.Conv2d(widths[1], len(POINTS), 1)
        self.chances = nn.Linear(widths[-1], len(CHANCES))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        matte, heat, chances = self.logits(images)
        withers, root, tip = heat[:, :1], heat[:, 1:2], heat[:, 2:]
        tips = local_mean(tip)
        x, y = _offsets(tips)
        roots = local_mean(root - SAME_WING * (x.square() + y.square()).sqrt())
        points = torch.cat((local_mean(withers), roots, tips), 1)
        return matte.sigmoid(), points, chances.sigmoid()

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


def local_mean(heat: Tensor) -> Tensor:
    """Return the means (n, k, 2), (x, y) in pixels, around the peaks of logits (n, k, 16, 16).

    A mean over the whole map would lie between the two wings of a bird.
    """
    best = heat.flatten(2).argmax(2)
    peak = torch.stack((best % CELLS, best // CELLS), 2).float().add(0.5) * STRIDE
    x, y = _offsets(peak)
    near = heat - 0.5 * (x.square() + y.square()) / WINDOW**2
    share = near.flatten(2).softmax(2).view(heat.shape)
    moved = torch.stack(((share * x).sum((2, 3)), (share * y).sum((2, 3))), 2)
    return peak + moved


def _offsets(points: Tensor) -> tuple[Tensor, Tensor]:
    """From points (n, k, 2) to the middles of cells, in pixels: (n, k, 1, 16), (n, k, 16, 1)."""
    cells = (torch.arange(CELLS, device=points.device) + 0.5) * STRIDE
    return cells - points[..., 0, None, None], cells[:, None] - points[..., 1, None, None]


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
