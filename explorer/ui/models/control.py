"""The list of model sets: what can be done with each of them, and why something cannot."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from explorer.core.models import KnownSet
from explorer.core.own_sets import why_not_deleted, why_not_renamed
from explorer.core.runs.result import without_vae
from explorer.ui.canvas.steps import Steps
from explorer.ui.folder_edits import FolderEdits, Keeper
from explorer.ui.models.words import ORIGINS, USED, about, state
from explorer.ui.parts.event import Event, Reports


class Line(NamedTuple):
    """A set in the list; each ``why_not`` is a sentence, empty where that can be done."""

    folder: Path
    name: str
    origin: str
    state: str
    about: str
    why_not_used: str = ""
    why_not_renamed: str = ""
    why_not_deleted: str = ""


class ModelsShow(Protocol):
    """A list of model sets."""

    def set_lines(self, lines: Sequence[Line]) -> None: ...

    def set_problem(self, text: str) -> None: ...

    @property
    def use_wanted(self) -> Reports[Path]: ...
    @property
    def compare_wanted(self) -> Reports[Path]: ...
    @property
    def renamed(self) -> Reports[Path, str]: ...
    @property
    def delete_wanted(self) -> Reports[Path]: ...


class Sets(Protocol):
    """The model sets that there are, and the one that is loaded."""

    def ask_known(self) -> None: ...

    def use(self, folder: Path) -> None: ...

    @property
    def folder(self) -> Path | None: ...
    @property
    def known(self) -> Reports[list[KnownSet]]: ...


class ModelListControl:
    """Connects the list with the model sets.

    ``compare`` carries the folder of a set, ``failed`` a sentence that the list shows, too.
    """

    def __init__(self, sets: Sets, own: Keeper, steps: Steps, view: ModelsShow) -> None:
        self.compare, self.failed = Event[Path](), Event[str]()
        self._sets, self._view = sets, view
        self.edits = edits = FolderEdits(own, steps, "a model set")  # a view holds on to nobody
        edits.changed.connect(sets.ask_known)
        edits.failed.connect(self._tell)
        sets.known.connect(self._list)
        view.use_wanted.connect(self._use)
        view.compare_wanted.connect(self.compare.emit)
        view.renamed.connect(edits.rename)
        view.delete_wanted.connect(edits.delete)

    def _tell(self, problem: str) -> None:
        self._view.set_problem(problem)
        self.failed.emit(problem)

    def _use(self, folder: Path) -> None:
        self._view.set_problem("")
        self._sets.use(folder)

    def _list(self, known: Sequence[KnownSet]) -> None:
        self._view.set_lines([_line(one, self._sets.folder) for one in known])


def _line(known: KnownSet, used: Path | None) -> Line:
    is_used = known.folder == used
    return Line(
        known.folder,
        known.title,
        ORIGINS[known.origin],
        state(known, is_used),
        about(known),
        USED if is_used else known.problem or _why_not_explored(known),
        why_not_renamed(known),
        why_not_deleted(known, used),
    )


def _why_not_explored(known: KnownSet) -> str:
    return without_vae(known.model_set) if known.model_set else ""
