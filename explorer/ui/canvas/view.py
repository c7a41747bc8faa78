"""The blend canvas under the hand: what mouse, keys and drops on the plane ask for.

It says in signals what the user wants; it edits nothing.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from explorer.core.board.board import MAX_PINS
from explorer.core.board.plane import Place
from explorer.ui.canvas.geometry import Hit, Part
from explorer.ui.canvas.plane_view import PlaneView
from explorer.ui.canvas.words import tip
from explorer.ui.parts.arrows import ARROWS
from explorer.ui.parts.drops import Dropped, dropped, is_welcome
from explorer.ui.parts.plain import plain_tip

STEP, FINE = 0.02, 0.002
CURSORS = {
    Part.PLANE: Qt.CursorShape.CrossCursor,
    Part.BESIDE: Qt.CursorShape.ArrowCursor,
    Part.PUCK: Qt.CursorShape.OpenHandCursor,
    Part.PIN: Qt.CursorShape.OpenHandCursor,
    Part.LOCK: Qt.CursorShape.PointingHandCursor,
    Part.REMOVE: Qt.CursorShape.PointingHandCursor,
}


class CanvasView(PlaneView):
    """The plane. Moves carry the number of their gesture: what has one number is one step."""

    grabbed = Signal()
    puck_moved = Signal(float, float, int)
    pin_moved = Signal(int, float, float, int)
    pin_removed = Signal(int)
    lock_toggled = Signal(int)
    pin_chosen = Signal(int)
    menu_wanted = Signal(int, QPoint)
    """The pin under the mouse, or -1, and where on the screen."""
    dropped_here = Signal(object, int, float, float)
    """What was dropped (a Dropped), on which pin or -1, and where on the plane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grip = QPointF()
        self._pressed: QPointF | None = None
        self._gesture = 0
        self.setObjectName("canvas")
        self.setAccessibleName("Blend canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)

    def choose_pin(self, index: int) -> None:
        """Let the arrow keys move a pin, or with -1 the puck."""
        self._show(chosen=index)
        self.pin_chosen.emit(index)

    # The mouse

    def _hit(self, point: QPointF) -> Hit:
        scene = self._scene
        return self.geometry_now.hit(scene.puck, point, scene.hovered, self.card_rect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        hit = self._hit(event.position())
        if hit.part is Part.REMOVE:
            self.pin_removed.emit(hit.pin)
        elif hit.part is Part.LOCK:
            self.lock_toggled.emit(hit.pin)
        elif hit.part is not Part.BESIDE:  # there, it takes the focus and no more
            self._grab(hit, event.position())

    def _grab(self, hit: Hit, point: QPointF) -> None:
        self._held = hit
        self._gesture += 1
        self.grabbed.emit()
        self._grip, self._pressed = QPointF(), point
        if hit.part in (Part.PUCK, Part.PIN):
            self._grip = self.geometry_now.to_screen(self._place_of(hit.pin)) - point
        self.choose_pin(hit.pin)
        if hit.part is Part.PLANE:
            self._drag_to(point)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _place_of(self, pin: int) -> Place:
        """Where a pin is, or with -1 the puck."""
        return self._scene.places[pin] if pin >= 0 else self._scene.puck

    def _is_drag(self, point: QPointF) -> bool:
        """Tell a drag from the jitter of a click that chooses a pin."""
        if self._held is not None and self._held.part is Part.PIN and self._pressed is not None:
            moved = (point - self._pressed).manhattanLength()
            if moved < QApplication.startDragDistance():
                return False
        self._pressed = None  # from here on it is one, wherever the mouse goes
        return True

    def _drag_to(self, point: QPointF) -> None:
        assert self._held is not None
        x, y = self.geometry_now.to_plane(point + self._grip)
        if self._held.part is Part.PIN:
            self.pin_moved.emit(self._held.pin, x, y, self._gesture)
        elif len(self._scene.pins) > 1:
            self.puck_moved.emit(x, y, self._gesture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            if self._is_drag(event.position()):
                self._drag_to(event.position())
        else:
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._held is not None:
            self._held = None
            self._hover(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if hit.part is Part.PIN:
            self._gesture += 1
            self.puck_moved.emit(*self._place_of(hit.pin), self._gesture)
        else:
            self.mousePressEvent(event)

    def _hover(self, point: QPointF) -> None:
        hit = self._hit(point)
        self.setCursor(CURSORS[hit.part])
        if hit.pin != self._scene.hovered:
            self._show(hovered=hit.pin)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._show(hovered=-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        pin = self._scene.chosen if keyboard else self._hit(QPointF(event.pos())).pin
        self.menu_wanted.emit(pin, event.globalPos())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = plain_tip(tip(self._scene.pins, self._hit(QPointF(event.pos()))))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if key in ARROWS and plain:
            self._step(key, event)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(self._scene.pins) and plain:
            self.choose_pin(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Escape) and plain:
            self.choose_pin(-1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._scene.chosen >= 0:
            self.pin_removed.emit(self._scene.chosen)
        elif key is Qt.Key.Key_L and plain and self._scene.chosen >= 0:
            self.lock_toggled.emit(self._scene.chosen)
        else:
            super().keyPressEvent(event)

    def _step(self, key: Qt.Key, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():  # a held key is one gesture
            self._gesture += 1
        step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        (right, down), chosen = ARROWS[key], self._scene.chosen
        place = self._place_of(chosen)
        x = min(max(place[0] + right * step, 0.0), 1.0)
        y = min(max(place[1] + down * step, 0.0), 1.0)
        if chosen >= 0:
            self.pin_moved.emit(chosen, x, y, self._gesture)
        elif len(self._scene.pins) > 1:
            self.puck_moved.emit(x, y, self._gesture)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show(focused=event.reason() is not Qt.FocusReason.MouseFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._show(focused=False)

    # Drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not is_welcome(event.mimeData()):
            return
        pin = self._hit(event.position()).pin
        full = pin < 0 and len(self._scene.pins) >= MAX_PINS
        locked = pin >= 0 and self._scene.pins[pin].locked
        if full or locked:
            event.ignore()
            self._show(target=None)
        else:
            event.acceptProposedAction()
            self._show(target=pin)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show(target=None)

    def dropEvent(self, event: QDropEvent) -> None:
        content = dropped(event.mimeData())
        pin = self._hit(event.position()).pin
        self._show(target=None)
        if content != Dropped():
            event.acceptProposedAction()
            self.dropped_here.emit(content, pin, *self.geometry_now.to_plane(event.position()))
