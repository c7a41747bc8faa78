"""The prior: a class-conditional flow over latents, a transformer whose tokens are grid cells.

Flow matching: Y. Lipman et al., arXiv:2210.02747, 2022 (straight paths from noise to data).
Blocks conditioned by adaptive layer norms: W. Peebles and S. Xie, "Scalable diffusion models with
transformers", arXiv:2212.09748, 2022.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

FREQUENCIES = 64
FACTORING = 3000
"""Times and classes by which modulations are factored."""


class Prior(nn.Module):
    """Velocity of a noisy latent: ``forward(noisy, time, condition)``.

    ``noisy`` (n, channels, height, width) is ``(1 - time) * noise + time * data``; ``time`` (n,)
    in [0, 1]; ``condition`` (n, columns) are weights of the classes, then of winged horses where
    it knows them, the last column meaning "any". The result, of noisy's shape, estimates ``data -
    noise``.

    Parameters
    ----------
    latent_shape
        Channels, height and width.
    classes
        Number of classes.
    width, depth, heads
        Channels of a token, number of blocks, attention heads of a block.
    rank
        Of the matrices that modulate the blocks; 0 for full rank. What they are given, a time and
        a few classes, has few dimensions.
    patch
        Cells a side of the latent grid that make a token.
    winged
        Whether it learnt winged horses, as a class behind the others.
    """

    def __init__(
        self,
        latent_shape: tuple[int, int, int] = (16, 4, 4),
        classes: int = 10,
        width: int = 160,
        depth: int = 6,
        heads: int = 5,
        rank: int = 0,
        patch: int = 1,
        winged: bool = False,
    ) -> None:
        super().__init__()
        self.winged, self.patch = winged, patch
        channels, rows, columns = latent_shape
        channels, tokens = channels * patch**2, (rows // patch) * (columns // patch)
        self.inward = nn.Linear(channels, width)
        self.places = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.time = nn.Sequential(
            nn.Linear(2 * FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width)
        )
        self.condition = nn.Linear(classes + winged + 1, width, bias=False)
        self.blocks = nn.ModuleList(_Block(width, heads, rank) for _ in range(depth))
        self.modulation = nn.Linear(width, 2 * width)
        self.outward = nn.Linear(width, channels)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        for layer in (self.modulation, self.outward):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, noisy: Tensor, time: Tensor, condition: Tensor) -> Tensor:
        cells = nn.functional.pixel_unshuffle(noisy, self.patch)
        tokens = self.inward(cells.flatten(2).transpose(1, 2)) + self.places
        about = self.about(time, condition)
        for block in self.blocks:
            tokens = block(tokens, about)
        scale, shift = self.modulation(about).unsqueeze(1).chunk(2, 2)
        velocity = self.outward(self.norm(tokens) * (1 + scale) + shift)
        return nn.functional.pixel_shuffle(
            velocity.transpose(1, 2).reshape(cells.shape), self.patch
        )

    @property
    def columns(self) -> int:
        """Columns of a condition."""
        return self.condition.in_features

    def about(self, time: Tensor, condition: Tensor) -> Tensor:
        """Return what modulates the blocks, (n, width)."""
        return nn.functional.silu(self.time(_waves(time)) + self.condition(condition))


@torch.no_grad()
def factored(weights: dict[str, Tensor], settings: dict[str, Any]) -> dict[str, Tensor]:
    """Return weights of a prior of full rank for one of ``settings``, whose rank is lower.

    Each modulation is projected to the subspace that holds most of what it gives for random times
    and mixtures of two classes or of any, so that little changes where it is used. Weights that
    are of a lower rank already are returned as they are.
    """
    rank = settings["rank"]
    if not rank or "blocks.0.modulation.weight" not in weights:
        return weights
    full = Prior(**{**settings, "rank": 0})
    full.load_state_dict(weights)
    about = full.about(*_asked(full.columns))
    split = dict(weights)
    for index in range(len(full.blocks)):
        name = f"blocks.{index}.modulation"
        matrix = split.pop(f"{name}.weight")
        basis = torch.linalg.svd(matrix @ about.T, full_matrices=False).U[:, :rank]
        split[f"{name}.0.weight"], split[f"{name}.1.weight"] = basis.T @ matrix, basis
        split[f"{name}.1.bias"] = split.pop(f"{name}.bias")
    return split


def _asked(columns: int) -> tuple[Tensor, Tensor]:
    """Times (n,), and mixtures (n, columns) of two classes each."""
    generator = torch.Generator().manual_seed(0)
    kinds = torch.randint(columns, (2, FACTORING), generator=generator)
    first, second = nn.functional.one_hot(kinds, columns).float()
    shares = torch.rand(FACTORING, 1, generator=generator)
    times = torch.rand(FACTORING, generator=generator)
    return times, torch.lerp(first, second, shares)


class _Block(nn.Module):
    def __init__(self, width: int, heads: int, rank: int) -> None:
        super().__init__()
        self.heads = heads
        last = nn.Linear(rank or width, 6 * width)
        nn.init.zeros_(last.weight)  # a block does nothing at first
        nn.init.zeros_(last.bias)
        self.modulation: nn.Module = last
        if rank:
            self.modulation = nn.Sequential(nn.Linear(width, rank, bias=False), last)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.attention_in = nn.Linear(width, 3 * width)
        self.attention_out = nn.Linear(width, width)
        self.feed = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, tokens: Tensor, about: Tensor) -> Tensor:
        parts = self.modulation(about).unsqueeze(1).chunk(6, 2)
        scale, shift, gate, scale_feed, shift_feed, gate_feed = parts
        tokens = tokens + gate * self._attend(self.norm(tokens) * (1 + scale) + shift)
        return tokens + gate_feed * self.feed(self.norm(tokens) * (1 + scale_feed) + shift_feed)

    def _attend(self, tokens: Tensor) -> Tensor:
        n, count, width = tokens.shape
        packed = self.attention_in(tokens).view(n, count, 3, self.heads, width // self.heads)
        query, key, value = packed.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value)
        return self.attention_out(mixed.transpose(1, 2).reshape(n, count, width))


def _waves(time: Tensor) -> Tensor:
    """Sines and cosines of ``time`` (n,) at frequencies from 1 to 1000: (n, 2 * FREQUENCIES)."""
    exponents = torch.linspace(0, math.log(1000), FREQUENCIES, device=time.device)
    angles = time.unsqueeze(1) * exponents.exp()
    return torch.cat((angles.sin(), angles.cos()), 1)
