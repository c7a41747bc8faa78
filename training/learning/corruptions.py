"""What photographs do not look like: ways to spoil pictures (n, 3, h, w) in [-1, 1], in batches."""

import torch
from torch import Tensor, nn

BLUR_REACH = 4
"""Pixels to each side that a blur looks at."""


def blur(images: Tensor, deviation: Tensor) -> Tensor:
    """Blur each picture by a Gaussian of its own ``deviation`` (n,) in pixels; edges are held."""
    n, channels, height, width = images.shape
    places = torch.arange(-BLUR_REACH, BLUR_REACH + 1, device=images.device)
    bells = torch.exp(-0.5 * (places / deviation.clamp_min(1e-3)[:, None]) ** 2)
    kernels = (bells / bells.sum(1, keepdim=True)).repeat_interleave(channels, 0)[:, None]
    flat = images.reshape(1, n * channels, height, width)
    padded = nn.functional.pad(flat, [BLUR_REACH] * 4, mode="replicate")
    rows = nn.functional.conv2d(padded, kernels[:, :, None, :], groups=n * channels)
    both = nn.functional.conv2d(rows, kernels[:, :, :, None], groups=n * channels)
    return both.view(images.shape)


def add_noise(images: Tensor, deviation: Tensor, noise: Tensor) -> Tensor:
    """Add ``noise`` (standard normal, of images' shape) times 2 × ``deviation`` (n,).

    ``deviation`` is in units of the range from black to white.
    """
    return (images + 2 * deviation.view(-1, 1, 1, 1) * noise).clamp(-1, 1)


def cross_fade(images: Tensor, others: Tensor, share: Tensor) -> Tensor:
    """Lay ``others`` over ``images``; ``share`` (n,) is how much of the others is seen."""
    return torch.lerp(images, others, share.view(-1, 1, 1, 1))


def collage(images: Tensor, others: Tensor, row: Tensor) -> Tensor:
    """Take ``others`` above row ``row`` (n,) and ``images`` from there on down."""
    rows = torch.arange(images.shape[2], device=images.device)
    above = rows[None, :] < row[:, None]
    return torch.where(above[:, None, :, None], others, images)


def trivial(images: Tensor, grain: Tensor, noise: Tensor) -> Tensor:
    """One colour a picture, the mean of ``images``, with ``noise`` times ``grain`` (n,) over it."""
    colour = images.mean((2, 3), keepdim=True).expand_as(images)
    return (colour + grain.view(-1, 1, 1, 1) * noise).clamp(-1, 1)
