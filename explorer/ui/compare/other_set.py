"""Another model set than the window's own: loaded beside all else, and freed."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from explorer.core.blend.renderer import Renderer
from explorer.core.models import KnownSet
from explorer.ui.parts.answers import Chores
from explorer.ui.parts.event import Event, Reports


class Sets(Protocol):
    """The model sets that there are."""

    def open(self, folder: Path) -> Renderer:
        """Load a set beside the one in use; it takes a while, on any thread."""
        ...

    def use(self, folder: Path) -> None: ...

    def ask_known(self) -> None: ...

    @property
    def known(self) -> Reports[list[KnownSet]]: ...


class OtherSet:
    """Holds the renderer of one more model set while it is wanted.

    ``changed`` says that it was loaded, or could not be.

    Parameters
    ----------
    load
        Returns what renders with the set in a folder; called on another thread.
    """

    def __init__(self, chores: Chores, load: Callable[[Path], Renderer]) -> None:
        self.changed = Event[()]()
        self._chores, self._load = chores, load
        self._turn = 0
        self._folder: Path | None = None
        self._renderer: Renderer | None = None
        self._problem = ""

    @property
    def renderer(self) -> Renderer | None:
        """What renders with it; None as long as it is not loaded."""
        return self._renderer

    @property
    def problem(self) -> str:
        """Why it cannot be loaded, in a sentence."""
        return self._problem

    @property
    def loading(self) -> bool:
        """Whether it is on its way."""
        return self._folder is not None and self._renderer is None and not self._problem

    def want(self, folder: Path | None) -> None:
        """Load the set in a folder, unless that was tried; with None let go of what was loaded."""
        if folder == self._folder:
            return
        self._turn += 1
        self._folder, self._renderer, self._problem = folder, None, ""
        if folder is not None:
            self._submit(folder, self._turn)

    def _submit(self, folder: Path, turn: int) -> None:
        def done(renderer: Renderer) -> None:
            if turn == self._turn:  # else another is wanted by now
                self._renderer = renderer
                self.changed.emit()

        def failed(error: Exception) -> None:
            if turn == self._turn:
                self._problem = str(error) or "It cannot be loaded: see the log for details."
                self.changed.emit()

        self._chores.submit(lambda: self._load(folder), done, failed)
