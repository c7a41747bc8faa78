"""Run folders and training processes gone wrong: told in a sentence, and nothing else suffers."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.core.runs import process as run_process
from explorer.core.runs import watch as run_watch
from explorer.core.runs.events import (
    LINE_CHARACTERS,
    LOG_BYTES,
    LOG_MOST,
    LONGEST_LINE,
    Tail,
    bound_log,
)
from explorer.core.runs.process import Asked, Launch, living
from explorer.core.runs.runs import Runs, StartRequest
from explorer.core.runs.watch import RunState, RunWatch, Status
from explorer.ui.training.words import progress_text, run_name, run_summary, run_title, status_text
from tests.faults.limits import ROOT
from training.files.errors import UserError
from training.run.locking import Process, run_lock

NUMBERS = [
    *(
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "9" * 400,
        "-" + "9" * 400,
        "1e308",
        "-1",
        "0",
        "1e-320",
    ),
    *("null", "true", '"x"', "[]", "{}", "[" * 5000, "9" * 5000, '"' + "x" * 5000 + '"', "1e17"),
]
EVENT = '{"time": 5.0, "kind": "step", "step": 3, "steps": 9, "loss": 0.5}'
START = '{"time": 4.0, "kind": "start", "step": 0, "steps": 9}'
ERROR = '{"time": 6.0, "kind": "error", "message": "It failed."}'
LAUNCH = """{"arguments": ["train", "vae"], "process": {"pid": 4242, "started": "then"},
 "started": 3.0, "events": 0, "log": 0, "asked": "pause", "asked_at": 5.0}"""
LOCK = '{"pid": 4242, "started": "then"}'


def shown(state: RunState) -> str:
    """All that the window writes about a run."""
    told = (run_name, run_title, run_summary, progress_text, status_text)
    return " ".join(tell(state) for tell in told)


def spoilt(text: str) -> Iterator[str]:
    """A JSON object with a value exchanged for something absurd, or with bytes changed."""
    about = json.loads(text)
    for name in about:
        for number in NUMBERS:
            yield json.dumps({**about, name: "?"}).replace('"?"', number)
    for seed in range(60):
        chance = random.Random(seed)
        content = bytearray(text.encode())
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield content.decode("latin-1")


@pytest.mark.parametrize("whole", [EVENT, START, ERROR])
def test_absurd_events_are_told_or_passed_over(tmp_path: Path, whole: str) -> None:
    for one in spoilt(whole):
        lines = (START, EVENT, one, EVENT)
        (tmp_path / "events.jsonl").write_text("\n".join(lines) + "\n", encoding="latin-1")
        state = RunWatch(tmp_path).look()
        assert len(shown(state)) < 600 and state.step >= 0 and len(state.losses) <= 3


@pytest.mark.parametrize(("name", "whole"), [("launch.json", LAUNCH), ("lock", LOCK)])
def test_absurd_records_signal_nobody(
    tmp_path: Path, name: str, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    for call in ("kill", "killpg"):
        monkeypatch.setattr(os, call, lambda *given: sent.append(given))
    (tmp_path / "events.jsonl").write_text(f"{START}\n{EVENT}\n")
    for one in spoilt(whole):
        (tmp_path / name).write_text(one, encoding="latin-1")
        assert len(shown(RunWatch(tmp_path).look())) < 600
        run_process.ask(tmp_path, Asked.PAUSE)
    assert sent == []


def test_a_line_without_an_end_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with path.open("wb") as file:
        file.truncate(64 * LONGEST_LINE)
        file.seek(0, 2)
        file.write(f"\n{EVENT}\n".encode())
    tail, longest, lines = Tail(path), 0, []
    while True:
        lines = tail.lines()
        longest = max([longest, *map(len, lines)])
        if not tail.behind:
            break
    assert longest <= 2 * LONGEST_LINE and lines[-1] == EVENT.encode()


def test_a_log_that_grows_and_grows_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with path.open("ab") as log:  # as a training has it
        log.write(b"x" * 100_000 + b"\n\xff\x00garbage\x1b[2J\n")
        log.flush()
        bound_log(path, most=200_000)
        assert path.stat().st_size > 100_000
        bound_log(path, most=50_000)
        assert path.stat().st_size == LOG_BYTES
        log.write(b"The last word.\n")
    assert path.stat().st_size == LOG_BYTES + len(b"The last word.\n")
    (tmp_path / "events.jsonl").write_text(f"{EVENT}\n")
    Launch(("train", "vae"), Process(1, "then"), 1.0, events=0, log=90_000).write(tmp_path)
    state = RunWatch(tmp_path).look()
    assert state.status is Status.CRASHED and state.message.endswith("The last word.")


def test_the_log_of_a_training_that_goes_on_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(f"{EVENT}\n")
    with (tmp_path / "log.txt").open("wb") as log:
        log.truncate(LOG_MOST + 1)
    with run_lock(tmp_path):
        assert RunWatch(tmp_path).look().status is Status.RUNNING
    assert (tmp_path / "log.txt").stat().st_size == LOG_BYTES


def test_garbage_is_shown_as_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(f"{EVENT}\n")
    for seed in range(20):
        (tmp_path / "log.txt").write_bytes(random.Random(seed).randbytes(5000))
        message = RunWatch(tmp_path).look().message
        assert message.isprintable()
        assert len(message) < LINE_CHARACTERS + 40


IDLE = """
import sys, time
from pathlib import Path
from training.run.events import EventLog
from training.run.locking import run_lock
run = Path(sys.argv[sys.argv.index("--run") + 1])
with run_lock(run):
    EventLog(run / "events.jsonl").write("start", step=0, steps=9)
    print("Something was said.", flush=True)
    while True:
        {what}
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Start a program that is no training, as one."""
    made: list[tuple[Runs, Path]] = []

    def started(what: str) -> Path:
        runs = Runs(tmp_path / "runs", program=(sys.executable, "-c", IDLE.format(what=what)))
        made.append((runs, runs.start(StartRequest("vae", tmp_path))))
        until(made[-1][1], lambda state: not state.message)
        return made[-1][1]

    yield started
    for runs, run in made:
        process = living(run, Launch.read(run))
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)
        until(run, lambda state: not state.status.alive)
        runs.reap()


def until(run: Path, ready: Callable[[RunState], bool], seconds: float = 60) -> RunState:
    watch, deadline = RunWatch(run), time.monotonic() + seconds
    while not ready(state := watch.look()):
        assert time.monotonic() < deadline, state
        time.sleep(0.05)
    return state


def test_one_that_hangs_when_it_is_paused_is_ended_soon(
    start: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_process, "HANG_SECONDS", 0.3)
    run = start("time.sleep(99)")
    record = Launch.read(run)
    assert record is not None
    os.kill(record.process.pid, signal.SIGSTOP)  # deaf to all but one
    Runs(run.parent).pause(run)
    begun = time.monotonic()
    assert until(run, lambda state: not state.status.alive).status is Status.STOPPED
    assert time.monotonic() - begun < run_process.KILL_SECONDS / 2


def test_one_that_works_when_it_is_paused_is_given_time(
    start: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_process, "HANG_SECONDS", 2.0)
    run = start("try: sum(range(10**5))\n        except KeyboardInterrupt: pass")
    Runs(run.parent).pause(run)
    watch, deadline = RunWatch(run), time.monotonic() + 4
    while time.monotonic() < deadline:
        assert watch.look().status is Status.STOPPING
        time.sleep(0.2)


def test_one_that_hangs_by_itself_is_told(
    start: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_watch, "SILENT_SECONDS", 0.5)
    run = start("time.sleep(99)")
    state = until(run, lambda state: bool(state.message))
    assert state.status is Status.RUNNING
    assert state.message == "It hangs, it seems: cancel it, and resume it. Something was said."


def test_a_second_run_in_one_folder_says_what_it_does(
    official_archive: Path, tmp_path: Path
) -> None:
    words = ["train", "classifier", "--data", str(official_archive), "--run", str(tmp_path / "run")]
    with run_lock(tmp_path / "run"):
        (tmp_path / "run" / "checkpoint.pt").write_bytes(b"of the first")
        done = subprocess.run(
            [sys.executable, "-m", "training", *words], cwd=ROOT, capture_output=True, text=True
        )
    assert done.returncode == 2
    assert done.stderr == (
        f"The run {tmp_path / 'run'} is being written by process {os.getpid()}: stop that first "
        "or choose another folder.\n"
    )
    assert (tmp_path / "run" / "checkpoint.pt").read_bytes() == b"of the first"


def test_a_run_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match=r"cannot be a folder of a training .*: choose another"),
        run_lock(tmp_path / "file" / "run"),
    ):
        pass
