"""The running mean of a network's weights, which is what gets published."""

import copy
from typing import Any

import torch
from torch import nn


class RunningMean:
    """Exponential moving average of parameters and buffers.

    Early on the mean follows faster, ``(1 + steps) / (10 + steps)``, so that the first, random
    weights are forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model: Any = copy.deepcopy(model).eval().requires_grad_(False)
        self._decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module, steps: int) -> None:
        """Take in the weights of ``model`` after ``steps`` steps."""
        decay = min(self._decay, (1 + steps) / (10 + steps))
        for mean, new in zip(self.model.parameters(), model.parameters(), strict=True):
            mean.lerp_(new, 1 - decay)
        for kept, current in zip(self.model.buffers(), model.buffers(), strict=True):
            kept.copy_(current)
