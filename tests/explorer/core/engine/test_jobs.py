"""The queue: urgency, newest wins, slices, errors, a clean stop."""

import threading
import time
import weakref
from collections.abc import Iterator
from functools import partial

import pytest

from explorer.core.engine.hand import Hand
from explorer.core.engine.jobs import Jobs, Urgency, single
from explorer.core.engine.slices import slice_seconds

SOON = 5.0


@pytest.fixture
def jobs() -> Jobs:
    return Jobs(threaded=False)


@pytest.fixture
def threaded() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.stop()
    assert "engine" not in {thread.name for thread in threading.enumerate()}


def test_the_most_urgent_goes_first_and_equals_in_order(jobs: Jobs) -> None:
    seen: list[str] = []
    for urgency, name in [
        (Urgency.GALLERY, "gallery"),
        (Urgency.FIELD, "field"),
        (Urgency.PUCK, "puck"),
        (Urgency.FIELD, "contours"),
        (Urgency.SEARCH, "search"),
        (Urgency.PREVIEW, "preview"),
    ]:
        jobs.submit(urgency, name, [name], seen.append)
    expected = ["puck", "preview", "field", "contours", "search", "gallery"]
    assert list(jobs.pending()) == expected
    jobs.run_all()
    assert seen == expected and jobs.pending() == ()


def test_the_newest_of_a_channel_wins(jobs: Jobs) -> None:
    seen: list[int] = []
    for i in range(5):
        jobs.submit(Urgency.PUCK, "puck", single(partial(int, i)), seen.append)
    jobs.run_all()
    assert seen == [4]


def test_the_puck_comes_between_two_slices_of_bulk_work(jobs: Jobs) -> None:
    seen: list[object] = []

    def take(value: int) -> None:
        seen.append(value)
        if value == 1:
            jobs.submit(Urgency.PUCK, "puck", ["puck"], seen.append)

    jobs.submit(Urgency.GALLERY, "gallery", range(4), take)
    jobs.run_all()
    assert seen == [0, 1, "puck", 2, 3]


def test_a_newer_job_ends_the_older_ones_slices(jobs: Jobs) -> None:
    seen: list[object] = []
    closed: list[bool] = []

    def slices() -> Iterator[int]:
        try:
            yield from range(100)
        finally:
            closed.append(True)

    def take(value: int) -> None:
        seen.append(value)
        if value == 2:
            jobs.submit(Urgency.FIELD, "field", ["new"], seen.append)

    jobs.submit(Urgency.FIELD, "field", slices(), take)
    jobs.run_all()
    assert seen == [0, 1, 2, "new"] and closed == [True]


def test_cancelled_work_is_neither_done_nor_handed_over(jobs: Jobs) -> None:
    seen: list[int] = []

    def slices() -> Iterator[int]:
        yield 0
        jobs.cancel("search")
        yield 1

    jobs.submit(Urgency.SEARCH, "search", slices(), seen.append)
    jobs.run_all()
    jobs.cancel("nothing")
    assert seen == [0] and jobs.pending() == ()


