"""Rows cut into batches of the sizes that graphs are compiled for."""

from collections.abc import Iterator

import numpy as np

from explorer.core.engine.backends import Floats

BATCH_SIZES = (1, 2, 4, 8, 16)
"""Batches that graphs are compiled for: a fixed size runs almost twice as fast as a free one.

More than 16 at once gain nothing. Two is what a guided step of the prior takes."""

ALONE = 2
"""Largest batch that has all threads to itself; of larger ones as many as threads run at once."""

FULL_ENOUGH = 0.75
"""Share of a batch from which filling it up is quicker than several smaller ones."""


def cut(count: int, sizes: tuple[int, ...], threads: int) -> Iterator[tuple[int, int, int]]:
    """Cut ``count`` rows into (start, stop, batch size), so that all threads have some.

    ``sizes`` fall down to 1.
    """
    most = max(ALONE, -(-count // threads))
    fitting = [size for size in sizes if size <= most] or [sizes[-1]]
    start = 0
    while start < count:
        left = count - start
        size = next(s for s in fitting if left >= FULL_ENOUGH * s or s == fitting[-1])
        yield start, min(start + size, count), size
        start += size


def filled(values: Floats, size: int) -> Floats:
    """Repeat the last row up to ``size`` rows, as a contiguous array."""
    missing = size - len(values)
    rows = np.concatenate((values, np.repeat(values[-1:], missing, axis=0))) if missing else values
    return np.ascontiguousarray(rows, np.float32)
