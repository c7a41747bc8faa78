"""Batches as a pure function of the step, so that a resumed run sees what it would have seen."""

import math
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from training.data.dataset import DataSet
from training.files.errors import UserError

Schedule = Callable[[int, int], float]
"""From the index of a step and the number of all steps to a factor on every step size."""


def of_classes(
    data: DataSet, indices: NDArray[np.int64], classes: tuple[str, ...]
) -> NDArray[np.int64]:
    """Keep the training rows whose class is one of ``classes``; all where none is known."""
    known = [data.classes.index(name) for name in classes if name in data.classes]
    chosen = indices[np.isin(data.train.labels[indices], known)] if known else indices
    return chosen


def spread(indices: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return ``count`` of the rows, evenly spread over them; all where there are fewer."""
    return indices[
        np.linspace(0, len(indices), min(count, len(indices)), endpoint=False).astype(int)
    ]


def steps_in_epoch(count: int, batch_size: int, share: float = 1.0) -> int:
    """Return the whole batches in an epoch over a ``share`` of ``count`` pictures."""
    return round(count * share) // batch_size


def at_step(
    indices: NDArray[np.int64], seed: int, step: int, batch_size: int, share: float = 1.0
) -> NDArray[np.int64]:
    """Return the rows of step ``step``: each epoch is a new order, its remainder left out.

    With a ``share`` below 1 an epoch is over that much of the rows, drawn anew.
    """
    epoch, place = divmod(step, steps_in_epoch(len(indices), batch_size, share))
    order = np.random.default_rng([seed, epoch]).permutation(len(indices))
    return indices[order[place * batch_size : (place + 1) * batch_size]]


def generator_at(seed: int, step: int) -> torch.Generator:
    """Return the source of all noise of a step; on the CPU, so every device sees the same."""
    return torch.Generator().manual_seed((seed << 32) + step)


def noise_of(*names: int | str) -> torch.Generator:
    """Return a source of noise of its own for each seed, step and whatever else ``names`` are.

    :func:`generator_at` has the same noise for all seeds, as torch keeps the lower 32 bits of its
    own; what is kept of trainings was made with that.
    """
    return torch.Generator().manual_seed(zlib.crc32(repr(names).encode()))


@contextmanager
def seeded(generator: torch.Generator, rank: int = 0) -> Iterator[None]:
    """Let what networks draw by themselves inside, as dropout does, follow from ``generator``.

    Processes that train together draw other numbers each, by their ``rank``.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(torch.randint(2**31, (1,), generator=generator)) + rank)
        yield


def scheduled(optimiser: Optimizer, schedule: Schedule, steps: int) -> LambdaLR:
    """Scale the step sizes that ``optimiser`` begins with by a schedule over ``steps`` steps."""
    return LambdaLR(optimiser, lambda step: schedule(step, steps))


def constant(step: int, steps: int) -> float:
    """Factor of the step size: 1 from the first step to the last."""
    return 1.0


def warm_cosine(step: int, steps: int, warm_up: int = 200) -> float:
    """Factor of the step size: a straight rise over ``warm_up`` steps, then half a cosine to 0."""
    rise = min(1.0, (step + 1) / min(warm_up, max(1, steps // 10)))
    return rise * 0.5 * (1 + math.cos(math.pi * step / steps))


def refuse_too_few(count: int, batch_size: int, share: float = 1.0) -> None:
    """Raise a UserError where not even one batch of an epoch can be filled."""
    if not steps_in_epoch(count, batch_size, share):
        raise UserError(
            f"An epoch has {round(count * share)} training pictures: "
            f"choose a batch size of at most that many."
        )
