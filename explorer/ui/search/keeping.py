"""Keeps what searches found until it is cleared, over restarts, too."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.search.finds import Find
from explorer.core.search.kept import load_finds, save_finds
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
        self._chores, self._is_changed, self._is_restoring = chores, False, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MILLISECONDS)
        self._timer.timeout.connect(self._saving.beside)
        search.changed.connect(self._changed)

    def restore(self, reset: bool = False) -> None:
        """Show what was found before as soon as it is read; with ``reset`` forget it."""
        if reset:
            self._is_changed = True
        else:
            load = partial(load_finds, self._path)
            self._chores.submit(load, self._loaded, lambda error: self.failed.emit(str(error)))

    def _loaded(self, read: tuple[tuple[Find, ...], str]) -> None:
        finds, problem = read
        if problem:
            self.failed.emit(problem)
        self._is_restoring = True
        self._search.bring_back(finds)
        self._is_restoring = False

    def _changed(self) -> None:
        if self._is_restoring:
            return
        self._is_changed = True
        if not self._timer.isActive():
            self._timer.start()

    def _take_down(self) -> Callable[[], None]:
        return partial(save_finds, self._path, self._search.finds)

    def close(self) -> None:
        """Save for the last time, where anything changed."""
        self._timer.stop()
        if self._is_changed:
            self._saving.now()
