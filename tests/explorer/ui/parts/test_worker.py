"""What comes from other threads arrives on the window's own, unless it was cancelled."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.engine.jobs import Urgency
from explorer.ui.parts.worker import Chores, EngineWork
from tests.explorer.ui.conftest import PATIENCE
from training.files.errors import UserError


@pytest.fixture
def work(qtbot: QtBot) -> Iterator[EngineWork]:
    work = EngineWork()
    yield work
    work.stop()
    work.deleteLater()


def test_results_arrive_in_order_on_the_windows_thread(work: EngineWork, qtbot: QtBot) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    work.submit(
        Urgency.FIELD, "a", range(3), lambda n: seen.append((n, threading.current_thread())), print
    )
    qtbot.waitUntil(lambda: len(seen) == 3, timeout=PATIENCE)
    assert seen == [(n, threading.main_thread()) for n in range(3)]


def test_what_was_handed_over_before_a_cancel_does_not_arrive(
    work: EngineWork, qtbot: QtBot
) -> None:
    handed_over, seen = threading.Event(), list[str]()

    def steps() -> Iterator[str]:
        yield "old"
        handed_over.set()

    work.submit(Urgency.FIELD, "a", steps(), seen.append, print)
    assert handed_over.wait(PATIENCE / 1000)  # this thread's events wait: it has not arrived
    work.cancel("a")
    work.submit(Urgency.FIELD, "a", ["new"], seen.append, print)
    work.submit(Urgency.FIELD, "b", ["other"], seen.append, print)
    qtbot.waitUntil(lambda: "other" in seen and "new" in seen, timeout=PATIENCE)
    assert seen == ["new", "other"]


@pytest.mark.parametrize("fails", [False, True])
def test_chores_are_busy_until_their_answers_are_there(qtbot: QtBot, fails: bool) -> None:
    """Else who waits for them goes on before anything is shown of it."""
    chores, ended, seen = Chores(), threading.Event(), list[bool]()

    def work() -> None:
        if fails:
            raise UserError("It is gone.")

    def take(_: object) -> None:
        seen.append(True)

    chores.submit(work, take, take)
    chores.submit(ended.set, lambda _: None, take)
    assert ended.wait(PATIENCE / 1000)
    chores.begin(lambda: None)()  # both threads are through; this thread's events wait
    assert chores.busy and not seen
    qtbot.waitUntil(lambda: not chores.busy, timeout=PATIENCE)
    assert seen == [True]
    chores.stop()
    chores.deleteLater()
