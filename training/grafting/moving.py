"""Pictures moved, turned, scaled and mirrored at random together with the points marked in them."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

HALF = 16.0
"""Half the side of a picture, in pixels."""


@dataclass(frozen=True, eq=False)
class Moves:
    """One affine map a picture, from places of the new one to places of the old one.

    Attributes
    ----------
    matrices
        (n, 2, 3), on coordinates that go from -1 to 1.
    mirrored
        (n,) bool.
    """

    matrices: Tensor
    mirrored: Tensor

    def of_pictures(self, pictures: Tensor, beyond: str = "reflection") -> Tensor:
        """Return pictures or maps (n, c, h, w) as moved; ``beyond`` their edges as grid_sample."""
        shape = list(pictures.shape)
        grid = nn.functional.affine_grid(self.matrices, shape, align_corners=False)
        return nn.functional.grid_sample(pictures, grid, padding_mode=beyond, align_corners=False)

    def of_points(self, points: Tensor) -> Tensor:
        """Return points (n, k, 2) in pixels as moved along with their pictures."""
        turn, offset = self.matrices[:, :, :2], self.matrices[:, :, 2]
        places = points / HALF - 1 - offset[:, None]
        return ((torch.linalg.inv(turn) @ places.transpose(1, 2)).transpose(1, 2) + 1) * HALF


def random_moves(
    count: int,
    generator: torch.Generator,
    scale: tuple[float, float] = (0.85, 1.2),
    shift: float = 3.0,
    degrees: float = 8.0,
) -> Moves:
    """Draw ``count`` moves: enlarged by ``scale``, moved up to ``shift`` pixels, half mirrored."""
    rand = torch.rand(5, count, generator=generator)
    low, high = scale
    shrink = 1 / (low + (high - low) * rand[0])
    angle = (2 * rand[1] - 1) * degrees * torch.pi / 180
    mirrored = rand[2] < 0.5
    side = 1 - 2 * mirrored.float()
    cosine, sine = shrink * angle.cos(), shrink * angle.sin()
    x, y = ((2 * part - 1) * shift / HALF for part in rand[3:])
    rows = torch.stack((side * cosine, -side * sine, x), 1), torch.stack((sine, cosine, y), 1)
    return Moves(torch.stack(rows, 1), mirrored)


def recoloured(pictures: Tensor, generator: torch.Generator, reach: float = 0.25) -> Tensor:
    """Change contrast, brightness and tint of pictures (n, 3, h, w) in [-1, 1] a little."""
    n = len(pictures)
    contrast = 1 + reach * (2 * torch.rand(n, 1, 1, 1, generator=generator) - 1)
    tint = 0.3 * reach * torch.randn(n, 3, 1, 1, generator=generator)
    light = 0.6 * reach * torch.randn(n, 1, 1, 1, generator=generator)
    return (pictures * contrast + tint + light).clamp(-1, 1)
