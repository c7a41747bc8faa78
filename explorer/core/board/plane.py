"""The plane of the board: the unit square, x to the right and y down, and places on it."""

import math
from collections.abc import Sequence

from training.files.errors import UserError

Place = tuple[float, float]

MARGIN = 0.1
"""Room between the pins of a preset layout and the edge of the plane."""

OVERSHOOT_MARGIN = 0.25
"""The same with overshoot: the edge of the plane is then where a weight reaches 1.5."""

MAX_PINS = 8


def preset_places(count: int, overshoot: bool = False) -> tuple[Place, ...]:
    """Return where a preset layout puts ``count`` pins.

    One in the middle, two on a level line, three in a triangle, four in the corners (reading
    order), more on a ring.
    """
    near, far = margin(overshoot), 1 - margin(overshoot)
    if count == 1:
        return ((0.5, 0.5),)
    if count == 2:
        return (near, 0.5), (far, 0.5)
    if count == 4:
        return (near, near), (far, near), (near, far), (far, far)
    return _ring(count, 0.5 - near)


def roomy_place(taken: Sequence[Place]) -> Place:
    """Return a place for another pin: of eight on a ring, the farthest from the nearest pin."""

    def room(place: Place) -> float:
        return min((math.dist(place, other) for other in taken), default=0.0)

    return max(_ring(MAX_PINS, 0.5 - MARGIN), key=room)


def margin(overshoot: bool) -> float:
    """Return the room a preset layout leaves between its pins and the edge."""
    return OVERSHOOT_MARGIN if overshoot else MARGIN


def clamp(place: Place) -> Place:
    """Return the nearest point of the plane.

    Raises
    ------
    UserError
        For a place that is not two finite numbers.
    """
    if not all(map(math.isfinite, place)):
        raise UserError("Pins and puck lie on the plane: give coordinates from 0 to 1.")
    return min(max(place[0], 0.0), 1.0), min(max(place[1], 0.0), 1.0)


def _ring(count: int, radius: float) -> tuple[Place, ...]:
    """Places clockwise on a circle around the middle, the first at the top."""
    turns = (2 * math.pi * i / count for i in range(count))
    return tuple((0.5 + radius * math.sin(a), 0.5 - radius * math.cos(a)) for a in turns)
