"""Bridges from threads to the window: answers come as calls on the window's own thread.

After :meth:`stop` nothing comes any more, so a view that is gone is never touched.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from explorer.core.engine.jobs import Jobs, Urgency
from explorer.ui.parts.answers import Answers, Stopped, Taker
from training.files.errors import UserError

log = logging.getLogger(__name__)

Made = TypeVar("Made")


class _Bridge(QObject):
    """Calls on the thread it lives on what other threads hand to it."""

    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _hand_over(self, taker: Taker, value: object) -> None:
        if self._open:
            self._arrived.emit(taker, value)

    def _hand_over_failure(self, taker: Taker, error: Exception) -> None:
        """Log what is no user's doing, and what nobody will be told as the window closes."""
        if not self._open or not isinstance(error, UserError):
            log.error("work for the window failed", exc_info=error)
        self._hand_over(taker, error)

    @Slot(object, object)
    def _deliver(self, taker: Taker, value: object) -> None:
        if self._open:
            taker(value)


class EngineWork(_Bridge):
    """The engine's queue; its answers arrive here, unless they were cancelled meanwhile."""

    def __init__(self, parent: QObject | None = None, jobs: Jobs | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs or Jobs()
        self._answers = Answers(self._jobs, self._hand_over, self._hand_over_failure)

    def submit(
        self, urgency: Urgency, channel: str, steps: Iterable[Any], each: Taker, failed: Taker
    ) -> None:
        """Queue a job as :meth:`Jobs.submit` does; after the end it is dropped."""
        if self._open:
            self._answers.submit(urgency, channel, steps, each, failed)

    def cancel(self, channel: str) -> None:
        """End the job of a channel; nothing of it arrives any more."""
        self._answers.cancel(channel)

    def expect_moves(self) -> None:
        """Take shorter steps of bulk work from now on, as a hand is about to move."""
        self._jobs.expect_moves()

    def pending(self) -> tuple[str, ...]:
        """Return the channels that have work left, most urgent first."""
        return self._jobs.pending()

    def stop(self) -> None:
        """Drop what waits, and wait for the step under way."""
        self._open = False
        self._jobs.stop()


class Chores(_Bridge):
    """Work on files and networks, two at a time, beside the engine's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="chore")
        self._running: set[Future[Any]] = set()
        self._optional: set[Future[Any]] = set()
        self.stopping = Event()
        """Set when the program ends: long chores look at it, or call :meth:`go_on`."""

    @property
    def busy(self) -> bool:
        """Whether a chore waits, is under way, or its answer is on its way to who asked."""
        return bool(self._running)

    def submit(
        self,
        work: Callable[[], Any],
        done: Taker,
        failed: Callable[[Exception], None],
        must_finish: bool = False,
    ) -> None:
        """Do ``work`` on another thread; with ``must_finish`` even when the program ends."""
        if self.stopping.is_set():
            return
        future = self._pool.submit(work)
        self._running.add(future)
        if not must_finish:
            self._optional.add(future)
        future.add_done_callback(lambda ended: self._ended(ended, done, failed))

    def begin(self, work: Callable[[], Made]) -> Callable[[], Made]:
        """Begin ``work``; return what waits for it and has its result, or raises its error."""
        return self._pool.submit(work).result

    def go_on(self) -> None:
        """Raise ``Stopped`` where the program ends; any thread may ask."""
        if self.stopping.is_set():
            raise Stopped

    def report(self, taker: Taker, value: object) -> None:
        """Hand on progress, from any thread."""
        self._hand_over(taker, value)

    def _ended(self, future: Future[Any], done: Taker, failed: Taker) -> None:
        self._optional.discard(future)
        try:
            result = future.result()
        except (CancelledError, Stopped):
            self._running.discard(future)
        except Exception as error:
            self._hand_over_failure(self._arriving(future, failed), error)
        else:
            self._hand_over(self._arriving(future, done), result)

    def _arriving(self, future: Future[Any], taker: Taker) -> Taker:
        def take(value: Any) -> None:
            self._running.discard(future)
            taker(value)

        return take

    def stop(self) -> None:
        """Drop optional chores that did not start, and wait for the others."""
        self._open = False
        self.stopping.set()
        for future in tuple(self._optional):
            future.cancel()
        self._pool.shutdown(wait=True)
