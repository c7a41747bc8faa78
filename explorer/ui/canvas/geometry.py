"""Where the things of the canvas are on the screen, and what is under the mouse."""

from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF, QSizeF

from explorer.core.board.plane import Place
from explorer.ui.canvas.eye import Eye
from explorer.ui.parts.pixels import SIDE, picture_rect

EDGE = 30.0
"""Room around the plane, in logical pixels: for axis labels, and for pins on its edge."""

BUTTON = 11.0
"""Radius of the small round buttons on a pin."""

TAG_WIDTH, NARROW, TAG_HEIGHT, TAG_GAP = 90.0, 72.0, 29.0, 4.0
"""Of the words on a pin, narrow where there is a crowd, and how far from its picture they are."""

GRACE = 3.0
"""So far beside the plane's edge a click counts as one on it."""

HANDLE = 11.0
"""Radius of the puck."""


class Part(Enum):
    """What the mouse can be over."""

    PLANE = auto()
    BESIDE = auto()
    PUCK = auto()
    PIN = auto()
    LOCK = auto()
    REMOVE = auto()


@dataclass(frozen=True)
class Hit:
    """A part of the canvas; ``pin`` is -1 where the part belongs to none."""

    part: Part
    pin: int = -1


@dataclass(frozen=True)
class Geometry:
    """A canvas of ``size`` logical pixels on a screen of ``ratio`` device pixels each.

    Attributes
    ----------
    eye
        What part of the plane is looked at.
    places
        Where the pins are drawn.
    inside
        Whether pins are kept on the plane with all that belongs to them.
    """

    size: QSizeF
    ratio: float = 1.0
    eye: Eye = field(default_factory=Eye)
    places: tuple[Place, ...] = ()
    inside: bool = False

    @cached_property
    def plane(self) -> QRectF:
        """The unit square's place."""
        fitted, middle = self.fitted, QRectF(QPointF(), self.size).center()
        edge = fitted.width() * self.eye.zoom
        return QRectF(middle.x() - self.eye.x * edge, middle.y() - self.eye.y * edge, edge, edge)

    @property
    def seen(self) -> QRectF:
        """What is seen of the plane, but for the room at the canvas's edge."""
        canvas = QRectF(QPointF(), self.size)
        return self.plane.intersected(canvas.adjusted(EDGE, EDGE, -EDGE, -EDGE))

    @property
    def fitted(self) -> QRectF:
        """The unit square's place where all of it is seen: as large as fits, in the middle."""
        edge = max(64.0, min(self.size.width(), self.size.height()) - 2 * EDGE)
        left, top = (self.size.width() - edge) / 2, (self.size.height() - edge) / 2
        return QRectF(left, top, edge, edge)

    @cached_property
    def pin_zoom(self) -> int:
        """Device pixels a pixel of a pin's picture: fewer where the pins would cover each other."""
        return self._fitting[0]

    @cached_property
    def _fitting(self) -> tuple[int, float]:
        """Zoom and width of tags with which no pin covers another one, as far as there are any."""
        tried = [
            (zoom, width)
            for zoom in range(self._zoom(0.16, 2), 0, -1)
            for width in (TAG_WIDTH, NARROW)
        ]
        return next((one for one in tried if not self._is_crowded(*one)), tried[-1])

    def _is_crowded(self, zoom: int, width: float) -> bool:
        boxes = [self._box(place, zoom, width) for place in self.places]
        return any(one.intersects(other) for one, other in combinations(boxes, 2))

    @property
    def puck_zoom(self) -> int:
        return self._zoom(0.24, 3)

    def _zoom(self, share: float, least: int) -> int:
        edge = self.fitted.width()
        at_least = least if edge > 300 else 1
        return max(int(edge * share * self.ratio) // SIDE, round(at_least * self.ratio))

    def to_screen(self, place: tuple[float, float]) -> QPointF:
        plane = self.plane
        return QPointF(
            plane.left() + place[0] * plane.width(), plane.top() + place[1] * plane.height()
        )

    def to_plane(self, point: QPointF, beyond: bool = False) -> tuple[float, float]:
        """Return the nearest place of the unit square, or with ``beyond`` of the endless plane."""
        plane = self.plane
        x = (point.x() - plane.left()) / plane.width()
        y = (point.y() - plane.top()) / plane.height()
        return (x, y) if beyond else (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def pin_rect(self, place: tuple[float, float]) -> QRectF:
        """Return where a pin's picture is."""
        return self._picture(place, self.pin_zoom)

    def tag_rect(self, place: tuple[float, float]) -> QRectF:
        """Return where a pin's words are: below its picture, or above where they fit no more."""
        return self._tag(self.pin_rect(place), self._fitting[1])

    def pin_box(self, place: tuple[float, float]) -> QRectF:
        """Return where a pin is with all that belongs to it."""
        return self._box(place, *self._fitting)

    def puck_rect(self, place: tuple[float, float]) -> QRectF:
        """Return where the puck is."""
        reach = QPointF(HANDLE, HANDLE)
        return QRectF(self.to_screen(place) - reach, self.to_screen(place) + reach)

    def card_sides(self) -> list[float]:
        """Return the sides that the blend's picture can have, the largest first."""
        largest = self.puck_zoom
        return [SIDE * zoom / self.ratio for zoom in range(largest, max(1, largest // 2) - 1, -1)]

    def _box(self, place: Place, zoom: int, width: float) -> QRectF:
        rect = self._picture(place, zoom)
        return rect.united(self._tag(rect, width))

    def _picture(self, place: Place, zoom: int) -> QRectF:
        rect = picture_rect(self.to_screen(place), zoom, self.ratio)
        if not self.inside:
            return rect
        room = self.plane.adjusted(TAG_GAP, TAG_GAP, -TAG_GAP, -TAG_GAP - TAG_HEIGHT - TAG_GAP)
        beside = max(0.0, (TAG_WIDTH - rect.width()) / 2)
        left = min(max(rect.left(), room.left() + beside), room.right() - beside - rect.width())
        top = min(max(rect.top(), room.top()), room.bottom() - rect.height())
        return QRectF(round(left), round(top), rect.width(), rect.height())

    def _tag(self, rect: QRectF, least: float) -> QRectF:
        width = max(rect.width(), least)
        fits = rect.bottom() + TAG_GAP + TAG_HEIGHT < self.size.height()
        top = rect.bottom() + TAG_GAP if fits else rect.top() - TAG_GAP - TAG_HEIGHT
        return QRectF(rect.center().x() - width / 2, top, width, TAG_HEIGHT)

    def hit(
        self, puck: Place, point: QPointF, hovered: int = -1, card: QRectF | None = None
    ) -> Hit:
        """Return what is under ``point``; a pin's buttons are there only while it is hovered.

        Parameters
        ----------
        card
            Where the blend's picture is, which drags the puck along.
        """
        places = self.places
        if 0 <= hovered < len(places):
            rect = self.pin_rect(places[hovered])
            for part, centre in ((Part.REMOVE, rect.topRight()), (Part.LOCK, rect.topLeft())):
                if (centre - point).manhattanLength() <= 1.4 * BUTTON:
                    return Hit(part, hovered)
        on_card = card is not None and card.contains(point)
        if len(places) > 1 and (on_card or self.puck_rect(puck).contains(point)):
            return Hit(Part.PUCK)
        for i in reversed(range(len(places))):
            if self.pin_box(places[i]).adjusted(-3, -3, 3, 3).contains(point):
                return Hit(Part.PIN, i)
        frame = self.plane.adjusted(-GRACE, -GRACE, GRACE, GRACE)
        return Hit(Part.PLANE if frame.contains(point) else Part.BESIDE)
