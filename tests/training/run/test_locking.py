"""The lock of a run folder: one holder, gone with its process, never mistaken for another."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from training.files.errors import UserError
from training.run import locking
from training.run.locking import Process, holder, run_lock

HOLD = """
import sys, time
from pathlib import Path
from training.run.locking import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def _another_holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def _write_lock(folder: Path, pid: int, started: str) -> None:
    (folder / "lock").write_text(json.dumps({"pid": pid, "started": started}))


def test_it_tells_its_holder_only_while_held(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "run"
    assert holder(folder) is None
    with run_lock(folder):
        assert holder(folder) == Process.find(os.getpid())
    assert holder(folder) is None
    with run_lock(folder):
        pass


def test_it_is_let_go_after_an_exception(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path):
        raise ZeroDivisionError
    assert holder(tmp_path) is None
    with run_lock(tmp_path):
        pass


def test_the_same_process_cannot_take_it_twice(tmp_path: Path) -> None:
    refused = pytest.raises(UserError, match=f"process {os.getpid()}")
    with run_lock(tmp_path), refused, run_lock(tmp_path):
        pass


def test_a_refused_second_holder_leaves_the_first_alone(tmp_path: Path) -> None:
    with _another_holder(tmp_path) as other:
        with pytest.raises(UserError, match=f"process {other.pid}"), run_lock(tmp_path):
            pass
        process = holder(tmp_path)
        assert process is not None and process.pid == other.pid


def test_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    with _another_holder(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
        time.sleep(0.2)  # it stays as a dead entry until somebody waits for it
        assert holder(tmp_path) is None
        with run_lock(tmp_path):
            pass


def test_a_later_process_of_the_same_number_is_another(tmp_path: Path) -> None:
    _write_lock(tmp_path, os.getpid(), "some other time")
    assert holder(tmp_path) is None


def test_a_damaged_lock_is_nobodys(tmp_path: Path) -> None:
    for content in ("", "{", "[]", '{"pid": "x", "started": 1}', '{"pid": 1}'):
        (tmp_path / "lock").write_text(content)
        assert holder(tmp_path) is None


def test_a_copied_run_folder_is_free(tmp_path: Path) -> None:
    myself = Process.find(os.getpid())
    assert myself is not None
    _write_lock(tmp_path, myself.pid, myself.started)  # alive, but it holds another file's lock
    with run_lock(tmp_path):
        pass


def test_without_locks_in_the_file_system_the_pid_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(file: object, operation: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(locking.fcntl, "flock", no_locks)
    with run_lock(tmp_path), pytest.raises(UserError), run_lock(tmp_path):
        pass


@pytest.mark.parametrize("start", [locking._proc_start, locking._ps_start])
def test_both_sources_of_the_start_agree_on_who_lives(start: object) -> None:
    assert callable(start)
    assert start(os.getpid()) == start(os.getpid()) is not None
    assert start(os.getpid()) != start(1)
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        deadline = time.monotonic() + 20
        while start(child.pid) is not None and time.monotonic() < deadline:
            time.sleep(0.05)  # until it is a dead entry
        assert start(child.pid) is None
    assert start(child.pid) is None
