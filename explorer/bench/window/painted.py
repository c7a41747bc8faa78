"""Waiting for something to be seen: shown, and then painted."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QApplication

from explorer.bench.window.stage import wait
from explorer.ui.program import Program

T = TypeVar("T")


def when_painted(program: Program, shown: Callable[[], T | None], last: object = None) -> T:
    """Wait until something else than ``last`` is shown and has been painted; return it."""
    wait(lambda: shown() is not None and shown() is not last)
    found = shown()
    assert found is not None
    program.window.repaint()
    QApplication.processEvents()
    return found
