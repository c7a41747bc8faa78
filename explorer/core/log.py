"""The log file: what a person sends when something went wrong."""

import os
import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from training import __version__

MAX_BYTES = 1 << 20


def write_traceback(path: Path, error: BaseException) -> Path | None:
    """Append the traceback of ``error`` to the log.

    Returns
    -------
    Path or None
        The log, or None where it could not be written (the caller then says so).
    """
    lines = traceback.format_exception(error)
    return append(path, f"{_heading()}\n{''.join(lines)}")


def append(path: Path, text: str) -> Path | None:
    """Append ``text``; a log of more than a megabyte is moved to ``NAME.old`` first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            path.replace(path.with_name(path.name + ".old"))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text.rstrip() + "\n\n")
        return path
    except OSError:
        return None


def _heading() -> str:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    command = " ".join(sys.argv)
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return f"--- {now}, pegasus {__version__}, {system}, process {os.getpid()}: {command}"
