"""Lines over a picture, with a dot at each end that mouse and keys move."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractAnimation,
    QEvent,
    QObject,
    QPointF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.style import motion_reduced
from explorer.ui.preview.brush import Spot
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.wings.dot import ROOM, Dot

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
        root, tip = Dot(True, self, self), Dot(False, self, self)
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
