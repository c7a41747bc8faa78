"""Where the blend's picture is shown: beside the puck, over nothing else that is to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF

STEP = 16.0
"""Logical pixels between places that are tried."""
UPWARDS = 0.3
"""By how much a place above the puck is liked better, as a share of the way: no hand is there."""
FOOT = 22.0
"""Height of the words below the picture."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Card:
    """The picture's place, as a way from the puck's to its middle, and its side in pixels."""

    right: float
    down: float
    side: float

    def rect(self, puck: QPointF) -> QRectF:
        """Return where it is; its foot included."""
        centre = puck + QPointF(self.right, self.down)
        height = self.side + FOOT
        return QRectF(centre.x() - self.side / 2, centre.y() - height / 2, self.side, height)


def is_free(card: Card, puck: QPointF, room: QRectF, taken: Sequence[QRectF]) -> bool:
    """Return whether a card lies within ``room`` and covers nothing."""
    rect = card.rect(puck)
    return room.contains(rect) and not any(rect.intersects(other) for other in taken)


def free_card(puck: QPointF, sides: Sequence[float], room: QRectF, taken: Sequence[QRectF]) -> Card:
    """Return a card near the puck that covers nothing: of the first of ``sides`` that has one.

    Where none has, it is of the last side, and covers as little as can be.
    """
    ways = _ways(room.size())
    boxes = np.array([other.getRect() for other in taken], np.float64).reshape(-1, 4)
    for side in sides:
        size = np.array([side, side + FOOT])
        corners = np.array([puck.x(), puck.y()]) + ways - size / 2
        low, high = np.array([room.left(), room.top()]), np.array([room.right(), room.bottom()])
        inside = np.all((corners >= low) & (corners + size <= high), axis=1)
        if not inside.any():
            continue
        covered = _covered(corners[inside], size, boxes)
        far = np.hypot(*ways[inside].T) + UPWARDS * ways[inside, 1]
        best = np.lexsort((far, covered))[0]
        if covered[best] == 0 or side == sides[-1]:
            right, down = ways[inside][best].tolist()
            return Card(right, down, side)
    return Card(0.0, -(sides[-1] + FOOT), sides[-1])  # the canvas is smaller than any card


def _ways(size: QSizeF) -> Floats:
    """Ways (n, 2) from the puck that stay on a canvas of that size."""
    along = [
        np.arange(-np.ceil(length / STEP), np.ceil(length / STEP) + 1) * STEP
        for length in (size.width(), size.height())
    ]
    return np.stack(np.meshgrid(*along), axis=2).reshape(-1, 2)


def _covered(corners: Floats, size: Floats, boxes: Floats) -> Floats:
    """How much of ``boxes`` (m, 4) each rectangle covers, (n,)."""
    if not len(boxes):
        return np.zeros(len(corners))
    low = np.maximum(corners[:, None], boxes[:, :2])
    high = np.minimum(corners[:, None] + size, boxes[:, :2] + boxes[:, 2:])
    return np.asarray(np.prod(np.clip(high - low, 0, None), axis=2).sum(axis=1))
