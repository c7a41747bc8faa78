"""The blend canvas: pins on a plane, and a puck that carries the picture they blend to.

It shows what its setters were given and says in signals what the user wants; it edits nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
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
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from explorer.core.blend.field import Field
from explorer.core.board.board import MAX_PINS, Pin
from explorer.core.board.plane import Place
from explorer.ui.canvas.fill import fill_of, gone_on
from explorer.ui.canvas.geometry import Geometry, Hit, Part
from explorer.ui.canvas.layers import Layers
from explorer.ui.canvas.navigation import Navigation
from explorer.ui.canvas.paint import paint
from explorer.ui.canvas.placing import MOVING, moving_rect, with_card
from explorer.ui.canvas.scene import Scene
from explorer.ui.canvas.words import in_words, tip
from explorer.ui.parts.arrows import ARROWS
from explorer.ui.parts.drops import Dropped, dropped, is_welcome
from explorer.ui.parts.pixels import Picture, to_image
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.style import theme_now

STEP, FINE = 0.02, 0.002
CURSORS = {
    Part.PLANE: Qt.CursorShape.CrossCursor,
    Part.PUCK: Qt.CursorShape.OpenHandCursor,
    Part.PIN: Qt.CursorShape.OpenHandCursor,
    Part.LOCK: Qt.CursorShape.PointingHandCursor,
    Part.REMOVE: Qt.CursorShape.PointingHandCursor,
}


class CanvasView(QWidget):
    """The plane. Moves carry the number of their gesture: what has one number is one step."""

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
        self._scene = Scene()
        self._held: Hit | None = None
        self._grip = QPointF()
        self._pressed: QPointF | None = None
        self._gesture = 0
        self._field: Field | None = None
        self._space, self._layers = Geometry(QSizeF()), Layers()
        self.navigation = Navigation(self)
        self.navigation.changed.connect(self._look)
        self.setObjectName("canvas")
        self.setAccessibleName("Blend canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(260, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself

    @property
    def scene(self) -> Scene:
        """What is shown at this moment."""
        return self._scene

    @property
    def geometry_now(self) -> Geometry:
        """Where things are at this moment."""
        size, ratio = QSizeF(self.size()), self.devicePixelRatioF()
        scene = self._scene
        space = Geometry(size, ratio, self.navigation.eye, scene.places, scene.axes)
        if space != self._space:  # else what it has worked out is kept
            self._space = space
        return self._space

    @property
    def card_rect(self) -> QRectF | None:
        """Where the blend's picture is at this moment, with its words; None where there is none."""
        card = self._scene.card
        return None if card is None else card.rect(self.geometry_now.to_screen(self._scene.puck))

    def sizeHint(self) -> QSize:
        return QSize(620, 620)

    def set_pins(self, pins: Sequence[Pin], places: Sequence[Place]) -> None:
        """Show pins where they are drawn; images are made of pictures that are new alone."""
        scene = self._scene
        old = dict(zip((pin.source for pin in scene.pins), scene.originals, strict=True))
        if len(pins) != len(scene.pins):
            self._held = None  # what was dragged may be gone, or have another number
        self._show(
            pins=tuple(pins),
            places=tuple(places),
            originals=tuple(old.get(pin.source) or to_image(pin.source.picture) for pin in pins),
            chosen=scene.chosen if scene.chosen < len(pins) else -1,
            hovered=scene.hovered if scene.hovered < len(pins) else -1,
        )

    def set_plane(self, axes: bool, tidy: bool, sized: bool = False) -> None:
        """Draw axes, or lines from the pins and, where they stand tidily, their outline.

        Where points are ``sized``, upwards is how large wings are, which is written beside them.
        """
        self._show(axes=axes, tidy=tidy, sized=sized)

    def set_puck(
        self, place: Place, weights: Sequence[float], texts: Sequence[str], ghost: bool = False
    ) -> None:
        """Show the puck, and the pins' weights, as numbers and as they are written.

        It is a ghost where the weights are those of no point of the plane.
        """
        self._show(puck=place, weights=tuple(weights), texts=tuple(texts), ghost=ghost)
        self.setAccessibleDescription(in_words(self._scene.pins, texts))

    def set_picture(self, picture: Picture | None, caption: str = "") -> None:
        """Show the blend on the puck, and a few words under it."""
        self._show(picture=None if picture is None else to_image(picture), caption=caption)

    def set_field(self, field: Field | None) -> None:
        """Fill the plane with pictures or a map of a score, or with nothing."""
        last, self._field = self._field, field
        fill = None if field is None else gone_on(self._scene.fill, last, field)
        if fill is None:
            self.dress()
        else:  # hundreds of times: nothing but the progress is drawn anew
            self._show(fill=fill)

    def dress(self) -> None:
        """Draw what fills the plane in the colours of the present theme."""
        self._show(fill=fill_of(self._field, theme_now()))

    def zoom_in(self) -> None:
        """Come closer to the puck."""
        self.navigation.zoom(1, self.geometry_now.to_screen(self._scene.puck))

    def zoom_out(self) -> None:
        """See more of the plane."""
        self.navigation.zoom(-1, self.geometry_now.to_screen(self._scene.puck))

    def choose_pin(self, index: int) -> None:
        """Let the arrow keys move a pin, or with -1 the puck."""
        self._show(chosen=index)
        self.pin_chosen.emit(index)

    def _show(self, **changes: object) -> None:
        before = self._scene
        self._scene = replace(before, **changes)  # type: ignore[arg-type]
        if changes.keys() - {"picture", "caption", "hovered", "focused", "target"}:
            self._place_card()
        if changes.keys() <= MOVING:
            space = self.geometry_now
            changed = moving_rect(before, space) | moving_rect(self._scene, space)
            self.update(changed.toAlignedRect())
        else:
            self.update()

    def _look(self, _: object) -> None:
        self._place_card()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_card()

    def _place_card(self) -> None:
        self._scene = with_card(self._scene, self.geometry_now, self._held is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, self._scene, self.geometry_now, theme_now(), self._layers)
        painter.end()

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
        else:
            self._grab(hit, event.position())

    def _grab(self, hit: Hit, point: QPointF) -> None:
        self._held = hit
        self._gesture += 1
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
