"""The Muon optimiser in float32, for convolution filters, and what optimisers go on from.

``torch.optim.Muon`` takes matrices alone and orthogonalises in bfloat16, which a CPU without
bfloat16 instructions does many times slower than float32; hence this one.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

# The quintic iteration of K. Jordan et al., "Muon", 2024: singular values go to about 1.
_QUINTIC = (3.4445, -4.7750, 2.0315)


def orthogonalise(matrix: Tensor, steps: int = 3) -> Tensor:
    """Return a matrix with the singular vectors of ``matrix`` and singular values near 1.

    Newton-Schulz iteration; after 3 steps values that were not tiny lie in about [0.3, 1.6].
    """
    a, b, c = _QUINTIC
    wide = matrix if len(matrix) <= matrix.shape[1] else matrix.T
    x = wide / (wide.norm() + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x if wide is matrix else x.T


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised; each filter bank keeps a fixed norm.

    Parameters
    ----------
    parameters
        Tensors of two or more dimensions; all but the first are flattened.
    lr
        Step relative to a filter bank's norm of ``sqrt(rows)``.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.6) -> None:
        super().__init__(list(parameters), {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._update(parameter, parameter.grad, group["lr"], group["momentum"])

    def _update(self, parameter: Tensor, gradient: Tensor, lr: float, momentum: float) -> None:
        buffer = self.state[parameter].setdefault("momentum", torch.zeros_like(gradient))
        buffer.mul_(momentum).add_(gradient)
        direction = gradient.add(buffer, alpha=momentum)
        parameter.mul_(len(parameter) ** 0.5 / parameter.norm())
        parameter.add_(orthogonalise(direction.flatten(1)).view_as(parameter), alpha=-lr)


_KEPT = ({"step", "exp_avg", "exp_avg_sq"}, {"momentum_buffer"}, {"momentum"})
"""What Adam, SGD and Muon keep of a weight once that was moved."""


def restore(optimiser: torch.optim.Optimizer, state: dict[str, Any]) -> None:
    """Have an optimiser go on from a ``state`` that one of its kind had.

    Torch believes whatever is in it, and would fail in the next step.

    Raises
    ------
    ValueError
        Where it is of other weights, or of another kind.
    """
    weights = [weight for group in optimiser.param_groups for weight in group["params"]]
    for place, kept in state["state"].items():
        if kept.keys() not in _KEPT or not all(
            torch.is_tensor(value)
            and value.dtype == weights[place].dtype
            and value.shape == (() if name == "step" else weights[place].shape)
            for name, value in kept.items()
        ):
            raise ValueError("an optimiser's state is of other weights")
    optimiser.load_state_dict(state)
