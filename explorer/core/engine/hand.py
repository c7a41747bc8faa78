"""When bulk work may go in between two moves of a hand, which come at an even pace.

A slice that is under way when a move comes makes its frame late by what is left of it, and one
that runs while an answer is painted takes a core from that. So none is begun at these moments.
"""

import math
import time
from collections.abc import Callable

from explorer.core.engine.slices import SLICE_SECONDS

STILL_SECONDS = 0.25
"""After a move, until which the hand is taken to be moving."""
PAINT_SECONDS = 0.003
"""After an answer, which painting it has for itself."""
LEAST_SECONDS, MOST_SECONDS = 0.0015, 0.005
"""Of a slice between two moves; what would end after the next move is not begun."""
LONGEST_SECONDS = 0.009
"""Of work that cannot be cut any shorter, such as drawing one trial of a search: for more of it no
frame has room."""
LATE_SECONDS = 0.003
"""By which a move may come later than its pace has it."""
PATIENCE_SECONDS = 0.05
"""After which bulk work gets a slice, however quick the moves come."""


class Hand:
    """Notes moves and answers, and tells how much time there is between them.

    Moves are noted on one thread, all else is another's: one that asks between the two numbers of
    a move takes one slice too short or too long, and no more.

    Parameters
    ----------
    clock
        Seconds, of any beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._moved = self._answered = self._worked = -math.inf
        self._interval = STILL_SECONDS

    def expected(self) -> None:
        """Note that a first move may come soon."""
        self._interval, self._moved = STILL_SECONDS, self._clock()

    def moved(self) -> None:
        """Note that a move came."""
        now = self._clock()
        self._interval, self._moved = now - self._moved, now

    def answered(self) -> None:
        """Note that a move has its answer, which is painted now."""
        self._answered = self._clock()

    def worked(self) -> None:
        """Note that a slice of bulk work was taken."""
        self._worked = self._clock()

    def pause(self, needed: float) -> float:
        """Return the seconds for which a slice that takes ``needed`` had better wait, or 0."""
        now = self._clock()
        if self._is_still(now) or now - self._worked > PATIENCE_SECONDS:
            return 0.0
        painted, due = self._answered + PAINT_SECONDS, self._due
        if now < painted:
            return painted - now
        if due - min(max(needed, LEAST_SECONDS), LONGEST_SECONDS) < now < due + LATE_SECONDS:
            return due + LATE_SECONDS - now
        return 0.0

    def seconds(self) -> float:
        """Return how long a slice that is begun now may take."""
        now = self._clock()
        if self._is_still(now):
            return SLICE_SECONDS
        return min(max(self._due - now, LEAST_SECONDS), MOST_SECONDS)

    @property
    def _due(self) -> float:
        """When the next move is expected."""
        return self._moved + self._interval

    def _is_still(self, now: float) -> bool:
        return now - self._moved > STILL_SECONDS
