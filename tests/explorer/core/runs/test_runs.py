"""Trainings as processes: started, stopped, killed, resumed and found again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.core.runs import process as run_process
from explorer.core.runs.process import Asked, Launch, bounded_threads, living
from explorer.core.runs.runs import Runs, StartRequest
from explorer.core.runs.watch import RunState, RunWatch, Status
from training.files.errors import UserError
from training.models import modelset
from training.run.locking import Process, run_lock

STUBBORN = """
import signal, sys, time
from pathlib import Path
from training.run.events import EventLog
from training.run.locking import run_lock
from training.models import modelset
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
run = Path(sys.argv[sys.argv.index("--run") + 1])
with run_lock(run):
    EventLog(run / "events.jsonl").write("start", step=0, steps=9)
    time.sleep(120)
"""
WINDOW = """
import os, sys
from pathlib import Path
from explorer.core.runs.runs import Runs, StartRequest
folder, cache, data = map(Path, sys.argv[1:4])
Runs(folder, cache).start(StartRequest("classifier", data, "scratch", more=sys.argv[4:]))
os._exit(1)
"""
ENDLESS = ("--epochs", "100000", "--batch-size", "54", "--widths", "24", "32", "32")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    made = Runs(tmp_path / "runs", tmp_path / "cache")
    yield made
    _end(tmp_path / "runs")
    made.reap()


@pytest.fixture
def request_(official_archive: Path) -> StartRequest:
    """A training that goes on until it is told to stop."""
    return StartRequest("classifier", official_archive, "scratch", more=ENDLESS)


def _end(folder: Path) -> None:
    for run in folder.iterdir() if folder.is_dir() else ():
        process = living(run, Launch.read(run))
        if process is not None:
            _kill(process)


def _kill(process: Process) -> None:
    os.kill(process.pid, signal.SIGKILL)
    _wait(lambda: not process.alive)


def _wait(ready: Callable[[], bool], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def _watch_until(run: Path, ready: Callable[[RunState], bool]) -> RunState:
    watch, state = RunWatch(run), RunWatch(run).look()

    def look() -> bool:
        nonlocal state
        state = watch.look()
        return ready(state) or not state.status.alive

    _wait(look)
    log = run / "log.txt"
    assert ready(state), f"{state}\n{log.read_text() if log.is_file() else ''}"
    return state


def _stepping(run: Path, beyond: int = 0) -> RunState:
    return _watch_until(run, lambda s: s.status is Status.RUNNING and s.step > beyond)


def _ended(run: Path) -> RunState:
    return _watch_until(run, lambda state: not state.status.alive)


def test_pause_and_resume_go_on_where_it_was(runs: Runs, request_: StartRequest) -> None:
    run = runs.start(request_)
    assert run.name.startswith("classifier-")
    state = _stepping(run, beyond=2)
    assert state.losses.shape[1] == 2 and "loss" in state.metrics
    runs.pause(run)
    paused = _ended(run)
    assert paused.status is Status.STOPPED
    runs.cancel(run)
    assert RunWatch(run).look().status is Status.CANCELLED
    assert (run / "checkpoint.pt").is_file()
    runs.resume(run)
    again = _stepping(run, beyond=paused.step)
    assert again.step > paused.step and len(again.losses) >= again.step
    with pytest.raises(UserError, match="goes on already"):
        runs.resume(run)
    runs.cancel(run)
    assert _ended(run).status is Status.CANCELLED


def test_a_kill_costs_one_run_which_can_be_resumed(runs: Runs, request_: StartRequest) -> None:
    run = runs.start(request_)
    _stepping(run)
    record = Launch.read(run)
    assert record is not None
    assert os.getpriority(os.PRIO_PROCESS, record.process.pid) >= run_process.NICENESS
    assert os.getsid(record.process.pid) == record.process.pid
    os.kill(record.process.pid, signal.SIGKILL)
    crashed = _ended(run)
    assert crashed.status is Status.CRASHED and "ended in the middle" in crashed.message
    runs.resume(run)
    _stepping(run)


def test_a_run_whose_window_died_is_found_again(
    runs: Runs, request_: StartRequest, tmp_path: Path
) -> None:
    folders = (tmp_path / "runs", tmp_path / "cache", request_.data)
    window = subprocess.run([sys.executable, "-c", WINDOW, *map(str, folders), *ENDLESS])
    assert window.returncode == 1
    states = runs.find()
    assert [state.status for state in states] == [Status.RUNNING]
    run = states[0].folder
    _stepping(run)
    runs.pause(run)
    assert _ended(run).status is Status.STOPPED


def test_a_finished_run_has_a_model_set(runs: Runs, request_: StartRequest) -> None:
    run = runs.start(replace(request_, epochs=1, more=ENDLESS[2:]))
    state = _ended(run)
    assert (state.status, state.message) == (Status.FINISHED, "")
    assert state.step == state.steps == len(state.losses) > 0
    assert "validation_accuracy" in state.figures and state.seconds_left is None
    assert state.result is not None and "classifier" in modelset.read(state.result).parts


def test_bad_data_is_told_in_the_trainings_words(runs: Runs, tmp_path: Path) -> None:
    data = tmp_path / "broken.tar.gz"
    data.write_bytes(b"no archive")
    state = _ended(runs.start(StartRequest("classifier", data, "scratch")))
    assert state.status is Status.FAILED
    assert "broken.tar.gz is damaged or cut short" in state.message


def test_data_that_is_not_there_starts_nothing(runs: Runs, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no data set"):
        runs.start(StartRequest("classifier", tmp_path / "nowhere"))
    assert runs.find() == []


def test_a_stubborn_training_is_ended_in_time(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_process, "TERMINATE_SECONDS", 0.1)
    monkeypatch.setattr(run_process, "KILL_SECONDS", 0.3)
    stubborn = Runs(tmp_path / "runs", program=(sys.executable, "-c", STUBBORN))
    run = stubborn.start(StartRequest("vae", tmp_path))
    _watch_until(run, lambda state: state.started > 0 and not state.message)
    stubborn.pause(run)
    assert RunWatch(run).look().status is Status.STOPPING
    assert _ended(run).status is Status.STOPPED
    stubborn.reap()


def test_a_program_that_cannot_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be started"):
        Runs(tmp_path / "runs", program=("/nowhere/python",)).start(StartRequest("vae", tmp_path))


def test_runs_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs", program=(sys.executable, "-c", ""))
    folders = [runs.start(StartRequest("vae", tmp_path)) for _ in range(3)]
    for folder in folders:
        _ended(folder)
    assert len(set(folders)) == 3
    assert {state.folder for state in runs.find()} == set(folders)
    runs.reap()


def test_runs_of_the_command_line_are_found_newest_first(tmp_path: Path) -> None:
    for name, started in (("old", 100), ("new", 300), ("middle", 200)):
        run = tmp_path / name
        run.mkdir()
        (run / "events.jsonl").write_text(f'{{"kind": "start", "time": {started}, "step": 0}}\n')
    (tmp_path / "unrelated").mkdir()
    (tmp_path / "file").touch()
    runs = Runs(tmp_path)
    assert [state.folder.name for state in runs.find()] == ["new", "middle", "old"]
    with pytest.raises(UserError, match="the same command again"):
        runs.resume(tmp_path / "new")
    with run_lock(tmp_path / "new"):
        assert runs.find()[0].status is Status.RUNNING


def test_stopping_what_has_ended_signals_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, int]] = []
    for name in ("kill", "killpg"):
        monkeypatch.setattr(os, name, lambda *given: sent.append(given))
    run, runs = tmp_path / "run", Runs(tmp_path)
    run.mkdir()
    later = Process(os.getpid(), "when the training started")  # its number is another's by now
    Launch(("train", "vae"), later, started=1.0, events=0, log=0).write(run)
    before = (run / "launch.json").read_bytes()
    runs.pause(run)
    assert (run / "launch.json").read_bytes() == before
    runs.cancel(run)
    record = Launch.read(run)
    assert record is not None and record.asked is Asked.CANCEL
    assert RunWatch(run).look().status is Status.CANCELLED
    runs.pause(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists() and sent == []


def test_the_words_that_start_a_training(tmp_path: Path) -> None:
    more = ("--seed", "4")
    request = StartRequest("vae", tmp_path, "scratch", tmp_path / "set", 3, "cpu", more=more)
    words = request.arguments(tmp_path / "run", tmp_path / "cache")
    assert words[:2] == ["train", "vae"]
    pairs = dict(zip(words[2::2], words[3::2], strict=True))
    assert pairs == {
        "--data": str(tmp_path),
        "--run": str(tmp_path / "run"),
        "--init": "scratch",
        "--device": "cpu",
        "--base": str(tmp_path / "set"),
        "--cache": str(tmp_path / "cache"),
        "--epochs": "3",
        "--seed": "4",
    }


@pytest.mark.parametrize(
    ("wish", "cores", "threads"),
    [("", 8, "7"), ("2", 8, "2"), ("16", 8, "7"), ("", 1, "1"), ("0", 4, "3"), ("many", 4, "3")],
)
def test_a_core_is_left_for_exploring(wish: str, cores: int, threads: str) -> None:
    environment = {"OMP_NUM_THREADS": wish, "HOME": "/h"}
    bounded = bounded_threads(environment, cores)
    assert bounded["OMP_NUM_THREADS"] == threads
    assert bounded["HOME"] == "/h"
