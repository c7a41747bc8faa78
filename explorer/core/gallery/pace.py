"""How far a piece of work is, and how long it will take, told now and then."""

import time
from collections.abc import Callable

TELL_SECONDS = 0.1
"""Between two words about progress."""


class Pace:
    """Counts what is done of ``total``, of which ``done`` was there before.

    Attributes
    ----------
    done
        So far; whoever does the work counts it up.
    """

    def __init__(
        self, total: int, done: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.done, self._before, self._total, self._clock = done, done, total, clock
        self._told = self._began = clock()

    @property
    def left(self) -> int:
        """How many are not done yet."""
        return self._total - self.done

    def is_time(self) -> bool:
        """Tell whether it is time for another word; then it is not for a moment."""
        now = self._clock()
        if now - self._told < TELL_SECONDS:
            return False
        self._told = now
        return True

    def seconds_left(self) -> float:
        """Return the time left at the pace so far; 0 while that is not known."""
        new = self.done - self._before
        return (self._clock() - self._began) * self.left / new if new else 0.0
