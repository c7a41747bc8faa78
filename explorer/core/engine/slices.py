"""Bulk work cut into slices: of about 10 ms, or as short as a drag leaves between its frames."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Item = TypeVar("Item")

SLICE_SECONDS = 0.01
"""What a slice should take while nobody drags, so that a first move is answered within a frame."""

LARGEST_SLICE = 64
"""Items in a slice at most, however quick they are."""

_seconds: ContextVar[float] = ContextVar("seconds of a slice", default=SLICE_SECONDS)


@contextmanager
def lasting(seconds: float) -> Iterator[None]:
    """Let slices that are taken within last so many seconds."""
    before = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(before)


def slice_seconds() -> float:
    """Return how long the slice under way may take, as whoever takes it says."""
    return _seconds.get()


def sliced(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], T],
    first: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[T]:
    """Make steps of work on many items: each takes as many as the last one's pace allows.

    Parameters
    ----------
    items
        A list, or an array (n, ...); slices of it go to ``work``.
    first
        Items of the first step, where nobody drags meanwhile; none takes more than 64. Sizes are
        powers of two, which can be shared out evenly.
    """
    start, pace = 0, math.inf
    while start < len(items):
        allowed = slice_seconds()
        size = _even(allowed / pace) if pace > 0 else LARGEST_SLICE
        if start == 0 and allowed >= SLICE_SECONDS:
            size = first
        began = clock()
        result = work(items[start : start + size])
        start, pace = start + size, (clock() - began) / size
        yield result


def _even(size: float) -> int:
    return 1 << int(max(1, min(LARGEST_SLICE, size))).bit_length() - 1
