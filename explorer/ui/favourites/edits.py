"""Favourites deleted, rated and annotated, each as a step that can be undone."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from explorer.core.favourites.file import Favourite
from explorer.core.favourites.store import Favourites
from training.files.errors import UserError

Marks = tuple[int, str]
"""Stars and notes."""


class FavouriteEdits(QObject):
    """Edits the files of favourites.

    ``changed`` says that there is something new to see, ``removed`` carries the path of a file
    that is not there any more, ``failed`` a sentence.
    """

    changed = Signal()
    removed = Signal(object)
    failed = Signal(str)

    def __init__(
        self, favourites: Favourites, undo: QUndoStack, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.favourites, self._undo = favourites, undo

    def delete(self, favourite: Favourite) -> None:
        """Put a favourite into the trash."""
        if favourite.path is not None:
            self._undo.push(_Delete(self, self.favourites, favourite.path))

    def annotate(
        self, favourite: Favourite, rating: int | None = None, notes: str | None = None
    ) -> None:
        """Write stars or notes into a favourite's file."""
        old = favourite.rating, favourite.notes
        new = old[0] if rating is None else rating, old[1] if notes is None else notes
        if favourite.path is not None and new != old:
            self._undo.push(_Annotate(self, self.favourites, favourite.path, old, new))

    def trash(self, favourites: Favourites, path: Path) -> Path | None:
        """Move a file to the trash; return where it is, None where that failed."""
        try:
            trashed = favourites.delete(path)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        finally:
            self.changed.emit()
        self.removed.emit(path)
        return trashed

    def restore(self, favourites: Favourites, trashed: Path) -> Path | None:
        """Bring a file back; return where it is, None where that failed."""
        try:
            return favourites.restore(trashed)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        finally:
            self.changed.emit()

    def write(self, favourites: Favourites, path: Path, marks: Marks) -> bool:
        """Write stars and notes; return whether that worked."""
        try:
            favourites.annotate(path, *marks)
        except UserError as error:
            self.failed.emit(str(error))
            return False
        finally:
            self.changed.emit()
        return True


class _Delete(QUndoCommand):
    def __init__(self, edits: FavouriteEdits, favourites: Favourites, path: Path) -> None:
        super().__init__("Delete a favourite")
        self._edits, self._favourites, self._path = edits, favourites, path
        self._trashed: Path | None = None

    def redo(self) -> None:
        self._trashed = self._edits.trash(self._favourites, self._path)
        self.setObsolete(self._trashed is None)

    def undo(self) -> None:
        assert self._trashed is not None
        back = self._edits.restore(self._favourites, self._trashed)
        self.setObsolete(back is None)
        self._path = back or self._path


class _Annotate(QUndoCommand):
    def __init__(
        self, edits: FavouriteEdits, favourites: Favourites, path: Path, old: Marks, new: Marks
    ) -> None:
        super().__init__("Rate a favourite" if old[0] != new[0] else "Notes of a favourite")
        self._edits, self._favourites, self._path = edits, favourites, path
        self._old, self._new = old, new

    def redo(self) -> None:
        self.setObsolete(not self._edits.write(self._favourites, self._path, self._new))

    def undo(self) -> None:
        self.setObsolete(not self._edits.write(self._favourites, self._path, self._old))
