"""The plane of the canvas filled with pictures or with the lie of the scores."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage

from explorer.core.blend.field import (
    FieldKind,
    Pixels,
    field_key,
    pictures_field,
    score_field,
    why_no_field,
)
from explorer.core.blend.renderer import Renderer
from explorer.core.engine.backends import Floats
from explorer.core.engine.jobs import Urgency
from explorer.core.scores import merit_words
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.canvas.view import CanvasView
from explorer.ui.parts.pixels import to_image
from explorer.ui.parts.style import theme_now
from explorer.ui.parts.worker import EngineWork

CHANNEL = "field"
PAUSE_MILLISECONDS = 250
"""After a change of the board, before the plane is filled anew: a drag would ask too often."""
BANDS = 10
"""Steps of height that the map of scores is drawn in, with a line between two of them."""


class FieldControl(QObject):
    """Fills the plane while it is wanted, as the board and the models change.

    ``told`` carries a sentence about why that is not possible.
    """

    told = Signal(str)

    def __init__(
        self,
        model: BoardModel,
        work: EngineWork,
        canvas: CanvasView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._work, self._canvas = model, work, canvas
        self._kind = FieldKind.NOTHING
        self._renderer: Renderer | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._fill)
        model.changed.connect(self._board_changed)

    @property
    def kind(self) -> FieldKind:
        """What the plane is filled with."""
        return self._kind

    def set_kind(self, kind: FieldKind) -> None:
        """Fill the plane with something else, or with nothing."""
        self._kind = kind
        self._clear()
        if kind is not FieldKind.NOTHING:
            self.told.emit(why_no_field(self._renderer, self._model.board, kind))
            self._fill()

    def set_renderer(self, renderer: Renderer) -> None:
        """Fill the plane by another model set."""
        self._renderer = renderer
        self._anew()

    def dress(self) -> None:
        """Draw the map of scores in the colours of the present theme."""
        if self._kind is FieldKind.SCORE:
            self._anew()

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
        self._pause.stop()
        self._work.cancel(CHANNEL)
        self._canvas.set_field(None)

    def _fill(self) -> None:
        renderer, board, kind = self._renderer, self._model.board, self._kind
        if renderer is None or why_no_field(renderer, board, kind):
            return
        steps: Iterator[Pixels] | Iterator[Floats]
        if kind is FieldKind.PICTURES:
            steps = pictures_field(renderer, board)
        else:
            steps = score_field(renderer, board)
        self._work.submit(Urgency.FIELD, CHANNEL, steps, self._take, self._broke)

    def _take(self, field: Pixels | Floats) -> None:
        if field.ndim == 3:
            self._canvas.set_field(to_image(field))  # type: ignore[arg-type]
        else:
            legend = f"brighter: {merit_words()} is higher"
            self._canvas.set_field(height_map(field), legend)  # type: ignore[arg-type]

    def _broke(self, error: Exception) -> None:
        self.told.emit(f"The plane cannot be filled: {error}")


def height_map(heights: Floats) -> QImage:
    """Draw heights (h, w) in [0, 1] in bands of colour, with a line where one ends."""
    theme = theme_now()
    low, high = _rgb(theme.surface), _rgb(theme.gold)
    # Most of a plane scores low: the square root keeps its hills apart.
    bands = np.floor(np.sqrt(np.clip(heights, 0, 0.999)) * BANDS)
    colour = low + (high - low) * (0.75 * bands / BANDS)[:, :, None]
    edge = np.zeros(bands.shape, bool)
    edge[:, 1:] |= bands[:, 1:] != bands[:, :-1]
    edge[1:] |= bands[1:] != bands[:-1]
    colour[edge] += (high - colour[edge]) * 0.6
    return to_image(np.rint(colour).astype(np.uint8))


def _rgb(colour: str) -> NDArray[np.float64]:
    made = QColor(colour)
    return np.array([made.red(), made.green(), made.blue()], np.float64)
