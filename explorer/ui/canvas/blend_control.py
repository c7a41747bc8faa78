"""The blend under the puck: asked of the engine whenever the board changes, shown when it comes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board, Source
from explorer.core.board.modes import MODES
from explorer.core.board.weights import weights
from explorer.core.engine.engine import Feature
from explorer.core.engine.images import to_pictures
from explorer.core.engine.jobs import Urgency, single
from explorer.core.scores import PEGASUS, REALISM
from explorer.ui.canvas.controls_view import ControlsView
from explorer.ui.canvas.view import CanvasView
from explorer.ui.canvas.weights_view import WeightsView
from explorer.ui.parts.pixels import to_image
from explorer.ui.parts.words import score
from explorer.ui.parts.worker import EngineWork
from explorer.ui.preview.scores_view import ScoresView
from explorer.ui.preview.view import PreviewView, Shown

PUCK, COPY = "puck", "copy"
PICK = "Pick two pictures to see a blend."


class Views(NamedTuple):
    """Where a blend is shown."""

    canvas: CanvasView
    preview: PreviewView
    scores: ScoresView
    weights: WeightsView
    controls: ControlsView


class BlendControl(QObject):
    """Renders the board and shows the newest result; older ones are dropped.

    ``shown`` carries each result that was shown, ``failed`` a sentence about one that was not
    possible.
    """

    shown = Signal(object)
    failed = Signal(str)

    def __init__(self, work: EngineWork, views: Views, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._views = work, views
        self._board = Board()
        self._renderer: Renderer | None = None
        self._asked = self._seen = 0
        self._kept: tuple[Board, NDArray[np.uint8]] | None = None
        self._result: RenderResult | None = None
        self._compared: Source | None = None

    @property
    def renderer(self) -> Renderer | None:
        """What renders; None before a model set was loaded."""
        return self._renderer

    @property
    def result(self) -> RenderResult | None:
        """What is shown; it has no picture where the newest board could not be rendered."""
        return self._result

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is shown, (32, 32, 3) uint8."""
        if self._kept is not None and self._kept[0] == self._board:
            return self._kept[1]
        return self._result.picture if self._result else None

    @property
    def is_up_to_date(self) -> bool:
        """Whether the newest request has been answered."""
        return self._renderer is not None and self._seen == self._asked

    def set_renderer(self, renderer: Renderer) -> None:
        """Render with another model set from the next frame on; the board stays as it is."""
        self._renderer, self._compared = renderer, None
        self._work.cancel(PUCK)  # an answer of the last one may be under way
        missing = renderer.engine.missing
        reasons = {m: missing[f] for m in MODES for f in m.needs if f in missing}
        self._views.controls.set_mode_reasons(reasons)
        self.set_board(self._board)

    def show_kept(self, board: Board, picture: NDArray[np.uint8]) -> None:
        """For as long as ``board`` is shown, show the pixels that were kept of it."""
        self._kept = board, picture
        if board == self._board:
            self._show_picture()

    def set_board(self, board: Board) -> None:
        """Show a board: its settings at once, its picture as soon as it is rendered."""
        self._board = board
        views = self._views
        views.canvas.set_board(board)
        views.controls.set_board(board)
        shares = weights(board)
        views.weights.set_weights(board, shares)
        if self._kept is not None and self._kept[0] == board:
            self._show_picture()
        self._compare(board, shares)
        self._ask(board)

    def _ask(self, board: Board) -> None:
        self._asked += 1
        renderer, request = self._renderer, RenderRequest(board, self._asked)
        if renderer is not None:
            steps = single(lambda: renderer.render(request))
            self._work.submit(Urgency.PUCK, PUCK, steps, self._take, self._broke)

    def _take(self, result: RenderResult) -> None:
        if result.generation <= self._seen:
            return
        self._seen, self._result = result.generation, result
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
        image = None if picture is None else to_image(picture)
        self._views.canvas.set_picture(image, self._caption())
        self._views.preview.set_image(Shown.BLEND, image)

    def _caption(self) -> str:
        found = self._result.scores.get(PEGASUS.name) if self._result else None
        return "" if found is None else f"{PEGASUS.name} {score(found)}"

    def _show_scores(self, result: RenderResult) -> None:
        scores, renderer = self._views.scores, self._renderer
        if result.probabilities is None or renderer is None:
            notes = " ".join(dict.fromkeys(result.notes.values()))
            scores.clear(result.error or notes or PICK)
            return
        reasons = {REALISM.name: _sentence(result.reason)} if result.reason else {}
        scores.set_scores(result.scores, {**result.notes, **reasons})
        wanted, names = self._board.body | self._board.wings, renderer.engine.modelset.classes
        scores.classes.set_classes(names, result.probabilities.tolist(), wanted)

    # Before and after

    def _compare(self, board: Board, shares: tuple[float, ...]) -> None:
        """Give the preview the nearest source, as it is and as the model copies it."""
        source = board.pins[int(np.argmax(shares))].source if board.pins else None
        if source == self._compared:
            return
        self._compared = source
        preview = self._views.preview
        preview.set_image(Shown.ORIGINAL, to_image(source.picture) if source else None)
        renderer = self._renderer
        if source is None or renderer is None or Feature.BLEND in renderer.engine.missing:
            preview.set_image(Shown.COPY, None)
            return
        steps = single(lambda: _copy(renderer, source))
        self._work.submit(Urgency.PREVIEW, COPY, steps, self._take_copy, self._no_copy)

    def _take_copy(self, found: tuple[Source, NDArray[np.uint8]]) -> None:
        source, picture = found
        if source == self._compared:
            self._views.preview.set_image(Shown.COPY, to_image(picture))

    def _no_copy(self, error: Exception) -> None:
        self._views.preview.set_image(Shown.COPY, None)
        self._broke(error)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _copy(renderer: Renderer, source: Source) -> tuple[Source, NDArray[np.uint8]]:
    return source, to_pictures(renderer.engine.decode(renderer.sources.latents([source])))[0]
