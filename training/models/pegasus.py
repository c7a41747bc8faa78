"""The pegasus critic: how likely a picture is to show a winged horse."""

import torch
from torch import Tensor, nn

FIRST, SECOND = 1, 2
"""Stages of the classifier that are looked at in place; the last one is looked at as a whole."""
GRID = 7
"""Cells a side to which both are brought."""


class PegasusCritic(nn.Module):
    """Logit of "this is a winged horse", from the stages of the set's classifier.

    The stages are looked at *in place*: what tells a wing on the withers from a bird beside a
    horse or a wing on its legs is where things are, which means over space forget. It takes 5.1
    million multiply-adds behind a classifier of widths 64, 192, 256.

    Parameters
    ----------
    widths
        Channels of the classifier's stages (whitening included).
    near, far
        Channels that the first and the second stage are brought to.
    mixed, joined
        Channels of the two convolutions over both.
    hidden
        Units of the hidden layer.
    """

    temperature: Tensor
    bias: Tensor

    def __init__(
        self,
        widths: tuple[int, ...] = (24, 64, 192, 256),
        near: int = 32,
        far: int = 48,
        mixed: int = 64,
        joined: int = 48,
        hidden: int = 64,
    ) -> None:
        super().__init__()
        self.register_buffer("temperature", torch.ones(()))
        self.register_buffer("bias", torch.zeros(()))
        self.near = _block(widths[FIRST], near, 3, stride=2)
        self.far = _block(widths[SECOND], far, 1)
        self.mix = nn.Sequential(
            _block(near + far, mixed, 3, padding=1), _block(mixed, joined, 3, padding=1)
        )
        self.norm = nn.BatchNorm1d(widths[-1])
        self.judge = nn.Sequential(
            nn.Dropout(0.3),
            nn.Linear(joined * GRID**2 + widths[-1], hidden),
            nn.GELU(),
            nn.Dropout(0.3),
            nn.Linear(hidden, 1),
        )

    def forward(self, stages: list[Tensor]) -> Tensor:
        """Return calibrated logits (n,) of a classifier's stages, each (n, c, h, w)."""
        return self.calibrated(self.logits(features(stages)))

    def logits(self, seen: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Return logits (n,) of :func:`features`, not calibrated."""
        near, far, whole = seen
        cells = self.mix(torch.cat((self.near(near), self.far(far)), 1))
        return self.judge(torch.cat((cells.flatten(1), self.norm(whole)), 1)).squeeze(1)

    def calibrated(self, logits: Tensor) -> Tensor:
        """Return logits (n,) whose sigmoid is a probability (Platt scaling)."""
        return logits / self.temperature + self.bias


def features(stages: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """What the critic sees: two stages (n, c, h, w), and maxima (n, c) over the last one."""
    return stages[FIRST], stages[SECOND], stages[-1].amax((2, 3))


def _block(before: int, after: int, kernel: int, stride: int = 1, padding: int = 0) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(after),
        nn.GELU(),
    )
