"""The blend under the puck: asked of the engine whenever the board changes, shown when it comes."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.core.board import Board, Source
from explorer.core.engine import Engine, Feature
from explorer.core.images import to_pictures
from explorer.core.jobs import Urgency, single
from explorer.core.render import RenderRequest, RenderResult, render
from explorer.ui.answers import Work
from explorer.ui.board_model import BoardModel, Change, Weights
from explorer.ui.event import Event
from explorer.ui.shown import Shown
from explorer.ui.words import score

PUCK, COPY = "puck", "copy"
PICK = "Pick two pictures to see a blend."

Picture = NDArray[np.uint8]
"""(32, 32, 3) uint8 RGB."""


class Canvas(Protocol):
    """The puck, which carries the blend."""

    def set_picture(self, picture: Picture | None, caption: str) -> None: ...


class Preview(Protocol):
    """The blend, large, and what it can be compared with."""

    def set_picture(self, shown: Shown, picture: Picture | None) -> None: ...


class Scores(Protocol):
    """What is said of the blend; without any scores, why."""

    def set_pegasus(self, value: float | None, reason: str) -> None: ...

    def set_realism(self, value: float | None, reason: str) -> None: ...

    def set_classes(
        self, names: Sequence[str], probabilities: Sequence[float], wanted: frozenset[str]
    ) -> None: ...

    def clear(self, reason: str) -> None: ...


class BlendViews(NamedTuple):
    """Where a blend is shown."""

    canvas: Canvas
    preview: Preview
    scores: Scores


class BlendControl:
    """Renders the board and shows what comes, while it is wanted.

    ``shown`` carries each result that was shown, ``failed`` a sentence about one that was not
    possible.

    Parameters
    ----------
    draw
        Renders a request on the engine's thread.
    """

    def __init__(
        self,
        model: BoardModel,
        work: Work,
        views: BlendViews,
        draw: Callable[[Engine, RenderRequest], RenderResult] = render,
    ) -> None:
        self.shown, self.failed = Event[RenderResult](), Event[str]()
        self._model, self._work, self._views, self._draw = model, work, views, draw
        self._engine: Engine | None = None
        self._asked = 0
        self._kept: tuple[Board, Picture] | None = None
        self._result: RenderResult | None = None
        self._compared: Source | None = None
        model.changed.connect(self._board_changed)

    @property
    def engine(self) -> Engine | None:
        """The engine that renders; None before one was loaded."""
        return self._engine

    @property
    def result(self) -> RenderResult | None:
        """What is shown; it has no picture where the newest board could not be rendered."""
        return self._result

    @property
    def picture(self) -> Picture | None:
        """The picture that is shown, (32, 32, 3) uint8."""
        if self._kept is not None and self._kept[0] == self._model.board:
            return self._kept[1]
        return self._result.picture if self._result else None

    @property
    def is_up_to_date(self) -> bool:
        """Whether the newest request has been answered."""
        return self._result is not None and self._result.generation == self._asked

    def set_engine(self, engine: Engine) -> None:
        """Render with another engine from the next frame on; the board stays as it is."""
        self._engine, self._compared = engine, None
        self._work.cancel(PUCK)  # an answer of the last engine may be under way
        self._render(self._model.board, self._model.weights)

    def show_kept(self, board: Board, picture: Picture) -> None:
        """For as long as ``board`` is shown, show the pixels that were kept of it."""
        self._kept = board, picture
        if board == self._model.board:
            self._show_picture()

    def _board_changed(self, change: Change) -> None:
        if self._kept is not None and self._kept[0] == change.board:
            self._show_picture()
        self._render(change.board, change.weights)

    def _render(self, board: Board, weights: Weights) -> None:
        self._compare(board, weights)
        self._asked += 1
        engine, request = self._engine, RenderRequest(board, self._asked, weights=weights)
        if engine is not None:
            steps = single(lambda: self._draw(engine, request))
            self._work.submit(Urgency.PUCK, PUCK, steps, self._take, self._broke)

    def _take(self, result: RenderResult) -> None:
        self._result = result
        self._show_picture()
        self._show_scores(result)
        if result.error:
            self.failed.emit(result.error)
        else:
            self.shown.emit(result)

    def _broke(self, error: Exception) -> None:
        self.failed.emit(f"This blend could not be rendered ({error}): see the log for details.")

    def _show_picture(self) -> None:
        picture = self.picture
        self._views.canvas.set_picture(picture, self._caption())
        self._views.preview.set_picture(Shown.BLEND, picture)

    def _caption(self) -> str:
        found = self._result.pegasus if self._result else None
        return "" if found is None else f"pegasus {score(found)}"

    def _show_scores(self, result: RenderResult) -> None:
        scores, engine = self._views.scores, self._engine
        if result.probabilities is None or engine is None:
            scores.clear(result.error or " ".join(result.notes) or PICK)
            return
        notes = list(result.notes)
        scores.set_pegasus(result.pegasus, notes.pop(0) if result.pegasus is None else "")
        missing = notes[0] if result.realism is None and notes else ""
        scores.set_realism(result.realism, _sentence(result.reason or missing))
        wanted = self._model.board.body | self._model.board.wings
        scores.set_classes(engine.modelset.classes, result.probabilities.tolist(), wanted)

    # Before and after

    def _compare(self, board: Board, weights: Weights) -> None:
        """Give the preview the nearest source, as it is and as the model copies it."""
        source = board.pins[int(np.argmax(weights))].source if board.pins else None
        if source == self._compared:
            return
        self._compared = source
        self._work.cancel(COPY)  # of another source, or by another engine
        preview, engine = self._views.preview, self._engine
        preview.set_picture(Shown.ORIGINAL, source.picture if source else None)
        if source is None or engine is None or Feature.BLEND in engine.missing:
            preview.set_picture(Shown.COPY, None)
            return
        steps = single(lambda: _copy(engine, source))
        self._work.submit(Urgency.PREVIEW, COPY, steps, self._take_copy, self._no_copy)

    def _take_copy(self, picture: Picture) -> None:
        self._views.preview.set_picture(Shown.COPY, picture)

    def _no_copy(self, error: Exception) -> None:
        self._views.preview.set_picture(Shown.COPY, None)
        self._broke(error)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _copy(engine: Engine, source: Source) -> Picture:
    return to_pictures(engine.decode(engine.sources.latents([source])))[0]
