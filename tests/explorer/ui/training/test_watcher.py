"""The watcher of runs, on run folders written here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.runs.watch import RunState, Status
from explorer.ui.training.watcher import RunWatcher
from tests.explorer.ui.conftest import PATIENCE
from training.run.events import EventLog
from training.run.locking import run_lock

FAST = 20


@pytest.fixture
def watcher(qtbot: QtBot) -> Iterator[RunWatcher]:
    watcher = RunWatcher(interval=FAST)
    yield watcher
    watcher.stop()
    watcher.deleteLater()


@pytest.fixture
def seen(watcher: RunWatcher) -> list[RunState]:
    states: list[RunState] = []
    watcher.changed.connect(states.append)
    return states


def test_a_run_is_followed_to_its_end(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    log = EventLog(tmp_path / "events.jsonl")
    with run_lock(tmp_path):
        log.write("start", step=0, steps=2)
        watcher.watch(tmp_path)
        qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE)
        log.write("step", step=1, steps=2, loss=1.0)
        qtbot.waitUntil(lambda: seen[-1].step == 1, timeout=PATIENCE)
        log.write("step", step=2, steps=2, loss=1.0)
        log.write("end", step=2)
        (tmp_path / "modelset").mkdir()
        (tmp_path / "modelset" / "modelset.json").touch()
    with qtbot.waitSignal(watcher.finished, timeout=PATIENCE) as finished:
        pass
    assert finished.args == [tmp_path]
    assert seen[-1].status is Status.FINISHED


def test_a_run_that_dies_is_told_once_and_one_that_was_stopped_is_not(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    broke: list[RunState] = []
    watcher.broke.connect(broke.append)
    for name, last in (("died", "step"), ("stopped", "stopped")):
        run = tmp_path / name
        run.mkdir()
        log = EventLog(run / "events.jsonl")
        with run_lock(run):
            log.write("step", step=1, steps=2, loss=1.0)
            watcher.watch(run)
            _wait_for(qtbot, seen, run)
            if last != "step":
                log.write(last, step=1)
        qtbot.waitUntil(lambda: not seen[-1].status.alive, timeout=PATIENCE)
        qtbot.wait(3 * FAST)
    assert [state.folder.name for state in broke] == ["died"]
    assert broke[0].message


def test_nothing_is_said_while_nothing_changes(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    with run_lock(tmp_path):
        watcher.watch(tmp_path)
        qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE)
        qtbot.wait(10 * FAST)
    assert len(seen) == 1


def test_a_run_that_has_ended_is_looked_at_once_and_not_announced(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    EventLog(tmp_path / "events.jsonl").write("stopped", step=2)
    with qtbot.assertNotEmitted(watcher.finished, wait=5 * FAST):
        watcher.watch(tmp_path)
        qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE)
    assert [state.status for state in seen] == [Status.STOPPED]


def test_a_stopped_watcher_is_silent(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    watcher.watch(tmp_path)
    watcher.stop()
    qtbot.wait(3 * FAST)
    assert seen == [] and watcher.folder is None


def test_a_run_that_cannot_be_read_is_told(
    qtbot: QtBot, watcher: RunWatcher, tmp_path: Path
) -> None:
    (tmp_path / "events.jsonl").mkdir()
    with qtbot.waitSignal(watcher.lost, timeout=PATIENCE) as lost:
        watcher.watch(tmp_path)
    assert str(tmp_path) in lost.args[0] and "choose another run" in lost.args[0]


def _wait_for(qtbot: QtBot, seen: list[RunState], run: Path) -> None:
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].folder == run, timeout=PATIENCE)
