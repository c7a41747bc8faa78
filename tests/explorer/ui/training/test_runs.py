"""The watcher and the control of runs, on run folders written here and on trainings in earnest."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.runs.process import Launch, living
from explorer.core.runs.runs import Runs, StartRequest
from explorer.core.runs.watch import RunState, Status
from explorer.ui.training.runs import RunWatcher, TrainingControl
from explorer.ui.training.view import TrainingView
from training.run.events import EventLog
from training.run.locking import run_lock

PATIENT = """
import signal, sys, time
from pathlib import Path
from training.run.events import EventLog
from training.run.locking import run_lock
asked = []
signal.signal(signal.SIGINT, lambda number, frame: asked.append(number))
run = Path(sys.argv[sys.argv.index("--run") + 1])
with run_lock(run):
    log = EventLog(run / "events.jsonl")
    log.write("start", step=0, steps=9)
    log.write("step", step=1, steps=9, loss=1.0)
    deadline = time.monotonic() + 60
    while not asked and time.monotonic() < deadline:
        time.sleep(0.02)
    log.write("stopped", step=1)
"""
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


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path / "runs", program=(sys.executable, "-c", PATIENT))


@pytest.fixture
def view(qtbot: QtBot) -> TrainingView:
    view = TrainingView()
    qtbot.addWidget(view)
    return view


@pytest.fixture
def control(runs: Runs, view: TrainingView) -> Iterator[TrainingControl]:
    control = TrainingControl(runs, view)
    yield control
    control.close()
    control.deleteLater()


def _status(view: TrainingView, text: str) -> Any:
    return lambda: view.status.text().startswith(text)


def test_a_run_is_followed_to_its_end(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    log = EventLog(tmp_path / "events.jsonl")
    with run_lock(tmp_path):
        log.write("start", step=0, steps=2)
        watcher.watch(tmp_path)
        qtbot.waitUntil(lambda: bool(seen))
        log.write("step", step=1, steps=2, loss=1.0)
        qtbot.waitUntil(lambda: seen[-1].step == 1)
        log.write("step", step=2, steps=2, loss=1.0)
        log.write("end", step=2)
        (tmp_path / "modelset").mkdir()
        (tmp_path / "modelset" / "modelset.json").touch()
    with qtbot.waitSignal(watcher.finished) as finished:
        pass
    assert finished.args == [tmp_path]
    assert seen[-1].status is Status.FINISHED


def test_nothing_is_said_while_nothing_changes(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    with run_lock(tmp_path):
        watcher.watch(tmp_path)
        qtbot.wait(10 * FAST)
    assert len(seen) == 1


def test_a_run_that_has_ended_is_looked_at_once_and_not_announced(
    qtbot: QtBot, watcher: RunWatcher, seen: list[RunState], tmp_path: Path
) -> None:
    EventLog(tmp_path / "events.jsonl").write("stopped", step=2)
    with qtbot.assertNotEmitted(watcher.finished, wait=5 * FAST):
        watcher.watch(tmp_path)
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
    with qtbot.waitSignal(watcher.lost) as lost:
        watcher.watch(tmp_path)
    assert str(tmp_path) in lost.args[0]


def test_start_pause_resume_and_cancel_from_the_window(
    qtbot: QtBot, control: TrainingControl, view: TrainingView, tmp_path: Path
) -> None:
    view.set_data(tmp_path)
    view.form.start.click()
    qtbot.waitUntil(lambda: view.pause.isEnabled() and bool(view.figures.text()), timeout=20_000)
    view.pause.click()
    qtbot.waitUntil(_status(view, "Paused"), timeout=20_000)
    view.resume.click()
    qtbot.waitUntil(_status(view, "Training"), timeout=20_000)
    qtbot.waitUntil(lambda: "getting ready" not in view.status.text(), timeout=20_000)
    view.cancel.click()
    qtbot.waitUntil(_status(view, "Cancelled"), timeout=20_000)
    assert view.runs.count() == 1


def test_a_training_is_found_again_by_the_next_window(
    qtbot: QtBot, runs: Runs, view: TrainingView, control: TrainingControl, tmp_path: Path
) -> None:
    run = runs.start(StartRequest("vae", tmp_path))
    control.find_again()
    qtbot.waitUntil(_status(view, "Training"), timeout=20_000)
    qtbot.waitUntil(lambda: bool(view.figures.text()), timeout=20_000)
    control.close()
    assert living(run, Launch.read(run)) is not None
    control.find_again()
    assert view.runs.count() == 1
    control.cancel(run)
    qtbot.waitUntil(_status(view, "Cancelled"), timeout=20_000)


def test_the_end_of_a_run_is_told_while_another_is_shown(
    qtbot: QtBot, control: TrainingControl, view: TrainingView, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for run in (first, second):
        run.mkdir()
        EventLog(run / "events.jsonl").write("start", step=0, steps=2)
    log = EventLog(first / "events.jsonl")
    with run_lock(first):
        control.follow(first)
        qtbot.waitUntil(_status(view, "Training"), timeout=20_000)
        control.follow(second)
        qtbot.waitUntil(_status(view, "Crashed"), timeout=20_000)
        (first / "modelset").mkdir()
        (first / "modelset" / "modelset.json").write_text("{}")
        log.write("end", step=2)
    with qtbot.waitSignal(control.finished, timeout=20_000) as finished:
        pass
    assert finished.args == [first] and control.watcher.folder == second


def test_what_cannot_be_started_is_said(
    qtbot: QtBot, control: TrainingControl, view: TrainingView, tmp_path: Path
) -> None:
    view.set_data(tmp_path / "nowhere")
    with qtbot.waitSignal(control.failed):
        view.form.start.click()
    assert "no data set" in view.problem.text()


def test_resuming_a_run_of_the_command_line_is_refused(
    qtbot: QtBot, control: TrainingControl, view: TrainingView, tmp_path: Path
) -> None:
    with qtbot.waitSignal(control.failed):
        control.resume(tmp_path)
    assert "the same command again" in view.problem.text()


def test_use_is_passed_on(qtbot: QtBot, control: TrainingControl, view: TrainingView) -> None:
    with qtbot.waitSignal(control.use_requested) as used:
        view.use_requested.emit(Path("/runs/vae-1"))
    assert used.args == [Path("/runs/vae-1")]
