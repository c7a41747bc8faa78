"""Films of the path: rendered by the engine while exploring goes on, and written beside it."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.renderer import Renderer
from explorer.core.engine.engine import Feature
from explorer.core.engine.jobs import Urgency
from explorer.core.films import Cut, FilmKind, write_film
from explorer.core.paths.frames import path_frames
from explorer.core.paths.path import PuckPath
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.parts.answers import Chores, Work
from explorer.ui.parts.event import Event, Reports
from explorer.ui.paths.model import PathModel

CHANNEL = "film"


@dataclass(frozen=True)
class Wish:
    """A film that is wanted: where, of which kind, how many frames and how they are cut."""

    path: Path
    kind: FilmKind
    count: int
    cut: Cut


class Progress(Protocol):
    """How far a film is; without a film there is nothing to see."""

    def set_progress(self, done: int, total: int, text: str) -> None: ...

    def clear_progress(self) -> None: ...

    @property
    def cancel_wanted(self) -> Reports[()]: ...


class FilmsControl:
    """Makes one film at a time, of board and path as they are when it is asked for.

    ``told`` carries a sentence that is good to know, ``failed`` one about what was not possible.
    """

    def __init__(
        self, model: BoardModel, paths: PathModel, work: Work, chores: Chores, view: Progress
    ) -> None:
        self.told, self.failed = Event[str](), Event[str]()
        self._model, self._paths, self._work, self._chores = model, paths, work, chores
        self._view = view
        self._renderer: Renderer | None = None
        self._wish: Wish | None = None
        self._frames: list[NDArray[np.uint8]] = []
        self._unwanted = Flag()
        view.cancel_wanted.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        """Whether a film is being made."""
        return self._wish is not None

    def set_renderer(self, renderer: Renderer) -> None:
        """Make the next films by another model set; one under way keeps the one it began with."""
        self._renderer = renderer

    def why_not(self) -> str:
        """Return why no film can be made now; empty where one can."""
        if self.is_busy:
            return "A film is being made: wait for it, or cancel it."
        if not self._paths.path.is_walkable:
            return "There is no path to film yet: draw one, or record one."
        if len(self._model.board.pins) < 2:
            return "There is no blend to film yet: pick two pictures first."
        if self._renderer is None:
            return "The models are not loaded yet: try again in a moment."
        return self._renderer.engine.missing.get(Feature.BLEND, "")

    def make(self, wish: Wish) -> None:
        """Render the frames, then write them; nothing is written before all are there."""
        if problem := self.why_not():
            self.failed.emit(problem)
            return
        assert self._renderer is not None
        renderer, board, path = self._renderer, self._model.board, self._paths.path
        self._wish, self._frames, self._unwanted = wish, [], Flag()
        self._view.set_progress(0, wish.count, "Rendering")
        steps = _steps(renderer, board, path, wish.count)
        self._work.submit(Urgency.SEARCH, CHANNEL, steps, self._take, self._broke)

    def cancel(self) -> None:
        """Stop; nothing is left of the film."""
        if self.is_busy:
            self.close()
            self._end()
            self.told.emit("The film was stopped, and nothing was written.")

    def close(self) -> None:
        """Let what is under way end soon."""
        self._unwanted.set()
        self._work.cancel(CHANNEL)

    def _take(self, pictures: NDArray[np.uint8]) -> None:
        wish = self._wish
        if wish is None:
            return
        self._frames += list(pictures)
        self._view.set_progress(len(self._frames), wish.count, "Rendering")
        if len(self._frames) == wish.count:
            self._write(wish, self._frames, self._unwanted)

    def _write(self, wish: Wish, frames: list[NDArray[np.uint8]], unwanted: Flag) -> None:
        def counted(done: int) -> None:
            if unwanted.is_set():
                raise CancelledError

        def ended(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda result: None if unwanted.is_set() else tell(result)

        def work() -> None:
            write_film(wish.path, wish.kind, frames, wish.cut, counted)

        self._view.set_progress(0, 0, "Writing")
        self._chores.submit(work, ended(lambda _: self._written(wish)), ended(self._broke))

    def _written(self, wish: Wish) -> None:
        self._end()
        self.told.emit(f"Written to {wish.path}.")

    def _broke(self, error: Exception) -> None:
        self._end()
        self.failed.emit(f"The film could not be made: {error}")

    def _end(self) -> None:
        self._wish, self._frames = None, []
        self._view.clear_progress()


def _steps(renderer: Renderer, board: Any, path: PuckPath, count: int) -> Any:
    """Frames, slice by slice; what is refused at once is an error of the first slice."""
    yield from path_frames(renderer, board, path, count)
