"""What a training writes, read while it grows: its events and the end of its log."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from training.files.plain_file import open_file

PACE_STEPS = 200
"""Newest steps that the time left is told from: the first are slow, and speed changes."""
LOG_BYTES = 16384
LOG_MOST = 16 << 20
SLICE_BYTES = 1 << 18
"""Read at one go: takes some 10 ms to parse, so a window can do it between two frames."""
LONGEST_LINE = 1 << 20
LINE_CHARACTERS = 300
LATEST = 32_503_680_000.0
"""The year 3000 in seconds since the epoch; what is said to be later is no time."""
MOST = 1e15
"""Beyond this, and before its negative, nothing is a number of steps; a loss is below 1e300."""
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
            with open_file(self._path) as file:
                size = file.seek(0, 2)
                file.seek(self._start(size))
                content = file.read(most) + file.readline(LONGEST_LINE)
        except FileNotFoundError:
            return []
        lines = content.split(b"\n")
        if len(lines) == 1 and len(content) == most + LONGEST_LINE:  # no event: passed over
            lines.append(b"")
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
    """Yield the events among ``lines``; what a full disk or a crash has damaged is passed over.

    They are not read strictly: what is no number or no text, as a path may be, is passed over in
    :class:`History`, and the rest of its line counts.
    """
    for line in lines:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
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
    pid: int = 0
    """Of that process; 0 where it did not say."""
    error: str = ""
    """What the newest event says went wrong."""
    _losses: list[tuple[int, float]] = field(default_factory=list)
    _pace: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=PACE_STEPS))

    def add(self, event: Mapping[str, Any]) -> None:
        """Take in one event; numbers that are none are passed over."""
        self.kind = event["kind"]
        self.step = _whole(event.get("step"), self.step)
        self.steps = _whole(event.get("steps"), self.steps)
        self.error = _plain(event.get("message")) if self.kind == "error" else ""
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
        left = pace * max(0, self.steps - self.step)
        return left if left < LATEST else None

    def losses(self) -> np.ndarray:
        """The loss of every step: (n, 2) float64 rows of step and loss."""
        return np.array(self._losses, dtype=np.float64).reshape(-1, 2)

    def _start(self, event: Mapping[str, Any]) -> None:
        self._forget_from(self.step + 1)
        self._pace.clear()
        self.started = _time(event) or 0.0
        self.pid = _whole(event.get("pid"), 0)

    def _add_step(self, event: Mapping[str, Any]) -> None:
        self.metrics = _numbers(event)
        self._forget_from(self.step)
        if "loss" in self.metrics:
            self._losses.append((self.step, self.metrics["loss"]))
        time = _time(event)
        if time is not None:
            self._pace.append((time, self.step))

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
        with open_file(path) as file:
            size = file.seek(0, 2)
            since = since if since <= size else 0  # it was cut off at its beginning
            file.seek(max(since, size - LOG_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    lines = map(_plain, re.split(r"[\r\n]", text))
    return next((line for line in reversed(list(lines)) if line), "")


def bound_log(path: Path, most: int = LOG_MOST) -> None:
    """Leave of a log that has grown beyond ``most`` bytes its end; who writes it goes on there."""
    with suppress(OSError):  # absent, or of somebody else
        if path.stat().st_size > most:
            with path.open("rb+") as file:
                file.seek(-LOG_BYTES, 2)
                end = file.read()
                file.truncate(0)
                file.seek(0)
                file.write(end)


def _plain(text: Any) -> str:
    """What can be shown of a text in one line; nothing of what is none."""
    words = _CONTROL.sub("", text[:LOG_BYTES]).split() if isinstance(text, str) else ()
    return "".join(c for c in " ".join(words) if c.isprintable())[:LINE_CHARACTERS]


def _time(event: Mapping[str, Any]) -> float | None:
    time: Any = event.get("time")
    return float(time) if _is_number(time) and 0 <= time <= LATEST else None


def _numbers(event: Mapping[str, Any]) -> dict[str, float]:
    known = ("time", "step", "steps")
    return {k: float(v) for k, v in event.items() if k not in known and _is_number(v)}


def _whole(value: Any, default: int) -> int:
    return int(value) if _is_number(value) and 0 <= value < MOST else default


def _is_number(value: Any) -> bool:
    """Whether it is one that everything can be computed with that is computed here."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
