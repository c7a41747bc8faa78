"""The variational autoencoder whose latent is explored: a small grid of numbers a picture.

D. Kingma and M. Welling, "Auto-encoding variational Bayes", arXiv:1312.6114, 2013; residual blocks
with group normalisation and sub-pixel resampling.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

GROUPS = 8
LOG_VARIANCE_RANGE = (-12.0, 4.0)


class LatentModel(nn.Module):
    """Pictures (n, 3, 32, 32) in [-1, 1] to latents (n, *latent_shape) and back.

    The networks work on the latent as they were trained; :meth:`encode_mean` and :meth:`decode`
    use the *standardised* one, of zero mean and unit deviation a channel over the training
    pictures, which is what the rest of the program calls the latent.

    Parameters
    ----------
    encoder
        From pictures to the posterior's means and, behind them in dimension 1, log-variances.
    decoder
        From latents (n, *latent_shape) to pictures.
    latent_shape
        Channels, and where the latent is a grid its height and width.
    """

    latent_mean: Tensor
    latent_deviation: Tensor

    def __init__(
        self, encoder: nn.Module, decoder: nn.Module, latent_shape: tuple[int, ...]
    ) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        channels = latent_shape[0], *(1 for _ in latent_shape[1:])
        self.register_buffer("latent_mean", torch.zeros(channels))
        self.register_buffer("latent_deviation", torch.ones(channels))

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance, each (n, *latent_shape), not standardised."""
        mean, log_variance = self.encoder(images).float().chunk(2, 1)
        return mean, log_variance.clamp(*LOG_VARIANCE_RANGE)

    def encode_mean(self, images: Tensor) -> Tensor:
        """Return the standardised posterior mean (n, *latent_shape)."""
        return self.standardise(self.posterior(images)[0])

    def standardise(self, latents: Tensor) -> Tensor:
        """Turn latents (n, *latent_shape) as the networks know them into standardised ones."""
        return (latents - self.latent_mean) / self.latent_deviation

    def decode(self, latents: Tensor) -> Tensor:
        """Return pictures (n, 3, 32, 32) in [-1, 1] of standardised latents."""
        return self.decoder(latents * self.latent_deviation + self.latent_mean).clamp(-1, 1)


class Vae(LatentModel):
    """The VAE that ships: a grid of latents, residual blocks.

    Parameters
    ----------
    latent_shape
        Channels, height and width; the grid's side is 32 halved ``len(widths) - 1`` times.
    widths
        Channels at each resolution, from the finest on.
    encoder_depth, decoder_depth
        Residual blocks at each resolution.
    """

    def __init__(
        self,
        latent_shape: tuple[int, int, int] = (16, 4, 4),
        widths: tuple[int, ...] = (24, 48, 96, 128),
        encoder_depth: int = 1,
        decoder_depth: int = 2,
    ) -> None:
        channels = latent_shape[0]
        encoder = _encoder(channels, widths, encoder_depth)
        super().__init__(encoder, _decoder(channels, widths, decoder_depth), latent_shape)


def sample(mean: Tensor, log_variance: Tensor, noise: Tensor) -> Tensor:
    """Return ``mean`` + posterior deviation × ``noise`` (the reparametrisation trick)."""
    return mean + (0.5 * log_variance).exp() * noise


def _encoder(channels: int, widths: tuple[int, ...], depth: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(3, widths[0], 3, padding=1)]
    for before, after in pairwise(widths):
        layers += [_Residual(before) for _ in range(depth)]
        layers += [nn.PixelUnshuffle(2), nn.Conv2d(4 * before, after, 1)]
    layers += [_Residual(widths[-1]) for _ in range(depth)]
    layers += [_norm(widths[-1]), nn.SiLU(), nn.Conv2d(widths[-1], 2 * channels, 1)]
    return nn.Sequential(*layers)


def _decoder(channels: int, widths: tuple[int, ...], depth: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(channels, widths[-1], 3, padding=1)]
    for before, after in zip(widths[::-1], widths[-2::-1], strict=False):
        layers += [_Residual(before) for _ in range(depth)]
        layers += [nn.Conv2d(before, 4 * after, 3, padding=1), nn.PixelShuffle(2)]
    layers += [_Residual(widths[0]) for _ in range(depth)]
    layers += [_norm(widths[0]), nn.SiLU(), nn.Conv2d(widths[0], 3, 3, padding=1)]
    return nn.Sequential(*layers)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        last = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(last.weight)  # a block does nothing at first
        self.branch = nn.Sequential(
            _norm(channels),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            _norm(channels),
            nn.SiLU(),
            last,
        )

    def forward(self, hidden: Tensor) -> Tensor:
        return hidden + self.branch(hidden)


def _norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(min(GROUPS, channels), channels)
