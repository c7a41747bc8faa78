"""Folders of runs and of model sets renamed and deleted, each as a step that can be undone."""

from pathlib import Path
from typing import Protocol

from explorer.ui.canvas.steps import Step, Steps
from explorer.ui.parts.file_edits import FileEdits


class Keeper(Protocol):
    """Has the folders. What is not possible raises a UserError."""

    def title(self, folder: Path) -> str: ...

    def rename(self, folder: Path, title: str) -> None: ...

    def delete(self, folder: Path) -> Path:
        """Move a folder to the trash; return where it is now."""
        ...

    def restore(self, trashed: Path, folder: Path) -> None: ...


class FolderEdits(FileEdits):
    """Edits the folders that a keeper has; ``word`` says what they are: "a training"."""

    def __init__(self, keeper: Keeper, steps: Steps, word: str) -> None:
        super().__init__()
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
        with self.told():
            self._keeper.rename(folder, title)
            return True
        return False

    def trash(self, folder: Path) -> Path | None:
        """Move a folder to the trash; return where it is, None where that failed."""
        with self.told():
            trashed = self._keeper.delete(folder)
            self.removed.emit(folder)
            return trashed
        return None

    def restore(self, trashed: Path, folder: Path) -> bool:
        """Bring a folder back; return whether that worked."""
        with self.told():
            self._keeper.restore(trashed, folder)
            return True
        return False


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
