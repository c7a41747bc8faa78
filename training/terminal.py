"""Progress in the terminal, on stderr and only where that is one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Report = Callable[[int, int, dict[str, float]], None]


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """Show steps done, time left and the newest metrics; yields what is to be called each step."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        row = bar.add_task(title, total=None)

        def report(done: int, steps: int, metrics: dict[str, float]) -> None:
            figures = ", ".join(f"{name} {value:.3f}" for name, value in metrics.items())
            bar.update(row, completed=done, total=steps, description=f"{title}: {figures}")

        yield report
