"""When a window has been painted, and waiting for something to be seen: shown, then painted."""

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from explorer.bench.window.stage import wait
from explorer.ui.program import Program

T = TypeVar("T")
PAINTED = QEvent.Type(QEvent.registerEventType())


class Paintings(QObject):
    """Calls ``done`` with the times (of ``perf_counter``) between which a window was painted.

    All widgets of a window that changed are painted in one go, and what is posted meanwhile comes
    right after that.
    """

    def __init__(self, window: QWidget, done: Callable[[float, float], None]) -> None:
        super().__init__()
        self._watched = window, window.windowHandle()
        self._done, self._began = done, 0.0
        for watched in self._watched:
            watched.installEventFilter(self)

    def close(self) -> None:
        """Watch no more."""
        for watched in self._watched:
            watched.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest:
            self._began = time.perf_counter()
            painted = QEvent(PAINTED)
            QCoreApplication.postEvent(self, painted, Qt.EventPriority.HighEventPriority.value)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() != PAINTED:
            return super().event(event)
        self._done(self._began, time.perf_counter())
        return True


def when_painted(program: Program, shown: Callable[[], T | None], last: object = None) -> T:
    """Wait until something else than ``last`` is shown and has been painted; return it."""
    wait(lambda: shown() is not None and shown() is not last)
    newest = shown()
    assert newest is not None
    program.window.repaint()
    QApplication.processEvents()
    return newest
