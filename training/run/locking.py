"""One writer a run folder: a lock that dies with its process, and says whose it is."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

from msgspec import Meta

from training.files.atomic import make_folder
from training.files.errors import UserError
from training.files.strict_json import Malformed, encode, read

PROC = Path("/proc")
LOCK = "lock"
MAX_LOCK_BYTES = 4096


@dataclass(frozen=True)
class Process:
    """A process that cannot be taken for a later one of the same number."""

    pid: Annotated[int, Meta(ge=1, lt=1 << 31)]
    started: str
    """When it started, in the system's own words; equal for equal processes alone."""

    @classmethod
    def find(cls, pid: int) -> "Process | None":
        """Return the living process ``pid``; None where there is none, or only a dead entry."""
        started = _proc_start(pid) if PROC.joinpath("self", "stat").exists() else _ps_start(pid)
        return None if started is None else cls(pid, started)

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        return Process.find(self.pid) == self


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold the run ``folder`` (made where absent) for the time of a ``with`` block.

    The kernel lets go of the lock when the process ends, however it ends; the file ``lock`` stays,
    and tells the holder's pid and start only while it is held.

    Raises
    ------
    UserError
        Where another process, or this one, holds it already, or the folder cannot be written.
    """
    make_folder(folder, "a training")
    with _opened(folder) as file:
        _take(file, folder)
        _replace_content(file, encode(_myself()))
        try:
            yield
        finally:
            _replace_content(file, b"")


def holder(folder: Path) -> Process | None:
    """Return the living process that holds a run folder, without touching the lock."""
    try:
        process = read(folder / LOCK, Process, MAX_LOCK_BYTES)
    except (OSError, Malformed):  # absent, let go, or damaged: nobody's
        return None
    return process if process.alive else None


def _take(file: BinaryIO, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _taken(folder) from None
    except OSError:  # a file system without locks: the pid in the file must do
        if holder(folder):
            raise _taken(folder) from None


def _taken(folder: Path) -> UserError:
    process = holder(folder)
    whose = f"process {process.pid}" if process else "another process"
    return UserError(
        f"The run {folder} is being written by {whose}: stop that first or choose another folder."
    )


def _opened(folder: Path) -> BinaryIO:
    try:
        return (folder / LOCK).open("ab+", buffering=0)
    except OSError as error:
        raise UserError(
            f"The run {folder} cannot be written ({error.strerror or error}): change the rights "
            "of that folder, or choose another."
        ) from error


def _replace_content(file: BinaryIO, content: bytes) -> None:
    """Say who holds the lock; on a full disk it is held without a word."""
    with suppress(OSError):
        file.truncate(0)
        file.write(content)


def _myself() -> Process:
    return Process.find(os.getpid()) or Process(os.getpid(), "unknown")


def _proc_start(pid: int) -> str | None:
    """Clock ticks since the machine's start, with the identity of that start (proc(5))."""
    try:
        stat = PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8", errors="replace")
        boot = PROC.joinpath("sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return None if state in "ZX" else f"{fields[18]} {boot}"


def _ps_start(pid: int) -> str | None:
    command = ["ps", "-o", "state=", "-o", "lstart=", "-p", str(pid)]
    environment = {**os.environ, "LC_ALL": "C"}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    state, _, started = result.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else " ".join(started.split())
