"""Takes the README's picture of the real window: ``python -m tests.screenshots FOLDER``.

The window has a home of its own, so that only the starter gallery is in the picture: no picture
of a data set may be committed. Run it with QT_QPA_PLATFORM=offscreen where there is no screen.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from explorer.core.home.home import Home
from explorer.core.options import OpenOptions

SIZE = QSize(1280, 800)
SETTLING = 3000
"""Milliseconds until a window has rendered what it shows."""
PATIENCE = 60.0
"""Seconds until a window that does not open is given up."""
NAME = "window.png"


class Photographer(QObject):
    """Pictures the first main window, and closes it.

    The window's own program makes the application and runs the event loop, so a thread waits for
    the application, and a queued signal brings the work into its thread.
    """

    opened = Signal()

    def __init__(self, folder: Path, settling: int) -> None:
        super().__init__()
        self.taken: Path | None = None
        self._path = folder / NAME
        self._settling, self._deadline = settling, time.monotonic() + PATIENCE
        self.opened.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def wait(self) -> None:
        """Wait, on another thread, until there is an application."""
        while QApplication.instance() is None:
            if time.monotonic() > self._deadline:
                os._exit(1)  # nothing else ends an event loop that never begins
            time.sleep(0.05)
        self.opened.emit()

    def _settle(self) -> None:
        """Give the window, once it is there, its size, and time to draw."""
        window = _window()
        if window is not None:
            window.resize(SIZE)
            QTimer.singleShot(self._settling, self._take)
        elif time.monotonic() < self._deadline:
            QTimer.singleShot(100, self._settle)
        else:
            QApplication.quit()

    def _take(self) -> None:
        """Picture the window as it is, and close it."""
        window = _window()
        if window is not None:
            self.taken = self._path if window.grab().save(str(self._path)) else None
            window.close()
        QApplication.quit()


def take(folder: Path, run: Callable[[OpenOptions, Home], int], settling: int = SETTLING) -> Path:
    """Open the window by ``run`` and return the file of its picture.

    Raises
    ------
    RuntimeError
        Where no window opened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    photographer = Photographer(folder, settling)
    threading.Thread(target=photographer.wait, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        run(OpenOptions(reset=True), Home.at(Path(home)))
    if photographer.taken is None:
        raise RuntimeError("no window opened")
    return photographer.taken


def _window() -> QMainWindow | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)), None)


if __name__ == "__main__":
    from explorer.ui import app

    print(take(Path(sys.argv[1]), app.main))
