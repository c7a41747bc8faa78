"""Ctrl-C as a request that is seen to between two steps, so that nothing is lost."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts(*numbers: signal.Signals) -> Iterator[list[int]]:
    """Meanwhile the signals ``numbers`` fill a list, and do nothing else."""
    asked: list[int] = []
    before = [signal.signal(number, lambda n, frame: asked.append(n)) for number in numbers]
    try:
        yield asked
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
