"""Blocking work that can be let go of: a silent server must not hold up whoever waits for it."""

import queue
import threading
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from typing import Generic, TypeVar

T = TypeVar("T")

ASK_SECONDS = 0.1
"""Between two questions whether the work is still wanted."""


class Cancelled(Exception):
    """The work was let go of on request."""


def interruptible(
    steps: Generator[T, None, None], cancelled: Callable[[], bool]
) -> Generator[T, None, None]:
    """Yield what ``steps`` yields, which is worked off on another thread, one item ahead.

    What ``steps`` is waiting for when it is let go of is waited for by that thread alone, which
    holds up neither the caller nor the end of the program.

    Parameters
    ----------
    steps
        Closed at the end.
    cancelled
        Asked several times a second, and before each item.

    Raises
    ------
    Cancelled
        Once ``cancelled`` said so.
    Exception
        Whatever ``steps`` raised.
    """
    worker = _Worker(steps)
    worker.start()
    try:
        while not cancelled():
            with suppress(queue.Empty):
                item = worker.made.get(timeout=ASK_SECONDS)
                if isinstance(item, _End):
                    if item.error is not None:
                        raise item.error
                    return
                yield item
        raise Cancelled
    finally:
        worker.wanted = False
        worker.join(ASK_SECONDS)  # it ends at once, but where it waits for something outside


class _End:
    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Worker(threading.Thread, Generic[T]):
    def __init__(self, steps: Generator[T, None, None]) -> None:
        super().__init__(name="patient", daemon=True)
        self._steps = steps
        self.made: queue.Queue[T | _End] = queue.Queue(1)
        self.wanted = True

    def run(self) -> None:
        end = _End()
        try:
            with closing(self._steps):
                for item in self._steps:
                    if not self._put(item):
                        return
        except BaseException as error:
            end = _End(error)
        self._put(end)

    def _put(self, item: T | _End) -> bool:
        """Hand an item over as soon as there is room; False where nobody wants it any more."""
        while self.wanted:
            with suppress(queue.Full):
                self.made.put(item, timeout=ASK_SECONDS)
                return True
        return False
