"""Starting a training as a process of its own, and stopping it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from explorer.core.cores import usable_cores
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.strict_json import Malformed, encode, read
from training.run.folder import RunFolder
from training.run.locking import Process, holder

PROGRAM = (sys.executable, "-m", "training")
NICENESS = 10
MAX_LAUNCH_BYTES = 1 << 20
TERMINATE_SECONDS = 20.0
"""How long a training may take to notice that it was asked to stop; it looks between steps."""
KILL_SECONDS = 60.0
"""After this it is ended the hard way; what its last checkpoint has is kept."""
HANG_SECONDS = 6.0
"""One that was asked to stop, and does nothing at all for so long, is ended the hard way, too."""
LATEST = 32_503_680_000
Moment = Annotated[float, Meta(ge=0, le=LATEST)]
"""Seconds since the epoch, down to the year 3000."""
Bytes = Annotated[int, Meta(ge=0, lt=1 << 60)]


class Asked(StrEnum):
    """What was asked of a training that goes on."""

    NOTHING = ""
    PAUSE = "pause"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Launch:
    """The newest start of a run from here, as ``launch.json`` in its folder keeps it.

    ``arguments`` follow the program's name; ``events`` and ``log`` are the bytes that those files
    had then, so that an earlier process's words are not taken for this one's.
    """

    arguments: tuple[str, ...]
    process: Process
    started: Moment
    events: Bytes
    log: Bytes
    asked: Asked = Asked.NOTHING
    asked_at: Moment = 0.0

    @classmethod
    def read(cls, run: Path) -> "Launch | None":
        """Return the record of ``run``; None where there is none that can be read."""
        try:
            return read(RunFolder(run).launch, cls, MAX_LAUNCH_BYTES)
        except (OSError, Malformed):
            return None

    def write(self, run: Path) -> None:
        """Keep the record in ``run``, whole or not at all."""
        write_whole(RunFolder(run).launch, encode(self, indent=1))


def launch(
    run: Path, arguments: Sequence[str], program: Sequence[str] = PROGRAM
) -> "subprocess.Popen[bytes]":
    """Start ``program`` with ``arguments``: it outlives this process, at lower priority.

    Its output goes to the end of ``log.txt`` in ``run``.

    Raises
    ------
    UserError
        Where it cannot be started, or its record cannot be kept.
    """
    folder = RunFolder(run)
    events, log = _size(folder.events), _size(folder.log)
    try:
        process = _spawn(run, [*program, *arguments])
    except OSError as error:
        raise UserError(
            f"The training in {run} could not be started ({error.strerror}): free memory and disk."
        ) from error
    identity = Process.find(process.pid) or Process(process.pid, "gone")
    try:
        Launch(tuple(arguments), identity, time.time(), events, log).write(run)
    except UserError:
        process.kill()
        process.wait()
        raise
    return process


def living(run: Path, record: Launch | None) -> Process | None:
    """Return the process that works in ``run``; it may not have come to take the lock yet."""
    if record is not None and record.process.alive:
        return record.process
    return holder(run)


def ask(run: Path, what: Asked) -> None:
    """Ask the training in ``run`` to write a checkpoint and end; where none runs, note a cancel."""
    record = Launch.read(run)
    process = living(run, record)
    if record is not None and (process is not None or what is Asked.CANCEL):
        about = process or record.process
        replace(record, process=about, asked=what, asked_at=time.time()).write(run)
    if process is not None:
        _send(process, signal.SIGINT)


def insist(record: Launch, now: float, idle: float = 0.0) -> None:
    """Send a stronger signal to a process that was asked long ago; call it again and again.

    ``idle`` is for how many seconds it has done nothing.
    """
    waited = now - record.asked_at
    if record.asked and (waited > KILL_SECONDS or min(waited, idle) > HANG_SECONDS):
        _send(record.process, signal.SIGKILL)
    elif record.asked and waited > TERMINATE_SECONDS:
        _send(record.process, signal.SIGTERM)


def bounded_threads(environment: Mapping[str, str], cores: int) -> dict[str, str]:
    """Return ``environment`` with a core left for exploring, or fewer where it says so itself."""
    wish = environment.get("OMP_NUM_THREADS", "")
    most = max(1, cores - 1)
    threads = min(most, int(wish)) if wish.isdecimal() and int(wish) else most
    return {**environment, "OMP_NUM_THREADS": str(threads), "PYTHONUNBUFFERED": "1"}


def _spawn(run: Path, command: list[str]) -> "subprocess.Popen[bytes]":
    with RunFolder(run).log.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=bounded_threads(os.environ, usable_cores()),
        )
    # Before it has threads, which inherit this; not by preexec_fn, which is unsafe beside threads.
    with suppress(OSError):  # it ended at once, or may not be changed: no reason to fail
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    return process


def _send(process: Process, number: signal.Signals) -> None:
    """Send a signal, the last one to the whole group where the process leads one."""
    try:
        if not process.alive:
            return
        if number == signal.SIGKILL and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, number)
        else:
            os.kill(process.pid, number)
    except ProcessLookupError:  # it has just ended
        pass
    except PermissionError as error:
        raise UserError(
            f"The training (process {process.pid}) belongs to another user: ask them to stop it."
        ) from error


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
