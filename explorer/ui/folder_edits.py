"""Folders of runs and of model sets renamed and deleted, each as a step that can be undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from explorer.ui.canvas.steps import Step, Steps
from explorer.ui.parts.event import Event
from training.files.errors import UserError


class Keeper(Protocol):
    """Has the folders. What is not possible raises a UserError."""

    def title(self, folder: Path) -> str: ...

    def rename(self, folder: Path, title: str) -> None: ...

    def delete(self, folder: Path) -> Path:
        """Move a folder to the trash; return where it is now."""
        ...

    def restore(self, trashed: Path, folder: Path) -> None: ...


class FolderEdits:
    """Edits the folders that a keeper has; ``word`` says what they are: "a training".

    ``changed`` says that the list is another, ``removed`` carries a folder that is not there any
    more, ``failed`` a sentence.
    """

    def __init__(self, keeper: Keeper, steps: Steps, word: str) -> None:
        self.changed, self.removed, self.failed = Event[()](), Event[Path](), Event[str]()
        self._keeper, self._steps, self._word = keeper, steps, word

    def rename(self, folder: Path, title: str) -> None:
        """Give a folder a name."""
        self._steps.push(_Rename(self, f"Rename {self._word}", folder, title))

    def delete(self, folder: Path) -> None:
        """Put a folder into the trash."""
        self._steps.push(_Delete(self, f"Delete {self._word}", folder))

    def title(self, folder: Path) -> str:
        """Return the name that a folder has."""
        return self._keeper.title(folder)

    def name(self, folder: Path, title: str) -> bool:
        """Name a folder; return whether that worked."""
        return self._tried(lambda: self._keeper.rename(folder, title))

    def trash(self, folder: Path) -> Path | None:
        """Move a folder to the trash; return where it is, None where that failed."""
        try:
            trashed = self._keeper.delete(folder)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        self.removed.emit(folder)
        self.changed.emit()
        return trashed

    def restore(self, trashed: Path, folder: Path) -> bool:
        """Bring a folder back; return whether that worked."""
        return self._tried(lambda: self._keeper.restore(trashed, folder))

    def _tried(self, act: Callable[[], object]) -> bool:
        """Do it and say that the list is another; return whether it worked."""
        try:
            act()
        except UserError as error:
            self.failed.emit(str(error))
            return False
        finally:
            self.changed.emit()
        return True


class _Rename:
    def __init__(self, edits: FolderEdits, text: str, folder: Path, new: str) -> None:
        self.text = text
        self._edits, self._folder = edits, folder
        self._old, self._new = edits.title(folder), new

    def do(self) -> bool:
        return self._edits.name(self._folder, self._new)

    def undo(self) -> bool:
        return self._edits.name(self._folder, self._old)

    def take_in(self, later: Step) -> bool:
        return False


class _Delete:
    def __init__(self, edits: FolderEdits, text: str, folder: Path) -> None:
        self.text = text
        self._edits, self._folder = edits, folder
        self._trashed: Path | None = None

    def do(self) -> bool:
        self._trashed = self._edits.trash(self._folder)
        return self._trashed is not None

    def undo(self) -> bool:
        assert self._trashed is not None
        return self._edits.restore(self._trashed, self._folder)

    def take_in(self, later: Step) -> bool:
        return False
