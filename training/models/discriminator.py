"""The discriminator that a VAE's blends are trained against; no model set has one."""

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

SLOPE = 0.2


class Discriminator(nn.Module):
    """Logits (n, stages) of "this is no blend", one from each stage of a frozen classifier.

    Looking through features that are not trained makes it hard to fool and quick to learn (A.
    Sauer et al., "Projected GANs converge faster", arXiv:2111.01007, 2021); spectral
    normalisation bounds its slope (T. Miyato et al., arXiv:1802.05957, 2018).

    Parameters
    ----------
    widths
        Channels of the stages that are looked at.
    hidden
        Channels of the two hidden layers above each.
    """

    def __init__(self, widths: tuple[int, ...], hidden: int = 96) -> None:
        super().__init__()
        self.heads = nn.ModuleList(_head(width, hidden) for width in widths)

    def forward(self, stages: list[Tensor]) -> Tensor:
        logits = [
            head(_unit(stage)).float().mean((1, 2, 3))
            for head, stage in zip(self.heads, stages, strict=True)
        ]
        return torch.stack(logits, 1)


def _unit(stage: Tensor) -> Tensor:
    """A stage (n, c, h, w) with channels of mean square 1 at each place, so that stages weigh
    alike and no answer comes of mere strength."""
    return nn.functional.normalize(stage, dim=1) * stage.shape[1] ** 0.5


def _head(width: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(
        spectral_norm(nn.Conv2d(width, hidden, 3, padding=1)),
        nn.LeakyReLU(SLOPE),
        spectral_norm(nn.Conv2d(hidden, hidden, 3, padding=1)),
        nn.LeakyReLU(SLOPE),
        spectral_norm(nn.Conv2d(hidden, 1, 1)),
    )