def test_an_error_ends_its_job_alone(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[object] = []
    errors: list[Exception] = []

    def slices() -> Iterator[int]:
        yield 0
        raise ValueError("torn")

    def refuse(value: object) -> None:
        raise KeyError("a callback's own")

    jobs.submit(Urgency.PUCK, "one", slices(), seen.append, errors.append)
    jobs.submit(Urgency.PUCK, "two", slices(), seen.append)
    jobs.submit(Urgency.PUCK, "three", [1], refuse)
    jobs.submit(Urgency.FIELD, "four", ["fine"], seen.append)
    jobs.run_all()
    assert seen == [0, 0, "fine"] and [str(error) for error in errors] == ["torn"]
    assert "a job failed" in caplog.text and "a callback failed" in caplog.text


def test_a_drag_quicker_than_the_worker_still_shows_something(threaded: Jobs) -> None:
    started, go, seen, done = threading.Event(), threading.Event(), [], threading.Event()

    def slow() -> str:
        started.set()
        assert go.wait(SOON)
        return "first"

    def take(value: str) -> None:
        seen.append(value)
        if value == "third":
            done.set()

    threaded.submit(Urgency.PUCK, "puck", single(slow), take)
    assert started.wait(SOON)
    for name in ("second", "third"):
        threaded.submit(Urgency.PUCK, "puck", [name], take)
    go.set()
    assert done.wait(SOON) and seen == ["first", "third"]


def test_stop_waits_for_the_step_and_drops_the_rest() -> None:
    jobs, started, seen = Jobs(), threading.Event(), list[int]()
    go = threading.Event()

    def slices() -> Iterator[int]:
        started.set()
        assert go.wait(SOON)
        yield 0
        yield 1

    jobs.submit(Urgency.GALLERY, "gallery", slices(), seen.append)
    assert started.wait(SOON)
    threading.Timer(0.05, go.set).start()
    jobs.stop()
    jobs.stop()
    assert seen == []
    with pytest.raises(RuntimeError, match="stopped"):
        jobs.submit(Urgency.PUCK, "puck", [1], seen.append)


def test_a_callback_may_stop_the_worker() -> None:
    jobs, done = Jobs(), threading.Event()

    def take(_: int) -> None:
        jobs.stop()
        done.set()

    jobs.submit(Urgency.PUCK, "puck", [1], take)
    assert done.wait(SOON)
    jobs.stop()


def test_a_worker_that_waits_holds_nothing_of_its_last_job(threaded: Jobs) -> None:
    held, done = threading.Event(), threading.Event()
    gone = weakref.ref(held)

    def cancel(_: object) -> None:
        threaded.cancel("set")
        done.set()

    threaded.submit(Urgency.PUCK, "set", single(held.is_set), cancel)
    del held
    assert done.wait(SOON)
    deadline = time.monotonic() + SOON
    while gone() is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert gone() is None


def test_running_by_hand_is_for_jobs_without_a_thread(threaded: Jobs) -> None:
    with pytest.raises(RuntimeError):
        threaded.run_all()


class Told(Hand):
    """A hand that says how long slices may be, and notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.pauses = [0.01, 0.0]

    def moved(self) -> None:
        self.heard.append("moved")

    def answered(self) -> None:
        self.heard.append("answered")

    def worked(self) -> None:
        self.heard.append("worked")

    def pause(self, needed: float) -> float:
        self.heard.append("asked")
        return self.pauses.pop(0) if self.pauses else 0.0

    def seconds(self) -> float:
        return 0.125


def test_bulk_work_goes_by_the_hand_and_the_puck_does_not() -> None:
    hand, done = Told(), threading.Event()
    jobs = Jobs(hand=hand)
    jobs.submit(Urgency.PUCK, "puck", ["a blend"], lambda _: done.set())
    assert done.wait(SOON)
    jobs.stop()
    assert hand.heard[:2] == ["moved", "answered"] and "asked" not in hand.heard
    hand, done = Told(), threading.Event()
    jobs = Jobs(hand=hand)
    jobs.submit(Urgency.PUCK, "evidence", ["of a blend"], lambda _: done.set())
    assert done.wait(SOON)
    jobs.stop()
    assert hand.heard[:1] == ["answered"]  # it goes with a move, and is none
    hand, done, seconds = Told(), threading.Event(), list[float]()
    jobs = Jobs(hand=hand)

    def take(some: float) -> None:
        seconds.append(some)
        done.set()

    jobs.submit(Urgency.FIELD, "field", (slice_seconds() for _ in range(2)), take)
    assert done.wait(SOON)
    jobs.stop()
    assert hand.heard[:3] == ["asked", "asked", "worked"] and set(seconds) == {0.125}


def test_a_puck_does_not_wait_for_a_pause_of_bulk_work() -> None:
    hand, done = Told(), threading.Event()
    hand.pauses = [10 * SOON] * 2
    jobs = Jobs(hand=hand)
    jobs.submit(Urgency.GALLERY, "gallery", [0, 1], lambda _: None)
    jobs.submit(Urgency.PUCK, "puck", ["a blend"], lambda _: done.set())
    assert done.wait(SOON) and jobs.pending()
    jobs.stop()
