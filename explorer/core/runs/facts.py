"""A data set, looked at before anything is trained on it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from explorer.core.runs.plan import DataFacts
from training.data import cache
from training.files.errors import UserError


def look_at(
    path: Path,
    cache_dir: Path | None,
    skip_unreadable: bool = False,
    progress: Callable[[int], None] = lambda read: None,
) -> DataFacts:
    """Return what a training has to know of the data at ``path``, decoding it the first time.

    Raises
    ------
    UserError
        Where it cannot be read; what ``progress`` raises stops the reading.
    """
    if not path.name:
        raise UserError("Choose a data set.")
    data = cache.load(path, cache_dir, progress, skip_unreadable=skip_unreadable)
    labels = data.train.labels[data.training_indices()]
    counts = np.bincount(labels, minlength=len(data.classes))
    return DataFacts(path.name, data.classes, tuple(map(int, counts)), data.unreadable.count)
