"""What a run tells the world: one JSON object a line, appended to a file."""

import json
import os
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from training.files.errors import explained


class EventLog:
    """Appends events to ``path``; each line is complete once written.

    Half a line, which a killed process or a full disk has left, is taken off first.

    Raises
    ------
    UserError
        Where the log cannot be written; so does :meth:`write`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _writing(path):
            _drop_half_line(path)

    def write(self, kind: str, **fields: Any) -> None:
        """Append ``{"time", "kind", ...}``; ``time`` is in seconds since the epoch.

        A start says of which process: one that was asked to end before is known by that.
        """
        own = {"pid": os.getpid()} if kind == "start" else {}
        line = json.dumps({"time": time.time(), "kind": kind, **own, **fields})
        with _writing(self._path), self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def read_events(path: Path) -> list[dict[str, Any]]:
    """Return the events of a log; a last line that is still being written is left out."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []
    return [json.loads(line) for line in lines]


def _drop_half_line(path: Path) -> None:
    if not path.is_file():
        return
    with path.open("rb+") as file:
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)


def _writing(path: Path) -> AbstractContextManager[None]:
    return explained(
        f"{path} could not be written",
        "let it be written to, and give the same command again",
        full="free some space there, and give the same command again",
    )
