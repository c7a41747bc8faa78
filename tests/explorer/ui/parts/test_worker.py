"""What comes from other threads arrives on the window's own, unless it was cancelled."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.engine.jobs import Urgency
from explorer.ui.parts.worker import EngineWork
from tests.explorer.ui.conftest import PATIENCE


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
