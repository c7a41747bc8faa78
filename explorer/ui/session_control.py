"""The session: read at the start, saved a moment after each change, and at the end."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.session import Session, load_session, reset_session, save_session
from explorer.ui.parts.answers import Chores
from explorer.ui.parts.saving import Saving
from training.files.errors import UserError

SAVE_MILLISECONDS = 2000
"""After a change, before the session is saved: a crash loses no more than that."""


class SessionControl(QObject):
    """Keeps how the program was left; ``failed`` carries a sentence about what could not be kept.

    Parameters
    ----------
    path
        The session's file.
    gather
        Returns how the program is at that moment.
    chores
        Write what is saved along the way: the disk takes many milliseconds, and a drag goes on.
    """

    failed = Signal(str)

    def __init__(
        self,
        path: Path,
        gather: Callable[[], Session],
        chores: Chores,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._path, self._gather, self._closed = path, gather, False
        self._saving = Saving(self._take_down, chores, self.failed.emit)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MILLISECONDS)
        self._timer.timeout.connect(self._saving.beside)

    def load(self, reset: bool = False) -> Session | None:
        """Return how the program was left; None at a first start, or where that is not known."""
        if reset:
            self._reset()
            return None
        session, problem = load_session(self._path)
        first = not problem and not self._path.is_file()
        if problem:
            self.failed.emit(problem)
        return None if first or problem else session

    def _reset(self) -> None:
        try:
            reset_session(self._path)
        except UserError as error:
            self.failed.emit(str(error))

    def save_soon(self) -> None:
        """Save in a moment, once for all changes until then; a long drag puts nothing off."""
        if not self._closed and not self._timer.isActive():
            self._timer.start()

    def save(self) -> bool:
        """Save now; return whether what the file has is how the program is."""
        if self._closed:
            return False
        return self._saving.now()

    def _take_down(self) -> Callable[[], None]:
        return partial(save_session, self._path, self._gather())

    def abandon(self) -> None:
        """Save nothing any more: what the file has is better than a window that did not open."""
        self._closed = True
        self._timer.stop()

    def close(self) -> None:
        """Save for the last time."""
        self.save()
        self._closed = True
        self._timer.stop()
