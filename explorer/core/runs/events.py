"""What a training writes, read while it grows: its events and the end of its log."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

PACE_STEPS = 200
"""Newest steps that the time left is told from: the first are slow, and speed changes."""
LOG_BYTES = 16384
SLICE_BYTES = 1 << 18
"""Read at one go: takes some 10 ms to parse, so a window can do it between two frames."""
LINE_CHARACTERS = 300
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]")


class Tail:
    """Reads the lines that were added to a growing file since the last look.

    Parameters
    ----------
    path
        The file; it need not be there yet.
    newest
        Bytes of the end to start with; None reads the whole file.
    """

    def __init__(self, path: Path, newest: int | None = None) -> None:
        self._path, self._newest = path, newest
        self.offset = 0
        """Bytes taken in so far; stands after a line's end."""
        self.behind = False
        """Whether there was more to read than the last look took."""

    def lines(self, most: int = SLICE_BYTES) -> list[bytes]:
        """Return complete new lines; one that is still being written is left for the next look.

        Parameters
        ----------
        most
            Bytes after which to stop, at the next line's end.
        """
        try:
            with self._path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(self._start(size))
                content = file.read(most) + file.readline()
        except FileNotFoundError:
            return []
        lines = content.split(b"\n")
        self.behind = self.offset + len(content) < size
        self.offset += len(content) - len(lines[-1])
        return lines[:-1]

    def _start(self, size: int) -> int:
        if size < self.offset:  # another file has taken its place
            self.offset = 0
        if self._newest is not None and self.offset == 0:
            self.offset = max(0, size - self._newest)
        return self.offset


def parse_events(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the events among ``lines``; what a full disk or a crash has damaged is passed over."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("kind"), str):
            yield event


@dataclass
class History:
    """What the events of a run amount to so far."""

    kind: str = ""
    """Of the newest event."""
    step: int = 0
    steps: int = 0
    metrics: dict[str, float] = field(default_factory=dict)
    """Of the newest step."""
    figures: dict[str, float] = field(default_factory=dict)
    """Of the newest epoch."""
    started: float = 0.0
    """When its newest process began; seconds since the epoch."""
    error: str = ""
    """What the newest event says went wrong."""
    _losses: list[tuple[int, float]] = field(default_factory=list)
    _pace: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=PACE_STEPS))

    def add(self, event: Mapping[str, Any]) -> None:
        """Take in one event; numbers that are none are passed over."""
        self.kind = event["kind"]
        self.step = _whole(event.get("step"), self.step)
        self.steps = _whole(event.get("steps"), self.steps)
        self.error = str(event.get("message", "")) if self.kind == "error" else ""
        if self.kind == "start":
            self._start(event)
        elif self.kind == "step":
            self._add_step(event)
        elif self.kind == "epoch":
            self.figures = _numbers(event)

    @property
    def seconds_left(self) -> float | None:
        """Steps left at the pace of the newest ones; None before two steps were timed."""
        if len(self._pace) < 2:
            return None
        (first, begin), (last, end) = self._pace[0], self._pace[-1]
        pace = max(0.0, last - first) / max(1, end - begin)
        return pace * max(0, self.steps - self.step)

    def losses(self) -> np.ndarray:
        """The loss of every step: (n, 2) float64 rows of step and loss."""
        return np.array(self._losses, dtype=np.float64).reshape(-1, 2)

    def _start(self, event: Mapping[str, Any]) -> None:
        self._forget_from(self.step + 1)
        self._pace.clear()
        self.started = float(event["time"]) if _is_number(event.get("time")) else 0.0

    def _add_step(self, event: Mapping[str, Any]) -> None:
        self.metrics = _numbers(event)
        self._forget_from(self.step)
        if "loss" in self.metrics:
            self._losses.append((self.step, self.metrics["loss"]))
        if _is_number(event.get("time")):
            self._pace.append((float(event["time"]), self.step))

    def _forget_from(self, step: int) -> None:
        """Drop steps that a resumed run takes once more, from its older checkpoint."""
        while self._losses and self._losses[-1][0] >= step:
            self._losses.pop()


def last_line(path: Path, since: int = 0) -> str:
    """Return the last line of a log that says something, of what was written after ``since``.

    Parameters
    ----------
    since
        Bytes at the start that belong to an earlier process.

    Returns
    -------
    str
        At most ``LINE_CHARACTERS`` characters, without control sequences; empty without a line.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(min(size, max(since, size - LOG_BYTES)))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    lines = (_CONTROL.sub("", line).strip() for line in re.split(r"[\r\n]", text))
    return next((line for line in reversed(list(lines)) if line), "")[:LINE_CHARACTERS]


def _numbers(event: Mapping[str, Any]) -> dict[str, float]:
    known = ("time", "step", "steps")
    return {k: float(v) for k, v in event.items() if k not in known and _is_number(v)}


def _whole(value: Any, default: int) -> int:
    return int(value) if _is_number(value) and abs(value) < 1e15 else default


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
