"""How it is with a training run, told from its folder alone."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from explorer.core.runs.events import History, Tail, bound_log, last_line, parse_events
from explorer.core.runs.process import Asked, Launch, insist, living
from explorer.core.runs.pulse import Pulse
from explorer.core.runs.result import why_not_explored
from explorer.core.runs.waiting import Waiting
from explorer.core.titles import name_of, title_of
from training.run.folder import RunFolder

SILENT_SECONDS = 60.0
"""For how long a training may use no processor time; it never waits for anything but a disk."""


class Status(StrEnum):
    """How it is with a run."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CRASHED = "crashed"

    @property
    def alive(self) -> bool:
        """Whether a process works on it."""
        return self in (Status.RUNNING, Status.STOPPING)

    @property
    def broken(self) -> bool:
        """Whether it ended without a result, and nobody had asked it to."""
        return self in (Status.FAILED, Status.CRASHED)

    @property
    def resumable(self) -> bool:
        """Whether starting it again goes on from its last checkpoint."""
        return not self.alive and self not in (Status.FINISHED, Status.WAITING)


@dataclass(frozen=True)
class RunState:
    """A run at one moment.

    Attributes
    ----------
    name
        Of the recipe.
    title
        What the user calls it; empty where that is nothing.
    started
        Of its newest process; seconds since the epoch, 0 where unknown.
    seconds_left
        At the pace of the newest steps; None where it is unknown or nothing runs.
    metrics, figures
        Of the newest step, and of the newest epoch.
    message
        What there is to say about it, in one line for a person; empty while all is well.
    result
        The model set that it made; None where there is none (yet).
    samples
        A picture of what the model makes so far; None where there is none.
    losses
        (n, 2) float64 rows of step and loss.
    why_not_explored
        Why nothing can be explored with the result; empty where it can be, or there is none.
    """

    folder: Path
    name: str
    status: Status
    started: float
    step: int
    steps: int
    seconds_left: float | None
    metrics: Mapping[str, float]
    figures: Mapping[str, float]
    message: str
    result: Path | None
    samples: Path | None
    losses: np.ndarray = field(compare=False, repr=False)
    title: str = ""
    why_not_explored: str = ""


class RunWatch:
    """Looks at one run folder again and again, reading only what is new.

    Parameters
    ----------
    newest
        Bytes of the events to start with; None reads them all, for a whole curve.
    """

    def __init__(self, folder: Path, newest: int | None = None) -> None:
        self.folder, self._files = folder, RunFolder(folder)
        self._tail = Tail(self._files.events, newest)
        self._history, self._pulse = History(), Pulse()

    def look(self) -> RunState:
        """Return the state of the run now."""
        record = Launch.read(self.folder)
        waiting = Waiting.read(self.folder) if record is None else None
        if waiting is not None:
            said = f"It begins when {name_of(waiting.after)} is finished."
            return self._state(Status.WAITING, said, waiting)
        process = living(self.folder, record)  # before the events: what ends has written them
        while self.catch_up():
            pass
        idle = self._pulse.idle(process, time.monotonic())
        if record is not None:
            insist(record, time.time(), idle)
        if process is not None:
            bound_log(self._files.log)
        spoke = record is None or self._tail.offset > record.events
        kind, asked = self._history.kind if spoke else "", self._asked(record)
        status = status_of(process is not None, kind, asked, self._files.result)
        message = _message(status, kind, self._said(record), idle)
        return self._state(status, message, record)

    def catch_up(self) -> bool:
        """Read a slice of what is new; return whether there is more, which ``look`` would read."""
        for event in parse_events(self._tail.lines()):
            self._history.add(event)
        return self._tail.behind

    def _said(self, record: Launch | None) -> str:
        """The newest process's last word."""
        since = record.log if record else 0
        return self._history.error or last_line(self._files.log, since)

    def _asked(self, record: Launch | None) -> Asked:
        """What the newest process was asked; one started later by hand was asked nothing."""
        if record is None:
            return Asked.NOTHING
        history = self._history
        # One that was asked while it got ready says later that it starts; by hand comes another.
        is_another = history.pid != record.process.pid
        is_later = history.started > record.asked_at and is_another
        return Asked.NOTHING if is_later else record.asked

    def _state(self, status: Status, message: str, record: Launch | Waiting | None) -> RunState:
        history, samples, result = self._history, self._files.samples, self._files.result
        return RunState(
            folder=self.folder,
            name=self._recipe_name(record),
            status=status,
            started=max(history.started, record.started if record else 0.0),
            step=history.step,
            steps=history.steps,
            seconds_left=history.seconds_left if status is Status.RUNNING else None,
            metrics=dict(history.metrics),
            figures=dict(history.figures),
            message=message,
            result=result,
            samples=samples if samples.is_file() else None,
            losses=history.losses(),
            title=title_of(self.folder),
            why_not_explored=why_not_explored(result) if result else "",
        )

    def _recipe_name(self, record: Launch | Waiting | None) -> str:
        asked = record.arguments[1:2] if record else ()
        return self._files.recipe or next(iter(asked), self.folder.name)


def status_of(alive: bool, kind: str, asked: Asked, result: Path | None) -> Status:
    """Tell how it is with a run.

    Parameters
    ----------
    alive
        Whether a process works on it.
    kind
        Of the newest event of its newest process; empty where that wrote none.
    asked
        What that process was asked.
    result
        The model set that it made.
    """
    if alive:
        return Status.STOPPING if asked else Status.RUNNING
    if kind == "end" and result:
        return Status.FINISHED
    if asked:
        return Status.CANCELLED if asked is Asked.CANCEL else Status.STOPPED
    if kind == "stopped":
        return Status.STOPPED
    return Status.CRASHED if kind in ("start", "step", "epoch") else Status.FAILED


def _message(status: Status, kind: str, said: str, idle: float) -> str:
    """What to say about a run whose newest process wrote ``kind`` last, and ``said`` in its log.

    ``idle`` is for how many seconds it has done nothing.
    """
    match status:
        case Status.FAILED:
            return said or "It ended without a result and said nothing: resume it."
        case Status.CRASHED:
            return f"It ended in the middle: {said or 'it was killed, or memory ran out'}"
        case Status.STOPPING:
            return "It stops after the present step."
        case Status.RUNNING if idle > SILENT_SECONDS:
            return f"It hangs, it seems: cancel it, and resume it. {said}".strip()
        case Status.RUNNING:
            return {"": "It is getting ready.", "end": "It saves its result."}.get(kind, "")
    return ""
