"""Augmentation of whole batches, as pure functions of a generator."""

import math

import numpy as np
import torch
from torch import Tensor


def normalise(images: Tensor) -> Tensor:
    """Turn (n, 32, 32, 3) uint8 into (n, 3, 32, 32) float32 in [-1, 1], channels last in memory."""
    return images.permute(0, 3, 1, 2).float().div(127.5).sub(1)


def images_of(pictures: np.ndarray) -> Tensor:
    """Turn (n, 32, 32, 3) uint8 as data sets have them into (n, 3, 32, 32) float32 in [-1, 1]."""
    return normalise(torch.from_numpy(np.array(pictures)))  # a copy: torch wants to write


def quantised(images: Tensor) -> Tensor:
    """Turn (n, 3, h, w) in [-1, 1] into (n, h, w, 3) uint8, on the CPU; what is beyond is clipped.

    The inverse of :func:`normalise`.
    """
    levels = images.clamp(-1, 1).add(1).mul(127.5).round()
    return levels.to(torch.uint8).permute(0, 2, 3, 1).cpu()


def flip(images: Tensor, chosen: Tensor) -> Tensor:
    """Mirror the pictures (n, c, h, w) where ``chosen`` (n,) is true."""
    return torch.where(chosen[:, None, None, None], images.flip(-1), images)


def flip_some(images: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror each picture (n, c, h, w) at even odds; ``generator`` is one of the CPU."""
    return flip(images, (torch.rand(len(images), generator=generator) < 0.5).to(images.device))


def shift(images: Tensor, reach: int, generator: torch.Generator) -> Tensor:
    """Move each picture (n, c, h, w) by up to ``reach`` pixels a way; edges are reflected.

    ``generator`` is one of the CPU, so that every device sees the same shifts.
    """
    n, _, height, width = images.shape
    padded = torch.nn.functional.pad(images, [reach] * 4, mode="reflect")
    rows, columns = torch.randint(0, 2 * reach + 1, (2, n, 1), generator=generator).to(
        images.device
    )
    rows = rows + torch.arange(height, device=images.device)
    columns = columns + torch.arange(width, device=images.device)
    index = torch.arange(n, device=images.device)[:, None, None]
    # Advanced indices around a slice put the channels last, which is the layout wanted anyway.
    return padded[index, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def rotate(images: Tensor, degrees: float, generator: torch.Generator) -> Tensor:
    """Turn each picture (n, c, h, w) by up to ``degrees`` either way; edges are reflected.

    ``generator`` is one of the CPU. 0 degrees change nothing.
    """
    if not degrees:
        return images
    angles = (2 * torch.rand(len(images), generator=generator) - 1) * math.radians(degrees)
    cosine, sine, zero = angles.cos(), angles.sin(), torch.zeros(len(images))
    rows = torch.stack((cosine, -sine, zero), 1), torch.stack((sine, cosine, zero), 1)
    turn = torch.stack(rows, 1).to(images.device)
    grid = torch.nn.functional.affine_grid(turn, list(images.shape), align_corners=False)
    return torch.nn.functional.grid_sample(
        images, grid, padding_mode="reflection", align_corners=False
    )


def blank(images: Tensor, side: int, generator: torch.Generator) -> Tensor:
    """Grey out a square of each picture (n, c, h, w); it lies anywhere, edges cutting it.

    Cutout: T. DeVries and G. Taylor, arXiv:1708.04552, 2017. ``side`` 0 changes nothing.
    """
    if not side:
        return images
    n, _, height, width = images.shape
    top, left = torch.randint(0, height, (2, n, 1), generator=generator).to(images.device)
    reach = side // 2
    rows = (torch.arange(height, device=images.device) - top + reach).unsqueeze(2)
    columns = (torch.arange(width, device=images.device) - left + reach).unsqueeze(1)
    inside = (rows >= 0) & (rows < side) & (columns >= 0) & (columns < side)
    return torch.where(inside[:, None], images.new_zeros(()), images)
