"""Processes that train together, each on its share of every batch (``torchrun``).

All of them draw the same batch, the same augmentation and the same noise, and take their share of
the rows; gradients are averaged by :class:`torch.nn.parallel.DistributedDataParallel`. So a step is
the same step, however many there are, but for what a network does with a batch as a whole: batch
normalisation sees a process's share alone, and dropout is another one in each.
"""

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from training.files.errors import UserError

Rows = TypeVar("Rows", bound=Any)


@dataclass(frozen=True)
class Team:
    """``size`` processes, of which this is the one numbered ``rank``; the first one writes.

    ``local_rank`` is its number among those of its machine.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @property
    def first(self) -> bool:
        return self.rank == 0

    def share(self, rows: Rows) -> Rows:
        """Return this process's rows of a tensor or an array (n, ...), n a multiple of size."""
        if self.size == 1:
            return rows
        start, stop = (len(rows) * place // self.size for place in (self.rank, self.rank + 1))
        return rows[start:stop]

    def together(self, network: nn.Module, method: str = "forward") -> Callable[..., Any]:
        """Return a method of ``network`` whose gradients are averaged over the processes."""
        if self.size == 1:
            return network if method == "forward" else getattr(network, method)
        called = network if method == "forward" else _Called(network, method)
        device = next(network.parameters()).device
        there = [device] if device.type == "cuda" else None
        return DistributedDataParallel(called, there, broadcast_buffers=False)

    def gathered(self, rows: Tensor) -> Tensor:
        """Return the rows (n, ...) of all processes, n × size; gradients find their way back."""
        if self.size == 1:
            return rows
        from torch.distributed.nn.functional import all_gather

        return torch.cat(tuple(all_gather(rows.contiguous())))

    def mean(self, figures: Mapping[str, float]) -> dict[str, float]:
        """Return the means over the processes of figures that all of them have."""
        if self.size == 1:
            return dict(figures)
        values = torch.tensor(list(figures.values()), dtype=torch.float64)
        every = _on_group(values)
        distributed.all_reduce(every)
        return dict(zip(figures, (every / self.size).tolist(), strict=True))

    def any(self, asked: bool) -> bool:
        """Return whether one of the processes says so."""
        return asked if self.size == 1 else self.mean({"asked": float(asked)})["asked"] > 0

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """Let the first process through alone, and then all others."""
        if self.size > 1 and not self.first:
            distributed.barrier()
        yield
        if self.size > 1 and self.first:
            distributed.barrier()


ALONE = Team()


@contextmanager
def teamed(device: str) -> Iterator[Team]:
    """Join the processes that ``torchrun`` has started; :data:`ALONE` where it has not.

    Parameters
    ----------
    device
        auto, cpu, cuda or mps: GPUs speak by NCCL, processors by Gloo.
    """
    size = int(os.environ.get("WORLD_SIZE", "1")) if "TORCHELASTIC_RUN_ID" in os.environ else 1
    if size == 1:
        yield ALONE
        return
    graphics = device in ("auto", "cuda") and torch.cuda.is_available()
    distributed.init_process_group("nccl" if graphics else "gloo")
    local = int(os.environ["LOCAL_RANK"])
    if graphics:
        torch.cuda.set_device(local)
    try:
        yield Team(distributed.get_rank(), size, local)
        distributed.barrier()  # the first one has more to do at the end
    finally:
        gc.collect()  # a network that still knows the group would end its process by an abort
        distributed.destroy_process_group()


def refuse_uneven(team: Team, batch_size: int) -> None:
    """Raise a UserError where a batch cannot be shared out in equal parts."""
    if batch_size % team.size:
        raise UserError(
            f"A batch of {batch_size} cannot be shared by {team.size} processes: choose a batch "
            "size that is a multiple of them."
        )


class _Called(nn.Module):
    """A network whose ``forward`` is another method."""

    def __init__(self, network: nn.Module, method: str) -> None:
        super().__init__()
        self.network, self._method = network, method

    def forward(self, *rows: Any) -> Any:
        return getattr(self.network, self._method)(*rows)


def _on_group(values: Tensor) -> Tensor:
    """Put values where the processes' messages are: NCCL's go between GPUs."""
    return values.cuda() if distributed.get_backend() == "nccl" else values
