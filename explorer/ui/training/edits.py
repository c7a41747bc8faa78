"""Runs renamed and deleted, each as a step that can be undone."""

from collections.abc import Callable
from pathlib import Path

from explorer.core.runs.runs import Runs
from explorer.ui.canvas.steps import Step, Steps
from explorer.ui.parts.event import Event
from training.files.errors import UserError


class RunEdits:
    """Edits the folders of runs.

    ``changed`` says that the list is another, ``removed`` carries the folder of a run that is not
    there any more, ``failed`` a sentence.
    """

    def __init__(self, runs: Runs, steps: Steps) -> None:
        self.changed, self.removed, self.failed = Event[()](), Event[Path](), Event[str]()
        self.runs, self._steps = runs, steps

    def rename(self, run: Path, title: str) -> None:
        """Give a run a name."""
        self._steps.push(_Rename(self, run, self.runs.title(run), title))

    def delete(self, run: Path) -> None:
        """Put a run into the trash."""
        self._steps.push(_Delete(self, run))

    def name(self, run: Path, title: str) -> bool:
        """Name a run; return whether that worked."""
        return self._tried(lambda: self.runs.rename(run, title))

    def trash(self, run: Path) -> Path | None:
        """Move a run to the trash; return where it is, None where that failed."""
        try:
            trashed = self.runs.delete(run)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        self.removed.emit(run)
        self.changed.emit()
        return trashed

    def restore(self, trashed: Path, run: Path) -> bool:
        """Bring a run back; return whether that worked."""
        return self._tried(lambda: self.runs.restore(trashed, run))

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
    text = "Rename a training"

    def __init__(self, edits: RunEdits, run: Path, old: str, new: str) -> None:
        self._edits, self._run, self._old, self._new = edits, run, old, new

    def do(self) -> bool:
        return self._edits.name(self._run, self._new)

    def undo(self) -> bool:
        return self._edits.name(self._run, self._old)

    def take_in(self, later: Step) -> bool:
        return False


class _Delete:
    text = "Delete a training"

    def __init__(self, edits: RunEdits, run: Path) -> None:
        self._edits, self._run = edits, run
        self._trashed: Path | None = None

    def do(self) -> bool:
        self._trashed = self._edits.trash(self._run)
        return self._trashed is not None

    def undo(self) -> bool:
        assert self._trashed is not None
        return self._edits.restore(self._trashed, self._run)

    def take_in(self, later: Step) -> bool:
        return False
