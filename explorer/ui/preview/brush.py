"""A brush over a picture: by the mouse, or by arrow keys and the space bar."""

import math

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
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
from PySide6.QtWidgets import QWidget

from explorer.ui.parts.arrows import ARROWS
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.style import theme_now
from explorer.ui.preview.pixel_view import PixelView

STEP, LARGE = 1.0, 4.0
"""Pixels of the picture that an arrow key moves the brush by, and with Shift."""

Spot = tuple[float, float]
"""(x, y) in pixels of the picture."""


class BrushLayer(QWidget):
    """Lies over a picture, says where that is brushed, and draws the brush."""

    brushed = Signal(float, float, int)
    """Where, in pixels of the picture, and the number of the gesture."""

    def __init__(self, picture: PixelView, name: str) -> None:
        super().__init__(picture)
        self._picture = picture
        self._radius, self._adds, self._gesture = 2.0, True, 0
        self._grid: tuple[int, int] | None = None
        self._spot: Spot | None = None
        self._is_down = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.BlankCursor)
        picture.installEventFilter(self)
        self.resize(picture.size())

    @property
    def area(self) -> QRectF:
        """Where on this widget the picture is."""
        return self._picture.area

    @property
    def spot(self) -> Spot | None:
        """Where the brush is, in pixels of the picture; None where there is none."""
        return self._spot

    def set_brush(self, radius: float, adds: bool) -> None:
        """Draw a round brush so large, in pixels of the picture."""
        self._radius, self._adds, self._grid = radius, adds, None
        self.update()

    def set_cells(self, grid: tuple[int, int], adds: bool) -> None:
        """Brush the cells of a grid (rows, columns), each whole."""
        self._radius, self._adds, self._grid = SIDE / max(grid) / 2, adds, grid
        self.update()

    def to_screen(self, spot: Spot) -> QPointF:
        """Return where a spot of the picture is on this widget."""
        area = self.area
        return area.topLeft() + QPointF(*spot) * (area.width() / SIDE)

    def _move_to(self, point: QPointF) -> Spot:
        area = self.area
        at = (point - area.topLeft()) * (SIDE / area.width())
        self._spot = at.x(), at.y()
        return self._spot

    def _say(self, spot: Spot) -> None:
        self.brushed.emit(*spot, self._gesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)  # the picture has a menu
            return
        self._is_down = True
        self._gesture += 1
        self._say(self._move_to(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before = self._spot
        spot = self._move_to(event.position())
        if self._is_down:
            for each in _on_the_way(before or spot, spot, self._radius / 2):
                self._say(each)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._is_down = False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._move_to(event.position())
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
            right, down = ARROWS[key]
            across, along = self._steps(event)
            self._spot = _inside(spot[0] + right * across), _inside(spot[1] + down * along)
            self.update()
        elif key is Qt.Key.Key_Space:
            self._gesture += not event.isAutoRepeat()
            self._say(spot)
        else:
            super().keyPressEvent(event)

    def _steps(self, event: QKeyEvent) -> tuple[float, float]:
        """How far an arrow key goes, across and down: a cell where there are cells."""
        if self._grid is not None:
            return SIDE / self._grid[1], SIDE / self._grid[0]
        large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return (LARGE, LARGE) if large else (STEP, STEP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.resize(self._picture.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_under(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme_now().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.area.adjusted(1, 1, -1, -1))
        if self._spot is not None:
            self._draw_brush(painter, self._spot)
        painter.end()

    def paint_under(self, painter: QPainter) -> None:
        """Draw what is to be seen under the brush; nothing here."""

    def _draw_brush(self, painter: QPainter, spot: Spot) -> None:
        centre, radius = self.to_screen(spot), self._radius * self.area.width() / SIDE
        cell = self._cell_at(spot)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((QColor(0, 0, 0, 170), 3.0), (QColor("#ffffff"), 1.4)):
            painter.setPen(QPen(ink, width))
            if cell is None:
                painter.drawEllipse(centre, radius, radius)
            else:
                painter.drawRect(cell)
            painter.drawLine(centre - QPointF(3, 0), centre + QPointF(3, 0))
            if self._adds:
                painter.drawLine(centre - QPointF(0, 3), centre + QPointF(0, 3))

    def _cell_at(self, spot: Spot) -> QRectF | None:
        """Return where on this widget the cell at a spot is."""
        if self._grid is None:
            return None
        rows, columns = self._grid
        row, column = (
            min(max(math.floor(at * count / SIDE), 0), count - 1)
            for at, count in zip(spot[::-1], self._grid, strict=True)
        )
        wide, high = SIDE / columns, SIDE / rows
        start = self.to_screen((column * wide, row * high))
        return QRectF(start, self.to_screen(((column + 1) * wide, (row + 1) * high)))


def _inside(at: float) -> float:
    return min(max(at, 0.0), float(SIDE))


def _on_the_way(start: Spot, end: Spot, step: float) -> list[Spot]:
    """Return spots close enough for a stroke without gaps, the last of them ``end``."""
    count = max(1, math.ceil(math.dist(start, end) / max(step, 0.5)))
    return [
        (start[0] + i / count * (end[0] - start[0]), start[1] + i / count * (end[1] - start[1]))
        for i in range(1, count + 1)
    ]
