"""A dot over a picture that is dragged by the mouse, or moved by the arrow keys."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from explorer.ui.parts.arrows import ARROWS
from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.brush import Spot

STEP, LARGE = 0.5, 2.0
"""Pixels of the picture that an arrow key moves a dot by, and with Shift."""
RADIUS, ROOM = 5.5, 11.0
"""Of a dot, and half the side of the square in which it takes the mouse; in logical pixels."""
EDGE = RADIUS + 2.0
"""That it keeps off the picture's edge, so that all of its rim is seen."""


class Ground(Protocol):
    """What a dot lies on, which knows where the picture is, and how far a pulse is out."""

    @property
    def beat(self) -> float: ...

    def to_screen(self, spot: Spot) -> QPointF: ...

    def to_spot(self, point: QPointF) -> Spot: ...


class Dot(QWidget):
    """One end of a limb. It says where it was moved to, and moves when it is told to."""

    moved = Signal(float, float, int)
    """Where to, in pixels of the picture, and the number of the gesture."""
    taken = Signal()
    let_go = Signal()

    def __init__(self, hollow: bool, ground: Ground, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground, self._handles, self._hollow = ground, parent, hollow
        self._spot: Spot = (0.0, 0.0)
        self._grip: QPointF | None = None
        self._gesture = 0
        self.ink, self.unsure = "#ffffff", False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.resize(QSize(round(2 * ROOM), round(2 * ROOM)))

    @property
    def spot(self) -> Spot:
        """Where it is on the picture."""
        return self._spot

    @property
    def is_held(self) -> bool:
        """Whether the mouse holds it."""
        return self._grip is not None

    def place(self, spot: Spot) -> None:
        """Show it somewhere else; what the mouse holds stays under it."""
        if not self.is_held:
            self._put(spot)

    def _put(self, spot: Spot) -> None:
        self._spot = spot
        self.setAccessibleDescription(f"At {spot[0]:.1f}, {spot[1]:.1f} of {SIDE} pixels")
        self.follow()

    def follow(self) -> None:
        """Stand where the picture has its spot now; beyond what is seen, at the edge."""
        at = self._ground.to_screen(self._spot)
        room = QRectF(self._handles.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        x = min(max(at.x(), room.left()), room.right())
        y = min(max(at.y(), room.top()), room.bottom())
        self.move(round(x - ROOM), round(y - ROOM))
        self._handles.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._gesture += 1
            at = self._ground.to_screen(self._spot)
            self._grip = at - self._on_handles(event)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.raise_()
            self.taken.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._say(self._ground.to_spot(self._on_handles(event) + self._grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._grip is not None:
            self._grip = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.let_go.emit()

    def _on_handles(self, event: QMouseEvent) -> QPointF:
        return self.mapTo(self._handles, event.position())

    def _say(self, spot: Spot) -> None:
        self._put(spot)
        self.moved.emit(*spot, self._gesture)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in ARROWS or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat():  # a held key is one gesture
            self._gesture += 1
        step = LARGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        right, down = ARROWS[key]
        self._say((self._spot[0] + right * step, self._spot[1] + down * step))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.taken.emit()
        self._handles.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._handles.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, centre = QPainter(self), QPointF(ROOM, ROOM)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.unsure:  # a ring tells it without any motion, too
            self._ring(painter, centre, self._ground.beat)
        radius = RADIUS + (1.5 if self.hasFocus() or self.underMouse() else 0.0)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 3.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(QColor("#ffffff" if self.hasFocus() else self.ink), 2.0))
        painter.setBrush(QColor(0, 0, 0, 60) if self._hollow else QColor(self.ink))
        painter.drawEllipse(centre, radius, radius)
        painter.end()

    def _ring(self, painter: QPainter, centre: QPointF, beat: float) -> None:
        ink, radius = QColor(self.ink), RADIUS + 1 + 3.5 * beat
        ink.setAlphaF(1.0 - 0.7 * beat)
        painter.setPen(QPen(ink, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)
