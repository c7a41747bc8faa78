"""What tasks do alike that fit one network by one optimiser and one schedule."""

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from training.learning.optimiser import restore

Network = TypeVar("Network", bound=nn.Module)


class FittingTask(ABC, Generic[Network]):
    """Most of a :class:`training.run.loop.Task`.

    One that publishes a running mean of the weights has it as ``_mean``.
    """

    model: Network
    _optimiser: Optimizer
    _schedule: LRScheduler
    _mean: Any = None

    @abstractmethod
    def evaluate(self) -> dict[str, float]:
        """Return figures of held-out pictures, by name."""

    def state(self) -> dict[str, Any]:
        return {name: part.state_dict() for name, part in self._kept().items()}

    def restore(self, state: dict[str, Any]) -> None:
        for name, part in self._kept().items():
            if part is self._optimiser:
                restore(self._optimiser, state[name])
            else:
                part.load_state_dict(state[name])

    def published_weights(self) -> dict[str, Tensor]:
        return (self.model if self._mean is None else self._mean.module).state_dict()

    def final_metrics(self) -> dict[str, float]:
        return self.evaluate()

    def _descend(self, loss: Tensor, longest: float | None = None) -> None:
        """Take a step down the gradient of ``loss``, cut to a norm of at most ``longest``."""
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if longest is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), longest)
        self._optimiser.step()
        self._schedule.step()
        if self._mean is not None:
            self._mean.update_parameters(self.model)

    def _kept(self) -> dict[str, Any]:
        parts = {"model": self.model, "mean": self._mean, "optimiser": self._optimiser}
        parts["schedule"] = self._schedule
        return {name: part for name, part in parts.items() if part is not None}
