"""The plane of the canvas filled with pictures or with the lie of a score."""

from collections.abc import Iterator
from typing import Protocol

from explorer.core.blend.field import (
    Field,
    FieldKind,
    field_key,
    pictures_field,
    score_field,
    why_no_field,
)
from explorer.core.blend.renderer import Renderer
from explorer.core.engine.jobs import Urgency
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.parts.answers import Waits, Work
from explorer.ui.parts.event import Event

CHANNEL = "field"
PAUSE_MILLISECONDS = 250
"""After a change of the board, before the plane is filled anew: a drag would ask too often."""
NO_MAP = "The plane shows no score: fill it with one (P), and the best point can be gone to."


class Canvas(Protocol):
    """The plane; with None it is not filled."""

    def set_field(self, field: Field | None) -> None: ...


class FieldControl:
    """Fills the plane while it is wanted, as the board and the models change.

    ``told`` carries a sentence about why that is not possible, ``sought`` the best point of the
    plane where someone wants to go there.
    """

    def __init__(self, model: BoardModel, work: Work, canvas: Canvas, pause: Waits) -> None:
        self.told, self.sought = Event[str](), Event[float, float]()
        self._model, self._work, self._canvas, self._pause = model, work, canvas, pause
        self._kind, self._score = FieldKind.NOTHING, ""
        self._field: Field | None = None
        self._renderer: Renderer | None = None
        pause.ended.connect(self._fill)
        model.changed.connect(self._board_changed)

    @property
    def kind(self) -> FieldKind:
        """What the plane is filled with."""
        return self._kind

    @property
    def score(self) -> str:
        """The score that is mapped, by name; empty for what the search goes by."""
        return self._score

    def set_kind(self, kind: FieldKind, score: str = "") -> None:
        """Fill the plane with something else, or with nothing."""
        self._kind, self._score = kind, score
        self._clear()
        if kind is not FieldKind.NOTHING:
            if self._renderer is not None:  # else it is filled as soon as there is one
                self.told.emit(why_no_field(self._renderer, self._model.board, kind))
            self._fill()

    def set_renderer(self, renderer: Renderer) -> None:
        """Fill the plane by another model set."""
        self._renderer = renderer
        self._anew()

    def go_to_best(self) -> None:
        """Say where the best point is, or that no score is mapped."""
        if self._field is None or self._field.best is None:
            self.told.emit(NO_MAP)
        else:
            self.sought.emit(*self._field.best)

    def close(self) -> None:
        """Fill nothing any more."""
        self._pause.stop()

    def _board_changed(self, change: Change) -> None:
        """Fill the plane anew where more than the puck has moved."""
        if field_key(change.board) != field_key(change.old):
            self._anew()

    def _anew(self) -> None:
        if self._kind is not FieldKind.NOTHING:
            self._clear()
            self._pause.start()

    def _clear(self) -> None:
        """What is of the last board goes at once: never is half of a plane old and half new."""
        self._pause.stop()
        self._work.cancel(CHANNEL)
        self._field = None
        self._canvas.set_field(None)

    def _fill(self) -> None:
        renderer, board, kind = self._renderer, self._model.board, self._kind
        if renderer is None or why_no_field(renderer, board, kind):
            return
        steps: Iterator[Field] = (
            pictures_field(renderer, board)
            if kind is FieldKind.PICTURES
            else score_field(renderer, board, self._score)
        )
        self._work.submit(Urgency.FIELD, CHANNEL, steps, self._take, self._broke)

    def _take(self, field: Field) -> None:
        self._field = field
        self._canvas.set_field(field)

    def _broke(self, error: Exception) -> None:
        self._clear()
        self.told.emit(f"The plane cannot be filled: {error}")
