"""Keeps what searches found until it is cleared, over restarts, too."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.search.kept import load_finds, save_finds
from explorer.ui.search.control import SearchControl
from training.files.errors import UserError

SAVE_MILLISECONDS = 5000
"""After a change, before the finds are saved: a search changes them four times a second."""


class FindsKeeper(QObject):
    """Saves finds a moment after each change; ``failed`` carries a sentence."""

    failed = Signal(str)

    def __init__(self, path: Path, search: SearchControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path, self._search = path, search
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MILLISECONDS)
        self._timer.timeout.connect(self._save)

    def restore(self, reset: bool = False) -> None:
        """Show what was found before, or with ``reset`` nothing; then keep what changes."""
        finds, problem = ((), "") if reset else load_finds(self._path)
        if problem:
            self.failed.emit(problem)
        if finds:
            self._search.set_finds(finds)
        self._search.changed.connect(self._changed)

    def _changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _save(self) -> None:
        try:
            save_finds(self._path, self._search.finds)
        except UserError as error:
            self.failed.emit(str(error))

    def close(self) -> None:
        """Save for the last time, where something changed since."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()
