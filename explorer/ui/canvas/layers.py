"""What stays as it is while the puck is dragged: drawn once, and kept as pixels."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from explorer.core.board.board import MAX_PINS


class Layer:
    """Pixels of what was drawn last, for as long as the same is asked for."""

    def __init__(self) -> None:
        self._key: object = None
        self._pixels = QPixmap()

    def draw(
        self, painter: QPainter, rect: QRectF, of: object, draw: Callable[[QPainter], None]
    ) -> None:
        """Draw over ``rect`` what ``draw`` draws there, wherever on the screen that is.

        Parameters
        ----------
        of
            Whatever decides what it looks like, but for its place; as long as that is equal,
            nothing is drawn anew.
        """
        ratio = painter.device().devicePixelRatioF()
        left, top = math.floor(rect.left() * ratio), math.floor(rect.top() * ratio)
        size = math.ceil(rect.right() * ratio) - left, math.ceil(rect.bottom() * ratio) - top
        at, key = QPointF(left / ratio, top / ratio), (size, ratio, of)
        if key != self._key:
            self._key, self._pixels = key, _drawn(size, ratio, at, painter, draw)
        painter.drawPixmap(at, self._pixels)


def _drawn(
    size: tuple[int, int],
    ratio: float,
    at: QPointF,
    like: QPainter,
    draw: Callable[[QPainter], None],
) -> QPixmap:
    pixels = QPixmap(*size)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(like.font())
    painter.translate(-at)
    draw(painter)
    painter.end()
    return pixels


class Layers:
    """The layers of a canvas: the plane, each pin, and the frame of the blend's picture."""

    def __init__(self) -> None:
        self.ground, self.card = Layer(), Layer()
        self.pins = tuple(Layer() for _ in range(MAX_PINS))
