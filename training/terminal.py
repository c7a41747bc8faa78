"""Progress in the terminal, on stderr and only where that is one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Report = Callable[[int, int, dict[str, float]], None]
Tell = Callable[[str], None]
"""Takes the name of the stage that begins."""


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """Show steps done, time left and the newest metrics; yields what is to be called each step."""
    with _bar() as bar:
        row = bar.add_task(f"{title}: making ready", total=None)

        def report(done: int, steps: int, metrics: dict[str, float]) -> None:
            figures = ", ".join(f"{name} {value:.3f}" for name, value in metrics.items())
            bar.update(row, completed=done, total=steps, description=f"{title}: {figures}")

        yield report


@contextmanager
def stage_bar(title: str, stages: int) -> Iterator[Tell]:
    """Show which of so many stages of work goes on; yields what is to be called as each begins."""
    with _bar() as bar:
        row = bar.add_task(title, total=stages)
        begun: list[str] = []

        def tell(stage: str) -> None:
            bar.update(row, completed=len(begun), description=f"{title}: {stage}")
            begun.append(stage)

        yield tell


def _bar() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
