"""Keeps what searches found until it is cleared, over restarts, too."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.search.kept import Kept, load_finds, save_finds
from explorer.ui.parts.answers import Chores
from explorer.ui.parts.saving import Saving
from explorer.ui.search.control import SearchControl

SAVE_MILLISECONDS = 5000
"""After a change, before the finds are saved: a search changes them four times a second."""


class FindsKeeper(QObject):
    """Saves finds a moment after each change; ``failed`` carries a sentence."""

    failed = Signal(str)

    def __init__(
        self, path: Path, search: SearchControl, chores: Chores, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._path, self._search = path, search
        self._saving = Saving(self._take_down, chores, self.failed.emit)
        self._chores = chores
        self._is_read = self._is_changed = self._is_restoring = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MILLISECONDS)
        self._timer.timeout.connect(self._saving.beside)
        search.changed.connect(self._changed)

    def restore(self, reset: bool = False) -> None:
        """Show what was found before as soon as it is read; with ``reset`` forget it."""
        if reset:
            self._is_read = self._is_changed = True
        else:
            self._chores.submit(partial(load_finds, self._path), self._loaded, self._not_loaded)

    def _loaded(self, read: Kept) -> None:
        if self._is_read:  # at once, as the window closed
            return
        self._take_in(read)
        if self._is_changed:
            self._timer.start()

    def _not_loaded(self, error: Exception) -> None:
        self._is_read = True
        self.failed.emit(str(error))

    def _take_in(self, read: Kept) -> None:
        self._is_read = True
        if read.problem:
            self.failed.emit(read.problem)
        self._is_restoring = True
        self._search.bring_back(read.finds, read.seed)
        self._is_restoring = False

    def _changed(self) -> None:
        """Save soon, but nothing over what is not read yet: chores may have much to do first."""
        if self._is_restoring:
            return
        self._is_changed = True
        if self._is_read and not self._timer.isActive():
            self._timer.start()

    def _take_down(self) -> Callable[[], None]:
        return partial(save_finds, self._path, self._search.finds, self._search.seed)

    def close(self) -> None:
        """Save for the last time, where anything changed, beside what was there before."""
        self._timer.stop()
        if self._is_changed:
            if not self._is_read:
                self._take_in(load_finds(self._path))
            self._saving.now()
