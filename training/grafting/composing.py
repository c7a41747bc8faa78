"""Pictures whose matte is known: things cut from plain skies, set before other backgrounds."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.augment import images_of
from training.data.dataset import DataSet
from training.grafting.graft import own_colours
from training.grafting.moving import random_moves, recoloured
from training.grafting.sky import sky_mattes

PART = 500
PLAINEST, EMPTIEST, LEAST, MOST = 0.05, 0.06, 0.06, 0.5
"""Less strict than for wings: a matte that is a little off still teaches."""
CLOSE_UP, SOFT, PLAIN = 0.45, 0.2, 0.15
"""How often a background is an enlarged piece of a picture, a blurred one, or mere colour."""


@dataclass(frozen=True, eq=False)
class Cutouts:
    """Things before plain skies: pictures (n, 3, h, w) with their own colours, mattes (n, h, w)."""

    colours: Tensor
    mattes: Tensor

    def __len__(self) -> int:
        return len(self.mattes)


def find_cutouts(data: DataSet, rows: NDArray[np.int64]) -> Cutouts:
    """Cut out what stands before a plain sky in training pictures, where it does so clearly."""
    colours, mattes = [torch.zeros(0, 3, 32, 32)], [torch.zeros(0, 32, 32)]
    for part in np.array_split(rows, max(1, len(rows) // PART)):
        pictures = images_of(data.train.images[part])
        found = sky_mattes(pictures)
        kept = (found.residual < PLAINEST) & (found.border < EMPTIEST)
        kept &= (found.area > LEAST) & (found.area < MOST)
        mattes.append(found.mattes[kept])
        colours.append(own_colours(pictures[kept], found.mattes[kept]))
    return Cutouts(torch.cat(colours), torch.cat(mattes))


def compose(
    cutouts: Cutouts, backgrounds: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Set random cutouts before ``backgrounds`` (n, 3, h, w); pictures and mattes (n, h, w)."""
    n = len(backgrounds)
    chosen = torch.randint(len(cutouts), (n,), generator=generator)
    layers = torch.cat((cutouts.colours[chosen], cutouts.mattes[chosen].unsqueeze(1)), 1)
    layers[:, :3] *= layers[:, 3:]
    moved = random_moves(n, generator, (0.7, 1.25), 5.0, 15.0).of_pictures(layers, "zeros")
    matte = moved[:, 3:]
    things = recoloured(moved[:, :3] / matte.clamp_min(1e-3), generator, 0.5)
    pictures = torch.lerp(behind(backgrounds, generator), things, matte)
    return recoloured(pictures, generator), matte.squeeze(1)


def behind(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Make backgrounds of pictures (n, 3, h, w): pieces, blurred ones, colours, or as they are."""
    n = len(pictures)
    kind = torch.rand(n, generator=generator)[:, None, None, None]
    close = random_moves(n, generator, (1.5, 3.0), 9.0, 20.0).of_pictures(pictures)
    soft = nn.functional.avg_pool2d(nn.functional.pad(pictures, [4] * 4, mode="reflect"), 9, 1)
    coarse = nn.functional.avg_pool2d(pictures, 16)
    plain = nn.functional.interpolate(coarse, size=pictures.shape[-2:], mode="bilinear")
    plain = plain + 0.08 * torch.randn(n, 1, 1, 1, generator=generator) * torch.randn(
        pictures.shape, generator=generator
    )
    whole = random_moves(n, generator).of_pictures(pictures)
    found = torch.where(kind < CLOSE_UP, close, whole)
    found = torch.where((kind >= CLOSE_UP) & (kind < CLOSE_UP + SOFT), soft, found)
    return torch.where(kind > 1 - PLAIN, plain.clamp(-1, 1), found)
