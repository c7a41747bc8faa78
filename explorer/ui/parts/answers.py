"""Answers of the engine's queue on their way to the window: the one place that drops stale ones.

A newer request of a channel ends the older one, but the slice under way still arrives, so that a
drag quicker than the engine shows something all along. After a cancel nothing arrives any more.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from explorer.core.engine.jobs import Jobs, Urgency
from explorer.ui.parts.event import Reports

Taker = Callable[[Any], None]
Post = Callable[[Taker, Any], None]
"""Lets a taker have a value on the window's own thread, a moment later."""


class Work(Protocol):
    """Where controllers send what the engine is to do."""

    def submit(
        self, urgency: Urgency, channel: str, steps: Iterable[Any], each: Taker, failed: Taker
    ) -> None: ...

    def cancel(self, channel: str) -> None: ...


class Stopped(Exception):
    """Raised by a chore that notices that it is no longer wanted."""


class Chores(Protocol):
    """Does work on files beside all else; with ``must_finish`` even when the program ends."""

    def submit(
        self,
        work: Callable[[], Any],
        done: Taker,
        failed: Callable[[Exception], None],
        must_finish: bool = False,
    ) -> None: ...


class Waits(Protocol):
    """A pause that can be begun anew."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    @property
    def ended(self) -> Reports[()]: ...


class Answers:
    """Puts requests into a queue, and hands on what is still wanted when it arrives.

    Parameters
    ----------
    post, post_failure
        For a result, and for an exception.
    """

    def __init__(self, jobs: Jobs, post: Post, post_failure: Post) -> None:
        self._jobs, self._post, self._post_failure = jobs, post, post_failure
        self._cancels: Counter[str] = Counter()

    def submit(
        self, urgency: Urgency, channel: str, steps: Iterable[Any], each: Taker, failed: Taker
    ) -> None:
        """Queue a job as :meth:`Jobs.submit` does."""
        each, failed = (self._unless_cancelled(channel, taker) for taker in (each, failed))
        self._jobs.submit(
            urgency,
            channel,
            steps,
            lambda result: self._post(each, result),
            lambda error: self._post_failure(failed, error),
        )

    def cancel(self, channel: str) -> None:
        """End the job of a channel; nothing of it arrives any more."""
        self._cancels[channel] += 1
        self._jobs.cancel(channel)

    def _unless_cancelled(self, channel: str, taker: Taker) -> Taker:
        """What was posted before a cancel is still on its way to the window's thread."""
        cancels = self._cancels[channel]

        def take(value: Any) -> None:
            if cancels == self._cancels[channel]:
                taker(value)

        return take
