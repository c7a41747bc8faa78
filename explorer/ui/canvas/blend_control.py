"""The blend under the puck: asked of the engine whenever the board changes, shown when it comes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board, Source
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature
from explorer.core.engine.images import to_pictures
from explorer.core.engine.jobs import PUCK, Urgency, single
from explorer.core.scores import headline
from explorer.ui.canvas.board_model import BoardModel, Change, Weights
from explorer.ui.parts.answers import Work
from explorer.ui.parts.event import Event
from explorer.ui.parts.shown import Shown
from explorer.ui.parts.words import score

COPY = "copy"
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

    def set_scores(self, values: Mapping[str, float], sentences: Mapping[str, str]) -> None: ...

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
    possible. ``requested`` carries each request, ``answered`` one and what came of it, good or
    not.
    """

    def __init__(self, model: BoardModel, work: Work, views: BlendViews) -> None:
        self.shown, self.failed = Event[RenderResult](), Event[str]()
        self.requested = Event[RenderRequest]()
        self.answered = Event[RenderRequest, RenderResult]()
        self._model, self._work, self._views = model, work, views
        self._renderer: Renderer | None = None
        self._request: RenderRequest | None = None
        self._kept: tuple[Board, Picture] | None = None
        self._result: RenderResult | None = None
        self._compared: Source | None = None
        self._copied: Picture | None = None
        model.changed.connect(self._board_changed)

    @property
    def renderer(self) -> Renderer | None:
        """What renders; None before a model set was loaded."""
        return self._renderer

    @property
    def request(self) -> RenderRequest | None:
        """What was asked for last."""
        return self._request

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

    def picture_of(self, shown: Shown) -> Picture | None:
        """Return the blend, the nearest source, or the model's copy of that, (32, 32, 3) uint8."""
        match shown:
            case Shown.BLEND:
                return self.picture
            case Shown.COPY:
                return self._copied
        return self._compared.picture if self._compared else None

    @property
    def latent(self) -> Floats | None:
        """What decodes to the picture that is shown, (*latent_shape) float32.

        None where a picture is shown that was kept, since another model set may have made it.
        """
        result = self._result
        return result.latent if result is not None and self.picture is result.picture else None

    @property
    def asked(self) -> int:
        """The generation of the newest request."""
        return self._request.generation if self._request else 0

    @property
    def is_up_to_date(self) -> bool:
        """Whether the newest request has been answered."""
        return self._result is not None and self._result.generation == self.asked

    def set_renderer(self, renderer: Renderer) -> None:
        """Render with another model set from the next frame on; the board stays as it is."""
        self._renderer, self._compared = renderer, None
        self._work.cancel(PUCK)  # an answer of the last one may be under way
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
        renderer, request = self._renderer, RenderRequest(board, self.asked + 1, weights=weights)
        self._request = request
        if renderer is not None:
            steps = single(lambda: renderer.render(request))
            took = partial(self._take, request)
            self._work.submit(Urgency.PUCK, PUCK, steps, took, self._broke)
        self.requested.emit(request)
        self._compare(board, weights)

    def _take(self, request: RenderRequest, result: RenderResult) -> None:
        self._result = result
        self._show_picture()
        self._show_scores(result)
        self.answered.emit(request, result)
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
        row, values = headline(), self._result.scores if self._result else {}
        if row is None or row.name not in values:
            return ""
        return f"{row.name} {score(row.share(values[row.name]))}"

    def _show_scores(self, result: RenderResult) -> None:
        scores, renderer = self._views.scores, self._renderer
        if result.probabilities is None or renderer is None:
            notes = " ".join(dict.fromkeys(result.notes.values()))
            scores.clear(result.error or notes or PICK)
            return
        scores.set_scores(result.scores, _sentences(result))
        board, names = self._model.board, renderer.engine.modelset.classes
        wanted = frozenset(name for name in names if board.role_of(name))
        scores.set_classes(names, result.probabilities.tolist(), wanted)

    # Before and after

    def _compare(self, board: Board, weights: Weights) -> None:
        """Give the preview the nearest source, as it is and as the model copies it."""
        source = board.pins[weights.index(max(weights))].source if board.pins else None
        if source == self._compared:
            return
        self._compared = source
        self._work.cancel(COPY)  # of another source, or by another model set
        renderer = self._renderer
        self._views.preview.set_picture(Shown.ORIGINAL, source.picture if source else None)
        if source is None or renderer is None or Feature.BLEND in renderer.engine.missing:
            self._show_copy(None)
            return
        steps = single(lambda: _copy(renderer, source))
        self._work.submit(Urgency.PREVIEW, COPY, steps, self._show_copy, self._no_copy)

    def _show_copy(self, picture: Picture | None) -> None:
        self._copied = picture
        self._views.preview.set_picture(Shown.COPY, picture)

    def _no_copy(self, error: Exception) -> None:
        self._show_copy(None)
        self._broke(error)


def _sentences(result: RenderResult) -> dict[str, str]:
    """What is said of scores, by name: of the headline, what a graft is unsure of, or its lack."""
    reasons = {name: text[:1].upper() + text[1:] for name, text in result.reasons.items()}
    first = headline()
    if first is not None and result.unsure and first.name not in result.notes:
        reasons[first.name] = " ".join(result.unsure)
    return {**result.notes, **reasons}


def _copy(renderer: Renderer, source: Source) -> Picture:
    return to_pictures(renderer.engine.decode(renderer.sources.latents([source])))[0]
