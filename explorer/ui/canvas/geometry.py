"""Where the things of the canvas are on the screen, and what is under the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSizeF

from explorer.core.board.plane import Place
from explorer.ui.parts.pixels import SIDE, picture_rect

EDGE = 30.0
"""Room around the plane, in logical pixels: for axis labels, and for pins on its edge."""

BUTTON = 11.0
"""Radius of the small round buttons on a pin."""


class Part(Enum):
    """What the mouse can be over."""

    PLANE = auto()
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
    """A canvas of ``size`` logical pixels on a screen of ``ratio`` device pixels each."""

    size: QSizeF
    ratio: float = 1.0

    @property
    def plane(self) -> QRectF:
        """The unit square's place: as large as fits, in the middle."""
        edge = max(64.0, min(self.size.width(), self.size.height()) - 2 * EDGE)
        left, top = (self.size.width() - edge) / 2, (self.size.height() - edge) / 2
        return QRectF(left, top, edge, edge)

    @property
    def pin_zoom(self) -> int:
        return self._zoom(0.16, 2)

    @property
    def puck_zoom(self) -> int:
        return self._zoom(0.24, 3)

    def _zoom(self, share: float, least: int) -> int:
        at_least = least if self.plane.width() > 300 else 1
        return max(
            int(self.plane.width() * share * self.ratio) // SIDE, round(at_least * self.ratio)
        )

    def to_screen(self, place: tuple[float, float]) -> QPointF:
        plane = self.plane
        return QPointF(
            plane.left() + place[0] * plane.width(), plane.top() + place[1] * plane.height()
        )

    def to_plane(self, point: QPointF) -> tuple[float, float]:
        """Return the nearest place of the unit square."""
        plane = self.plane
        x = (point.x() - plane.left()) / plane.width()
        y = (point.y() - plane.top()) / plane.height()
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def pin_rect(self, place: tuple[float, float]) -> QRectF:
        return picture_rect(self.to_screen(place), self.pin_zoom, self.ratio)

    def puck_rect(self, place: tuple[float, float]) -> QRectF:
        return picture_rect(self.to_screen(place), self.puck_zoom, self.ratio)

    def hit(self, places: Sequence[Place], puck: Place, point: QPointF, hovered: int = -1) -> Hit:
        """Return what is under ``point``; a pin's buttons are there only while it is hovered.

        Parameters
        ----------
        places
            Where the pins are drawn.
        """
        if 0 <= hovered < len(places):
            rect = self.pin_rect(places[hovered])
            for part, centre in ((Part.REMOVE, rect.topRight()), (Part.LOCK, rect.topLeft())):
                if (centre - point).manhattanLength() <= 1.4 * BUTTON:
                    return Hit(part, hovered)
        # The puck is drawn on top, but its middle alone grabs where it covers a pin.
        if len(places) > 1 and self.puck_rect(puck).contains(point):
            return Hit(Part.PUCK)
        for i in reversed(range(len(places))):
            if self.pin_rect(places[i]).adjusted(-3, -3, 3, 3).contains(point):
                return Hit(Part.PIN, i)
        return Hit(Part.PLANE)
