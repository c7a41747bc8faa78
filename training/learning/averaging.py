"""The running mean of a network's weights, which is what gets published."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel


def running_mean(model: nn.Module, decay: float) -> Any:
    """Return an :class:`AveragedModel`: exponential means of parameters, and the newest buffers.

    Early on the mean follows faster, ``(1 + steps) / (10 + steps)``, so that the first, random
    weights are forgotten. It is in evaluation mode and has taken in ``model`` once.
    """

    def follow(means: Sequence[Tensor], newest: Sequence[Tensor], steps: Any) -> None:
        kept = min(decay, (1 + int(steps)) / (10 + int(steps)))
        for mean, new in zip(means, newest, strict=True):
            mean.lerp_(new, 1 - kept)

    averaged: Any = AveragedModel(model, multi_avg_fn=follow).eval().requires_grad_(False)
    averaged.update_parameters(model)
    return averaged
