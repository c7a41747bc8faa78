"""Augmentation of whole batches, as pure functions of a generator."""

import torch
from torch import Tensor


def normalise(images: Tensor) -> Tensor:
    """Turn (n, 32, 32, 3) uint8 into (n, 3, 32, 32) float32 in [-1, 1], channels last in memory."""
    return images.permute(0, 3, 1, 2).float().div(127.5).sub(1)


def flip(images: Tensor, chosen: Tensor) -> Tensor:
    """Mirror the pictures (n, c, h, w) where ``chosen`` (n,) is true."""
    return torch.where(chosen[:, None, None, None], images.flip(-1), images)


def shift(images: Tensor, reach: int, generator: torch.Generator) -> Tensor:
    """Move each picture (n, c, h, w) by up to ``reach`` pixels a way; edges are reflected.

    ``generator`` is one of the CPU, so that every device sees the same shifts.
    """
    n, _, height, width = images.shape
    padded = torch.nn.functional.pad(images, [reach] * 4, mode="reflect")
    rows, columns = torch.randint(0, 2 * reach + 1, (2, n, 1), generator=generator).to(images.device)
    rows = rows + torch.arange(height, device=images.device)
    columns = columns + torch.arange(width, device=images.device)
    index = torch.arange(n, device=images.device)[:, None, None]
    # Advanced indices around a slice put the channels last, which is the layout wanted anyway.
    return padded[index, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
