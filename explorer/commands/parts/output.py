"""Results of commands: a table on stdout, and the same as nested JSON where it is asked for."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training.files.atomic import write_whole
from training.files.errors import one_line


def print_pairs(pairs: Mapping[str, object]) -> None:
    """Print names and values in two columns; what is None or "" is left out."""
    shown = {name: one_line(str(value)) for name, value in pairs.items() if value not in (None, "")}
    width = max(map(len, shown), default=0)
    for name, value in shown.items():
        print(f"{name:<{width}}  {value}")


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns, the first to the left and the others to the right."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join(cells).rstrip())


def write_json(path: Path | None, result: Mapping[str, Any]) -> None:
    """Write ``result`` whole or not at all; without a path nothing is written.

    Raises
    ------
    UserError
        Where it cannot be written.
    """
    if path is not None:
        write_whole(path, (json.dumps(result, indent=1) + "\n").encode())


@contextmanager
def folder_or_scratch(folder: Path | None) -> Iterator[Path]:
    """Give the folder that is asked for, or one that is there for a while only."""
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory() as scratch:
        yield Path(scratch)


@contextmanager
def download_bar(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show bytes done, speed and time left on stderr where that is a terminal."""
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=20),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(
        *columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True
    ) as bar:
        row = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(row, completed=done, total=total)


@contextmanager
def count_bar(title: str) -> Iterator[Callable[[int], None]]:
    """Show how much is done on stderr, where that is a terminal and the end is not known."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        row = bar.add_task(title, total=None)
        yield lambda done: bar.update(row, completed=done)


@contextmanager
def share_bar(title: str) -> Iterator[Callable[[float, str], None]]:
    """Show time left on stderr where that is a terminal; told the share done, and a few words."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        row = bar.add_task(title, total=1.0)
        yield lambda share, words: bar.update(row, completed=share, description=f"{title}: {words}")
