"""One worker thread and one queue in order of urgency: the puck never waits for bulk work.

A job is an iterator: each step is a slice of work of about 10 ms, whose result is handed over at
once. Between slices the worker looks whether something more urgent came, and a newer job of a
channel ends the older one; only the slice under way is still handed over, so that a drag quicker
than the worker shows something all along. A single render is a job of one step. While the puck is
dragged, slices are short, and begun where the drag leaves room for them.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

from explorer.core.engine.hand import Hand
from explorer.core.engine.slices import lasting

log = logging.getLogger(__name__)

T = TypeVar("T")

PUCK = "puck"
"""The channel of what follows the hand: its moves are the hand's, whatever else is as urgent."""
FORGETTING = 0.8
"""Of what a job's longest step took, what still counts a step later."""


class Urgency(IntEnum):
    """What goes first; of equals, what was asked for first."""

    PUCK = 0
    PREVIEW = 1
    FIELD = 2
    SEARCH = 3
    GALLERY = 4


@dataclass(eq=False)
class _Job(Generic[T]):
    """What is queued; its longest steps of late ``took`` so many seconds."""

    urgency: Urgency
    channel: str
    number: int
    steps: Iterator[T]
    each: Callable[[T], None]
    failed: Callable[[Exception], None]
    cancelled: threading.Event = field(default_factory=threading.Event)
    took: float = 0.0

    @property
    def is_bulk(self) -> bool:
        return self.urgency >= Urgency.FIELD


class Jobs:
    """The queue, and the thread that works it off.

    Callbacks run on the worker thread; a window hands them on by a queued signal. An exception
    from a step ends its job and goes to ``failed``; one from a callback is logged.

    Parameters
    ----------
    threaded
        With False nothing runs until :meth:`run_all`: for tests and the command line.
    hand
        What drags the puck.
    """

    def __init__(self, threaded: bool = True, hand: Hand | None = None) -> None:
        self._hand = hand or Hand()
        self._jobs: dict[str, _Job] = {}
        self._count = 0
        self._stopped = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        if threaded:
            self._thread = threading.Thread(target=self._work, name="engine")
            self._thread.start()

    def submit(
        self,
        urgency: Urgency,
        channel: str,
        steps: Iterable[T],
        each: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Queue a job; an older one of the same channel takes no further step.

        Parameters
        ----------
        steps
            Its results, computed one by one on the worker thread.
        each
            Takes each result.
        failed
            Takes an exception that a step raised; by default it is logged.

        Raises
        ------
        RuntimeError
            After :meth:`stop`.
        """
        with self._changed:
            if self._stopped:
                raise RuntimeError("the worker was stopped")
            self._count += 1
            job = _Job(urgency, channel, self._count, iter(steps), each, failed or _logged)
            self._jobs[channel] = job
            if channel == PUCK:
                self._hand.moved()
            self._changed.notify()

    def cancel(self, channel: str) -> None:
        """End the job of a channel, if there is one; a step under way is not handed over."""
        with self._changed:
            self._cancel(channel)

    def expect_moves(self) -> None:
        """Take shorter steps of bulk work for a moment: a hand is about to move."""
        with self._changed:
            self._hand.expected()

    def pending(self) -> tuple[str, ...]:
        """Return the channels that have work left, most urgent first."""
        with self._changed:
            return tuple(job.channel for job in sorted(self._jobs.values(), key=_order))

    def run_all(self) -> None:
        """Work everything off on this thread; only without a worker thread."""
        while self.run_one():
            pass

    def run_one(self) -> bool:
        """Take the most urgent step on this thread, as :meth:`run_all` does; False without one."""
        if self._thread is not None:
            raise RuntimeError("the worker thread does that")
        return self._take_one()

    def stop(self) -> None:
        """End all jobs and wait for the step under way; does nothing when called again."""
        with self._changed:
            self._stopped = True
            for channel in tuple(self._jobs):
                self._cancel(channel)
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._jobs)
                if self._stopped:
                    return
                if pause := self._pause():
                    self._changed.wait(pause)
                    continue
            self._take_one()

    def _pause(self) -> float:
        """Seconds to wait for something more urgent; call with the lock held."""
        job = min(self._jobs.values(), key=_order)
        return self._hand.pause(job.took) if job.is_bulk else 0.0

    def _take_one(self) -> bool:
        """Take the most urgent step. A job is named here alone: a worker that waits holds none."""
        job = self._next()
        if job is not None:
            self._step(job)
        return job is not None

    def _next(self) -> _Job | None:
        with self._changed:
            return min(self._jobs.values(), key=_order, default=None)

    def _step(self, job: _Job[T]) -> None:
        """Take one step of a job and hand its result over, unless it was cancelled meanwhile."""
        try:
            result = self._result(job)
        except StopIteration:
            self._finish(job)
        except Exception as error:
            if self._finish(job):
                _call(job.failed, error)
        else:
            if not job.cancelled.is_set():
                _call(job.each, result)

    def _result(self, job: _Job[T]) -> T:
        """Take a step as long as it may be, and note how long it was."""
        began = time.perf_counter()
        try:
            with lasting(self._hand.seconds()):
                return next(job.steps)
        finally:
            job.took = max(time.perf_counter() - began, FORGETTING * job.took)
            if job.is_bulk:
                self._hand.worked()
            elif job.urgency is Urgency.PUCK:
                self._hand.answered()

    def _finish(self, job: _Job) -> bool:
        """Take a job off the queue; False where a newer one or a cancel did already."""
        with self._changed:
            if self._jobs.get(job.channel) is not job:
                return False
            del self._jobs[job.channel]
            return True

    def _cancel(self, channel: str) -> None:
        """Take a channel's job off the queue; call with the lock held."""
        if job := self._jobs.pop(channel, None):
            job.cancelled.set()


def single(work: Callable[[], T]) -> Iterator[T]:
    """Make steps of one call."""
    yield work()


def _order(job: _Job) -> tuple[int, int]:
    return job.urgency, job.number


def _call(callback: Callable[[T], None], value: T) -> None:
    try:
        callback(value)
    except Exception:
        log.exception("a callback failed")


def _logged(error: Exception) -> None:
    log.error("a job failed", exc_info=error)
