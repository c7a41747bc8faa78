"""Batches as a pure function of the step, so that a resumed run sees what it would have seen."""

import math

import numpy as np
import torch
from numpy.typing import NDArray

from training.data.cache import DataSet
from training.errors import UserError


def of_classes(
    data: DataSet, indices: NDArray[np.int64], classes: tuple[str, ...]
) -> NDArray[np.int64]:
    """Keep the training rows whose class is one of ``classes``; all where none is known."""
    known = [data.classes.index(name) for name in classes if name in data.classes]
    chosen = indices[np.isin(data.train.labels[indices], known)] if known else indices
    return chosen


def at_step(indices: NDArray[np.int64], seed: int, step: int, batch_size: int) -> NDArray[np.int64]:
    """Return the rows of step ``step``: each epoch is a new order, its remainder left out."""
    epoch, place = divmod(step, len(indices) // batch_size)
    order = np.random.default_rng([seed, epoch]).permutation(len(indices))
    return indices[order[place * batch_size : (place + 1) * batch_size]]


def generator_at(seed: int, step: int) -> torch.Generator:
    """Return the source of all noise of a step; on the CPU, so every device sees the same."""
    return torch.Generator().manual_seed((seed << 32) + step)


def warm_cosine(step: int, steps: int, warm_up: int = 200) -> float:
    """Factor of the step size: a straight rise over ``warm_up`` steps, then half a cosine to 0."""
    rise = min(1.0, (step + 1) / min(warm_up, max(1, steps // 10)))
    return rise * 0.5 * (1 + math.cos(math.pi * step / steps))


def refuse_too_few(count: int, batch_size: int) -> None:
    """Raise a UserError where not even one batch can be filled."""
    if count < batch_size:
        raise UserError(
            f"The data has {count} training pictures: choose a batch size of at most that many."
        )
