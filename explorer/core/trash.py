"""Folders that were deleted, beside those that were not, until there is no undoing any more."""

import shutil
import time
from pathlib import Path

from training.files.errors import explained


class Trash:
    """The trash of a folder that has a folder for each run or model set.

    Its name begins with a dot, which is how it is left out of lists.
    """

    def __init__(self, parent: Path) -> None:
        self._folder = parent / ".trash"

    def put(self, folder: Path) -> Path:
        """Move a folder here; return where it is now.

        Raises
        ------
        UserError
            Where it cannot be moved.
        """
        target = self._folder / f"{time.time_ns()}" / folder.name
        _move(folder, target)
        return target

    def bring_back(self, trashed: Path, folder: Path) -> None:
        """Move a folder to where it was.

        Raises
        ------
        UserError
            Where it cannot be moved.
        """
        _move(trashed, folder)

    def empty(self) -> None:
        """Remove for good what was put here."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    """As ``training.files.atomic.move``, whose advice is for what is saved, and wants space."""
    with explained(f"{source} cannot be moved", "change the rights of its folder"):
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
