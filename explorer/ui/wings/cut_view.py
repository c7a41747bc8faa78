"""The wing's own picture, enlarged: what is cut out of it stands out, and is brushed."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.board.wings import SeenCut
from explorer.ui.parts.pixels import SIDE, Picture, to_image
from explorer.ui.parts.style import theme_now
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.wings.handles import ARROWS, Spot

LEFT_OUT = 0.35
"""How much is seen of what is not cut out."""
STEP, LARGE = 1.0, 4.0
"""Pixels of the picture that an arrow key moves the brush by, and with Shift."""
EDGE = 5 * SIDE
"""Of the picture, in logical pixels, where there is room."""


class CutView(PixelView):
    """A picture that is brushed: by the mouse, or by arrow keys and the space bar."""

    brushed = Signal(float, float, int)
    """Where, in pixels of the picture, and the number of the gesture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cut of the wing", parent)
        self._brush, self._adds, self._gesture = 2.0, True, 0
        self._spot: Spot | None = None
        self._outline: list[QLineF] = []
        self._is_down = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(EDGE, EDGE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setToolTip(
            "What is cut out stands out. Brush with the mouse, or with arrow keys and the space bar"
        )

    def sizeHint(self) -> QSize:
        return QSize(EDGE, EDGE)

    def set_cut(self, picture: Picture, cut: SeenCut) -> None:
        """Show a picture, dark where it is not cut out, and a line around what is."""
        self._outline = _outline(cut.extent > 0.5)
        back = QColor(theme_now().window)
        ground = np.array([back.red(), back.green(), back.blue()], np.float32)
        share = (LEFT_OUT + (1 - LEFT_OUT) * cut.extent)[..., None]
        self.set_image(to_image(np.rint(ground + share * (picture - ground)).astype(np.uint8)))

    def set_brush(self, radius: float, adds: bool) -> None:
        """Draw the brush so large, in pixels of the picture."""
        self._brush, self._adds = radius, adds
        self.update()

    def _spot_at(self, point: QPointF) -> Spot:
        area = self.area
        at = (point - area.topLeft()) * (SIDE / area.width())
        return at.x(), at.y()

    def _say(self, spot: Spot) -> None:
        self.brushed.emit(*spot, self._gesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._is_down = True
            self._gesture += 1
            self._spot = self._spot_at(event.position())
            self._say(self._spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self._spot = self._spot, self._spot_at(event.position())
        if self._is_down:
            for spot in _on_the_way(before or self._spot, self._spot, self._brush):
                self._say(spot)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._is_down = False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._spot = self._spot_at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._spot = None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() is not Qt.FocusReason.MouseFocusReason and self._spot is None:
            self._spot = SIDE / 2, SIDE / 2
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._spot = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spot = Qt.Key(event.key()), self._spot or (SIDE / 2, SIDE / 2)
        if key in ARROWS:
            large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step, (right, down) = LARGE if large else STEP, ARROWS[key]
            x, y = spot[0] + right * step, spot[1] + down * step
            self._spot = min(max(x, 0.0), float(SIDE)), min(max(y, 0.0), float(SIDE))
            self.update()
        elif key is Qt.Key.Key_Space:
            self._gesture += not event.isAutoRepeat()
            self._say(spot)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, area, theme = QPainter(self), self.area, theme_now()
        self._draw_outline(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        if self._spot is not None:
            self._draw_brush(painter, area)
        painter.end()

    def _draw_outline(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.translate(area.topLeft())
        painter.scale(area.width() / SIDE, area.width() / SIDE)
        for ink, width in ((QColor(0, 0, 0, 130), 3.0), (QColor("#ffffff"), 1.2)):
            pen = QPen(ink, width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(self._outline)
        painter.restore()

    def _draw_brush(self, painter: QPainter, area: QRectF) -> None:
        assert self._spot is not None
        zoom = area.width() / SIDE
        centre, radius = area.topLeft() + QPointF(*self._spot) * zoom, self._brush * zoom
        for ink, width in ((QColor(0, 0, 0, 170), 3.0), (QColor("#ffffff"), 1.4)):
            painter.setPen(QPen(ink, width))
            painter.drawEllipse(centre, radius, radius)
            painter.drawLine(centre - QPointF(3, 0), centre + QPointF(3, 0))
            if self._adds:
                painter.drawLine(centre - QPointF(0, 3), centre + QPointF(0, 3))


def _outline(inside: NDArray[np.bool_]) -> list[QLineF]:
    """Return the edges of pixels between those ``inside`` (h, w) and the others."""
    framed = np.pad(inside, 1)
    rows, columns = np.nonzero(framed[1:, 1:-1] != framed[:-1, 1:-1])
    lines = [QLineF(x, y, x + 1, y) for y, x in zip(rows.tolist(), columns.tolist(), strict=True)]
    rows, columns = np.nonzero(framed[1:-1, 1:] != framed[1:-1, :-1])
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return lines + [QLineF(x, y, x, y + 1) for y, x in pairs]


def _on_the_way(start: Spot, end: Spot, radius: float) -> list[Spot]:
    """Return spots close enough for a stroke without gaps, the last of them ``end``."""
    gap = np.hypot(end[0] - start[0], end[1] - start[1])
    count = max(1, int(np.ceil(gap / max(radius, 0.5))))
    shares = np.linspace(0, 1, count + 1)[1:]
    return [
        (start[0] + s * (end[0] - start[0]), start[1] + s * (end[1] - start[1]))
        for s in shares.tolist()
    ]
