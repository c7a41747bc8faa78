"""Blends of a batch of latents, such as people make by hand, for a decoder to learn to draw.

Half of them are collages along soft, uneven seams, the others lie in between on the line or
on the arc. Each latent is blended with another one of the batch. Latents are (n, C, h, w).
"""

import torch
from torch import Tensor

STEEPNESS = 2.0, 18.0
"""Of the seam of a collage: log-odds a grid's deviation, from a wide passage to a cut."""
UNEVEN, OFF_CENTRE = 2.0, 1.5
"""Deviation of the log-odds from cell to cell, and of the seam's place."""
BETWEEN = 0.2, 0.8
"""Share of the one latent in what is not a collage."""
ON_ARC = 0.5
"""How many of these have the norm that lies between the two latents' own."""


def blended(latents: Tensor, generator: torch.Generator) -> Tensor:
    """Return as many blends as there are latents, (n, C, h, w); ``generator`` is of the CPU."""
    others = latents[torch.randperm(len(latents), generator=generator)]
    half = len(latents) // 2
    return torch.cat(
        (
            collages(latents[:half], others[:half], generator),
            betweens(latents[half:], others[half:], generator),
        )
    )


def collages(latents: Tensor, others: Tensor, generator: torch.Generator) -> Tensor:
    """Join latents and others, some above, some beside and some around each other."""
    n, _, height, width = latents.shape
    ways = _directions(height, width)[torch.randint(3, (n,), generator=generator)]
    low, high = STEEPNESS
    steepness = low + (high - low) * torch.rand(n, 1, 1, generator=generator)
    steepness *= torch.randint(2, (n, 1, 1), generator=generator) * 2 - 1
    odds = steepness * ways + OFF_CENTRE * torch.randn(n, 1, 1, generator=generator)
    odds = odds + UNEVEN * torch.randn(n, height, width, generator=generator)
    return torch.lerp(latents, others, odds.sigmoid()[:, None].to(latents))


def betweens(latents: Tensor, others: Tensor, generator: torch.Generator) -> Tensor:
    """Mix latents and others; most are then stretched to the norm that lies between theirs."""
    low, high = BETWEEN
    n = len(latents)
    shares = (low + (high - low) * torch.rand(n, 1, 1, 1, generator=generator)).to(latents)
    mixed = torch.lerp(latents, others, shares)
    wanted = torch.lerp(_norms(latents), _norms(others), shares)
    on_arc = (torch.rand(n, 1, 1, 1, generator=generator) < ON_ARC).to(latents.device)
    return torch.where(on_arc, mixed * wanted / _norms(mixed), mixed)


def _directions(height: int, width: int) -> Tensor:
    """Downwards, to the right and outwards on a grid: (3, h, w), each of mean 0, deviation 1."""
    down = torch.linspace(-1, 1, height)[:, None].expand(height, width)
    right = torch.linspace(-1, 1, width)[None].expand(height, width)
    ways = torch.stack((down, right, down.square() + right.square()))
    centred = ways - ways.mean((1, 2), keepdim=True)
    return centred / centred.std((1, 2), correction=0, keepdim=True).clamp_min(1e-6)


def _norms(latents: Tensor) -> Tensor:
    """Euclidean norms (n, 1, 1, 1), never 0."""
    return latents.flatten(1).norm(dim=1).clamp_min(1e-6)[:, None, None, None]
