"""The user's own model sets: renamed, deleted, brought back; and why others are not."""

from collections.abc import Callable, Collection
from pathlib import Path

from explorer.core.models import KnownSet, Origin
from explorer.core.titles import entitle, same_set, title_of
from explorer.core.trash import Trash
from training.files.errors import UserError

ELSEWHERE = {
    Origin.SHIPPED: "It came with the program, and stays as it is.",
    Origin.RUN: "It is what a training made: rename or delete that in the training panel.",
    Origin.OPENED: "It is not among the program's own sets: rename or delete its folder.",
}
"""Why a set is neither renamed nor deleted here."""
IN_USE = "It is in use: use another set before you delete it."


class OwnSets:
    """The sets in a folder of the program.

    Parameters
    ----------
    folder
        Has a folder for each.
    current
        Returns the folder of the set that is used at each start.
    bases
        Returns the sets that trainings take parts from when they end.
    runs
        Has the trainings, which are renamed with what was made of them.
    """

    def __init__(
        self,
        folder: Path,
        current: Callable[[], Path],
        bases: Callable[[], Collection[Path]] = tuple,
        runs: Path | None = None,
    ) -> None:
        self._folder, self._current, self._bases, self._runs = folder, current, bases, runs
        self._trash = Trash(folder)

    def title(self, folder: Path) -> str:
        """Return what the user calls a set; empty where that is nothing."""
        return title_of(folder)

    def rename(self, folder: Path, title: str) -> None:
        """Call a set ``title`` from now on; its folder, which others may name, stays where it is.

        Raises
        ------
        UserError
            Where it is not one of these, or that cannot be written.
        """
        self._check_own(folder)
        for one in (folder, *same_set(folder, self._runs)):
            entitle(one, title)

    def delete(self, folder: Path) -> Path:
        """Put a set that nobody needs into the trash; return where it is now.

        Raises
        ------
        UserError
            Where it is not one of these, is needed, or cannot be moved.
        """
        self._check_own(folder)
        if folder == self._current():
            raise UserError(IN_USE)
        if folder in self._bases():
            raise UserError(
                "A training takes its other parts from this set: let it finish, or cancel it first."
            )
        return self._trash.put(folder)

    def restore(self, trashed: Path, folder: Path) -> None:
        """Bring a set back from the trash.

        Raises
        ------
        UserError
            Where it cannot be moved.
        """
        self._trash.bring_back(trashed, folder)

    def empty_trash(self) -> None:
        """Remove for good what was deleted."""
        self._trash.empty()

    def _check_own(self, folder: Path) -> None:
        if folder.parent != self._folder:
            raise UserError(ELSEWHERE[Origin.OPENED])


def why_not_renamed(known: KnownSet) -> str:
    """Say why a set cannot be renamed; empty where it can."""
    return ELSEWHERE.get(known.origin, "")


def why_not_deleted(known: KnownSet, used: Path | None) -> str:
    """Say why a set cannot be deleted; empty where it can.

    Parameters
    ----------
    used
        The folder of the set that the window has loaded.
    """
    is_used = known.in_use or known.folder == used
    return ELSEWHERE.get(known.origin) or (IN_USE if is_used else "")
