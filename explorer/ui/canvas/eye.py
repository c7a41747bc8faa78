"""What part of the plane is looked at: pure data, as a map has it."""

from dataclasses import dataclass
from typing import Self

from explorer.core.board.plane import Place

CLOSEST = 16.0
"""The largest zoom."""
NOTCH = 1.2
"""Zoom of one notch of a mouse wheel, and of one key press."""


@dataclass(frozen=True)
class Eye:
    """``zoom`` times as large as fits, with the point (x, y) of the plane in the middle."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def zoomed(self, factor: float, about: Place) -> Self:
        """Zoom in or out; ``about`` stays where it is on the screen. All of it is seen whole."""
        zoom = min(max(self.zoom * factor, 1.0), CLOSEST)
        if zoom == 1.0:
            return type(self)()
        share = self.zoom / zoom
        x, y = (to - (to - at) * share for to, at in zip(about, (self.x, self.y), strict=True))
        return type(self)(zoom, _within(x), _within(y))

    def moved(self, right: float, down: float) -> Self:
        """Look that far to the right and down, in units of the plane, which never gets lost."""
        return type(self)(self.zoom, _within(self.x + right), _within(self.y + down))


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)
