"""Mattes without a network: what stands before a plain sky, by its colour alone.

The colour of the sky is a quadratic in place, fitted to the outer rings of pixels. Few pictures
are so plain; they teach the network that finds the mattes of all others.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

RINGS = 2
REFITS = 4
PLAIN, EMPTY, SMALL, LARGE = 0.035, 0.05, 0.07, 0.35
"""Largest deviation of a plain sky and share of its border that is covered, and the least and
largest share of the picture that a thing covers; chosen by eye."""


@dataclass(frozen=True, eq=False)
class SkyMattes:
    """Mattes of n pictures.

    Attributes
    ----------
    mattes
        (n, h, w) in [0, 1].
    residual
        Deviation (n,) of the sky from its fit, in colours of [0, 1].
    area, border
        Shares (n,) of the picture and of its border that are covered.
    """

    mattes: Tensor
    residual: Tensor
    area: Tensor
    border: Tensor

    @property
    def usable(self) -> Tensor:
        """Whether (n,) a matte can be relied upon."""
        sized = (self.area > SMALL) & (self.area < LARGE)
        return sized & (self.residual < PLAIN) & (self.border < EMPTY)


def sky_mattes(pictures: Tensor) -> SkyMattes:
    """Cut out what stands before a plain background; pictures (n, 3, h, w) in [-1, 1]."""
    n, _, height, width = pictures.shape
    colours = ((pictures + 1) / 2).flatten(2).transpose(1, 2).double()
    basis, ring = _basis(height, width), _ring(height, width)
    kept = ring.expand(n, -1)
    for _ in range(REFITS):
        gaps = _distances(colours, basis, kept)
        spread = _median(gaps, kept) * 1.5 + 0.01
        kept = ring & (gaps < 3 * spread.unsqueeze(1))
    residual = ((gaps.square() * kept).sum(1) / kept.sum(1).clamp_min(1)).sqrt()
    low = (2.5 * residual).clamp_min(0.05)
    high = torch.maximum(1.5 * low, 0.55 * gaps.quantile(0.98, 1))
    alpha = ((gaps - low.unsqueeze(1)) / (high - low).unsqueeze(1)).clamp(0, 1)
    alpha = alpha.view(n, height, width).float()
    alpha = alpha * _largest_piece(alpha > 0.15)
    border = alpha.flatten(1)[:, ring].mean(1)
    return SkyMattes(alpha, residual.float(), alpha.mean((1, 2)), border)


def _distances(colours: Tensor, basis: Tensor, kept: Tensor) -> Tensor:
    """Distances (n, p) of colours (n, p, 3) from the quadratic through those that are kept."""
    weighted = basis * kept.unsqueeze(2)
    gram = weighted.transpose(1, 2) @ basis + 1e-9 * torch.eye(basis.shape[1]).double()
    fitted = basis @ torch.linalg.solve(gram, weighted.transpose(1, 2) @ colours)
    return (colours - fitted).norm(dim=2)


def _median(values: Tensor, kept: Tensor) -> Tensor:
    return torch.where(kept, values, torch.nan).nanmedian(1).values


def _largest_piece(solid: Tensor) -> Tensor:
    """Of masks (n, h, w) the largest connected piece and the pixels around it, as float."""
    n, height, width = solid.shape
    labels = torch.arange(1, height * width + 1).view(1, 1, height, width).float()
    labels = labels * solid.unsqueeze(1)
    pool = torch.nn.functional.max_pool2d
    for _ in range(height + width):  # labels flow through each piece; few are more winding
        labels = pool(labels, 3, 1, 1) * solid.unsqueeze(1)
    flat = labels.flatten(1).long()
    counts = torch.zeros(n, height * width + 1).scatter_add_(1, flat, torch.ones(flat.shape))
    counts[:, 0] = 0
    chosen = (flat == counts.argmax(1, keepdim=True)) & (flat > 0)
    piece = chosen.view(n, 1, height, width).float()
    return pool(piece, 3, 1, 1)[:, 0]


def _basis(height: int, width: int) -> Tensor:
    """1, u, v, uv, u², v² of each pixel, (h * w, 6) float64."""
    v, u = torch.meshgrid(
        torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij"
    )
    columns = torch.ones_like(u), u, v, u * v, u * u, v * v
    return torch.stack(columns, -1).flatten(0, 1).double()


def _ring(height: int, width: int) -> Tensor:
    inside = torch.zeros(height, width, dtype=torch.bool)
    inside[RINGS:-RINGS, RINGS:-RINGS] = True
    return ~inside.flatten()
