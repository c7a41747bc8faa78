"""The session: read at the start, saved a moment after each change, and at the end."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.session import Session, load_session, reset_session, save_session
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
    """

    failed = Signal(str)

    def __init__(
        self, path: Path, gather: Callable[[], Session], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._path, self._gather, self._closed = path, gather, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MILLISECONDS)
        self._timer.timeout.connect(self.save)

    def load(self, reset: bool = False) -> Session | None:
        """Return how the program was left; None at a first start, or where that is not known."""
        if reset:
            self._reset()
            return None
        first = not self._path.is_file()
        session, problem = load_session(self._path)
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
        try:
            save_session(self._path, self._gather())
        except UserError as error:
            self.failed.emit(str(error))
            return False
        return True

    def abandon(self) -> None:
        """Save nothing any more: what the file has is better than a window that did not open."""
        self._closed = True
        self._timer.stop()

    def close(self) -> None:
        """Save for the last time."""
        self.save()
        self._closed = True
        self._timer.stop()
