"""Favourites kept, deleted, rated, tagged and annotated, each as a step that can be undone."""

from pathlib import Path
from typing import NamedTuple

from explorer.core.favourites.file import Favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.store import Favourites
from explorer.ui.canvas.steps import Step, Steps
from explorer.ui.parts.file_edits import FileEdits

Marks = tuple[int, str, tuple[str, ...]]
"""Stars, notes and tags."""

WORDS = ("Rate a favourite", "Notes of a favourite", "Tags of a favourite")
"""What changing each of the marks is called."""


class FavouriteEdits(FileEdits):
    """Edits the files of favourites."""

    def __init__(self, favourites: Favourites, steps: Steps) -> None:
        super().__init__()
        self.favourites, self._steps = favourites, steps

    def delete(self, favourite: Listed) -> None:
        """Put a favourite into the trash."""
        self._steps.push(_Delete(self, self.favourites, favourite.path))

    def keep(self) -> "Keep":
        """Begin the step that keeps a favourite: it has its place now, its file comes later."""
        step = Keep(self, self.favourites)
        self._steps.push(step)
        return step

    def landed(self, step: "Keep", written: "Written") -> None:
        """Take the file that came of a step; it is there from now on exactly if it is wanted."""
        if not step.land(written):
            self._steps.forget(step)

    def not_kept(self, step: "Keep") -> None:
        """Forget a step of which nothing came."""
        self._steps.forget(step)

    def annotate(
        self,
        favourite: Listed,
        rating: int | None = None,
        notes: str | None = None,
        tags: tuple[str, ...] | None = None,
    ) -> None:
        """Write stars, notes or tags into a favourite's file."""
        old: Marks = favourite.rating, favourite.notes, favourite.tags
        new: Marks = (
            old[0] if rating is None else rating,
            old[1] if notes is None else notes,
            old[2] if tags is None else tags,
        )
        if new != old:
            self._steps.push(_Annotate(self, self.favourites, favourite.path, old, new))

    def trash(self, favourites: Favourites, path: Path) -> Path | None:
        """Move a file to the trash; return where it is, None where that failed."""
        trashed = None
        with self.told():
            trashed = favourites.delete(path)
        if trashed is not None:
            self.removed.emit(path)
        return trashed

    def restore(self, favourites: Favourites, trashed: Path) -> Path | None:
        """Bring a file back; return where it is, None where that failed."""
        with self.told():
            return favourites.restore(trashed)
        return None

    def write(self, favourites: Favourites, path: Path, marks: Marks) -> bool:
        """Write stars, notes and tags; return whether that worked."""
        with self.told():
            favourites.annotate(path, *marks)
            return True
        return False


class _Delete:
    text = "Delete a favourite"

    def __init__(
        self,
        edits: FavouriteEdits,
        favourites: Favourites,
        path: Path,
        trashed: Path | None = None,
    ) -> None:
        self._edits, self._favourites = edits, favourites
        self._path, self._trashed = path, trashed

    def do(self) -> bool:
        self._trashed = self._edits.trash(self._favourites, self._path)
        return self._trashed is not None

    def undo(self) -> bool:
        assert self._trashed is not None
        back = self._edits.restore(self._favourites, self._trashed)
        self._path = back or self._path
        return back is not None

    def take_in(self, later: Step) -> bool:
        return False


class Written(NamedTuple):
    """A file, and where in the trash it is, where it was undone before it was there."""

    path: Path
    trashed: Path | None


class Keep:
    """Keeps a favourite; once its file is there, the reverse of deleting it.

    The file takes a second to come, and this may be undone and done again meanwhile: then
    ``is_wanted`` says what is to become of it.
    """

    text = "Keep a favourite"

    def __init__(self, edits: FavouriteEdits, favourites: Favourites) -> None:
        self._edits, self._favourites = edits, favourites
        self.is_wanted = True
        self._delete: _Delete | None = None

    def do(self) -> bool:
        self.is_wanted = True
        return self._delete is None or self._delete.undo()

    def undo(self) -> bool:
        self.is_wanted = False
        return self._delete is None or self._delete.do()

    def write(self, favourite: Favourite) -> Written:
        """Write the file, on any thread.

        One that was undone is put into the trash here: as the window closes nobody lands it.
        """
        path = self._favourites.save(favourite).path
        assert path is not None
        return Written(path, None if self.is_wanted else self._favourites.delete(path))

    def land(self, written: Written) -> bool:
        """Take the file, and do with it what is wanted by now; return whether that worked."""
        self._delete = _Delete(self._edits, self._favourites, *written)
        if self.is_wanted == (written.trashed is None):
            return True
        return self._delete.undo() if self.is_wanted else self._delete.do()

    def take_in(self, later: Step) -> bool:
        return False


class _Annotate:
    def __init__(
        self, edits: FavouriteEdits, favourites: Favourites, path: Path, old: Marks, new: Marks
    ) -> None:
        self.text = next(
            words for words, was, is_ in zip(WORDS, old, new, strict=True) if was != is_
        )
        self._edits, self._favourites, self._path = edits, favourites, path
        self._old, self._new = old, new

    def do(self) -> bool:
        return self._edits.write(self._favourites, self._path, self._new)

    def undo(self) -> bool:
        return self._edits.write(self._favourites, self._path, self._old)

    def take_in(self, later: Step) -> bool:
        return False
