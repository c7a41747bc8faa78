"""One worker thread and one queue in order of urgency: the puck never waits for bulk work.

A job is an iterator: each step is a slice of work of about 10 ms, whose result is handed over at
once. Between slices the worker looks whether something more urgent came, and a newer job of a
channel ends the older one; only the slice under way is still handed over, so that a drag quicker
than the worker shows something all along. A single render is a job of one step.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")
Item = TypeVar("Item")

SLICE_SECONDS = 0.01
"""What a slice should take at most, so that the puck is answered within a frame."""

LARGEST_SLICE = 64
"""Items in a slice at most, however quick they are."""


class Urgency(IntEnum):
    """What goes first; of equals, what was asked for first."""

    PUCK = 0
    PREVIEW = 1
    FIELD = 2
    SEARCH = 3
    GALLERY = 4


@dataclass(frozen=True, eq=False)
class _Job(Generic[T]):
    urgency: Urgency
    channel: str
    number: int
    steps: Iterator[T]
    each: Callable[[T], None]
    failed: Callable[[Exception], None]
    cancelled: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """The queue, and the thread that works it off.

    Callbacks run on the worker thread; a window hands them on by a queued signal. An exception
    from a step ends its job and goes to ``failed``; one from a callback is logged.

    Parameters
    ----------
    threaded
        With False nothing runs until :meth:`run_all`: for tests and the command line.
    """

    def __init__(self, threaded: bool = True) -> None:
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
            self._changed.notify()

    def cancel(self, channel: str) -> None:
        """End the job of a channel, if there is one; a step under way is not handed over."""
        with self._changed:
            self._cancel(channel)

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
            self._take_one()

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
            result = next(job.steps)
        except StopIteration:
            self._finish(job)
        except Exception as error:
            if self._finish(job):
                _call(job.failed, error)
        else:
            if not job.cancelled.is_set():
                _call(job.each, result)

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


def sliced(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], T],
    seconds: float = SLICE_SECONDS,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[T]:
    """Make steps of work on many items: each takes as many as the last one's pace allows.

    Parameters
    ----------
    items
        A list, or an array (n, ...); slices of it go to ``work``.
    seconds
        What a step should take. The first one takes a single item, and none more than 64; sizes
        are powers of two, which can be shared out evenly.
    """
    start, size = 0, 1
    while start < len(items):
        began = clock()
        result = work(items[start : start + size])
        pace = (clock() - began) / size
        yield result
        start += size
        size = _even(seconds / pace) if pace > 0 else LARGEST_SLICE


def _even(size: float) -> int:
    return 1 << int(max(1, min(LARGEST_SLICE, size))).bit_length() - 1


def _order(job: _Job) -> tuple[int, int]:
    return job.urgency, job.number


def _call(callback: Callable[[T], None], value: T) -> None:
    try:
        callback(value)
    except Exception:
        log.exception("a callback failed")


def _logged(error: Exception) -> None:
    log.error("a job failed", exc_info=error)
