"""Dots over a picture that are dragged by the mouse, or moved by the arrow keys."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractAnimation,
    QEvent,
    QObject,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from explorer.ui.parts.arrows import ARROWS
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.style import motion_reduced
from explorer.ui.preview.brush import Spot
from explorer.ui.preview.pixel_view import PixelView

STEP, LARGE = 0.5, 2.0
"""Pixels of the picture that an arrow key moves a dot by, and with Shift."""
RADIUS, ROOM = 5.5, 11.0
"""Of a dot, and half the side of the square in which it takes the mouse; in logical pixels."""
PULSE_MILLISECONDS, PULSES = 1200, 5
"""Of one pulse, and how many: whoever looks has seen it then, and the program comes to rest."""


@dataclass(frozen=True)
class Limb:
    """A line from a root to a tip; where it is ``unsure``, its dots pulse."""

    name: str
    root: Spot
    tip: Spot
    ink: str
    unsure: bool = False
    seen: bool = True
    root_tip: str = "Drag it to move the wing"
    end_tip: str = "Drag it to turn the wing and to make it longer or shorter"


class Dot(QWidget):
    """One end of a limb. It says where it was moved to, and moves when it is told to."""

    moved = Signal(float, float, int)
    """Where to, in pixels of the picture, and the number of the gesture."""
    taken = Signal()
    let_go = Signal()

    def __init__(self, hollow: bool, parent: "Handles") -> None:
        super().__init__(parent)
        self._handles, self._hollow = parent, hollow
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
        at = self._handles.to_screen(self._spot)
        room = QRectF(self._handles.rect()).adjusted(RADIUS, RADIUS, -RADIUS, -RADIUS)
        x = min(max(at.x(), room.left()), room.right())
        y = min(max(at.y(), room.top()), room.bottom())
        self.move(round(x - ROOM), round(y - ROOM))
        self._handles.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._gesture += 1
            at = self._handles.to_screen(self._spot)
            self._grip = at - self._on_handles(event)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.raise_()
            self.taken.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._say(self._handles.to_spot(self._on_handles(event) + self._grip))

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
            self._ring(painter, centre, self._handles.beat)
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


class Handles(QWidget):
    """Limbs over a picture: a hollow dot at each root, a full one at each tip.

    The mouse beside the dots goes through to the picture, or to the ``layer`` over it.
    """

    root_moved = Signal(int, float, float, int)
    tip_moved = Signal(int, float, float, int)
    """Of which limb, where to in pixels of the picture, and the number of the gesture."""
    chosen = Signal(int)

    def __init__(self, picture: PixelView, layer: QWidget | None = None) -> None:
        super().__init__(layer or picture)
        self._picture = picture
        self._limbs: list[Limb] = []
        self._dots: list[tuple[Dot, Dot]] = []
        self._active = 0
        self._told: tuple[bool, ...] = ()
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(0.0)
        self._pulse.setKeyValueAt(0.5, 1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setDuration(PULSE_MILLISECONDS)
        self._pulse.setLoopCount(PULSES)
        self._pulse.valueChanged.connect(self._repaint_dots)
        picture.installEventFilter(self)
        self.resize(picture.size())

    @property
    def limbs(self) -> tuple[Limb, ...]:
        """What is shown."""
        return tuple(self._limbs)

    @property
    def beat(self) -> float:
        """How far a pulse is out, 0 to 1; steady where motion is reduced."""
        return float(self._pulse.currentValue()) if self.is_pulsing else 0.4

    @property
    def is_pulsing(self) -> bool:
        """Whether something pulses at this moment."""
        return self._pulse.state() is QAbstractAnimation.State.Running

    def dots(self, limb: int) -> tuple[Dot, Dot]:
        """Return the dots at root and tip of a limb."""
        return self._dots[limb]

    def to_screen(self, spot: Spot) -> QPointF:
        """Return where a spot of the picture is on this widget."""
        area = self._picture.area
        return area.topLeft() + QPointF(*spot) * (area.width() / SIDE)

    def to_spot(self, point: QPointF) -> Spot:
        """Return which spot of the picture is at a point of this widget."""
        area = self._picture.area
        at = (point - area.topLeft()) * (SIDE / area.width())
        return at.x(), at.y()

    def set_limbs(self, limbs: list[Limb]) -> None:
        """Show limbs; what the mouse holds stays under it."""
        if not limbs and not self._limbs:
            return
        self._limbs = limbs
        while len(self._dots) < len(limbs):
            self._add_dots(len(self._dots))
        for i, pair in enumerate(self._dots):
            for dot in pair:
                dot.setVisible(i < len(limbs) and limbs[i].seen)
        for limb, (root, tip) in zip(limbs, self._dots, strict=False):
            for dot, end, spot, does in (
                (root, "root", limb.root, limb.root_tip),
                (tip, "tip", limb.tip, limb.end_tip),
            ):
                dot.ink, dot.unsure = limb.ink, limb.unsure
                dot.setAccessibleName(f"{limb.name}, {end}")
                dot.setToolTip(f"{limb.name}, {end}: {does.lower()}. Arrow keys move it, too.")
                dot.place(spot)
        self._move_or_rest()
        self.update()

    def set_active(self, limb: int) -> None:
        """Draw a limb stronger than the others, and let the mouse find it first."""
        self._active = limb
        if limb < len(self._dots):
            for dot in self._dots[limb]:
                dot.raise_()
        self.update()

    def _add_dots(self, limb: int) -> None:
        root, tip = Dot(True, self), Dot(False, self)
        for dot, moved in ((root, self.root_moved), (tip, self.tip_moved)):
            dot.moved.connect(lambda x, y, gesture, to=moved: to.emit(limb, x, y, gesture))
            dot.taken.connect(lambda: self.chosen.emit(limb))
        self._dots.append((root, tip))

    def _move_or_rest(self) -> None:
        """Pulse where something has become unsure, or is shown so again."""
        unsure = tuple(limb.unsure for limb in self._limbs)
        wanted = self.isVisible() and not motion_reduced() and any(unsure)
        news, self._told = unsure != self._told, unsure if wanted else ()
        if wanted and news and not self.is_pulsing:
            self._pulse.start()
        elif not wanted:
            self._pulse.stop()

    def _repaint_dots(self) -> None:
        for pair in self._dots:
            for dot in pair:
                dot.update()

    def showEvent(self, event: QShowEvent) -> None:
        self._move_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        self._move_or_rest()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.resize(self._picture.size())
            for pair in self._dots:
                for dot in pair:
                    dot.follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i, (limb, dots) in enumerate(zip(self._limbs, self._dots, strict=False)):
            if not limb.seen:
                continue
            start, end = (QPointF(dot.pos()) + QPointF(ROOM, ROOM) for dot in dots)
            for ink, width in ((QColor(0, 0, 0, 150), 3.5), (QColor(limb.ink), 1.8)):
                style = Qt.PenStyle.SolidLine if i == self._active else Qt.PenStyle.DotLine
                painter.setPen(QPen(ink, width, style))
                painter.drawLine(start, end)
        painter.end()
