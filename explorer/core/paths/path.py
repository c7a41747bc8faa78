"""A path of the puck over the plane as frozen data: an edit returns a new one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.board.plane import Place, clamp
from explorer.core.paths.walking import Ease, Ends, Floats, Pace, positions
from training.files.errors import UserError

MAX_POINTS = 200
SECONDS = (0.5, 120.0)
"""Between which a pass from one end to the other takes."""
RECORDING_STEP = 0.15
"""Seconds between two points of a recording."""
TOLERANCE = 0.006
"""How far, on the plane, a line that was drawn may lie from the points that are kept of it."""


@dataclass(frozen=True)
class PuckPath:
    """Where the puck goes, and how.

    Attributes
    ----------
    points
        On the plane, in the order in which they are reached; straight lines join them.
    seconds
        That a pass from the first point to the last takes, or once round.
    ends
        Round goes from the last point back to the first.
    """

    points: tuple[Place, ...] = ()
    seconds: float = 4.0
    ends: Ends = Ends.PING_PONG
    ease: Ease = Ease.BOTH
    pace: Pace = Pace.EVEN

    def __post_init__(self) -> None:
        if len(self.points) > MAX_POINTS:
            raise UserError(f"A path has up to {MAX_POINTS} points: delete one to add another.")
        if not all(0 <= value <= 1 for point in self.points for value in point):
            raise UserError("A path lies on the plane: give points with coordinates from 0 to 1.")
        if not SECONDS[0] <= self.seconds <= SECONDS[1]:
            least, most = SECONDS
            raise UserError(f"A path takes {least:g} to {most:g} seconds: give a number of these.")

    @property
    def is_walkable(self) -> bool:
        """Whether there is a way: two points at least."""
        return len(self.points) > 1

    @property
    def corners(self) -> tuple[Place, ...]:
        """The points in the order of a pass: of a loop the first one is the last, too."""
        return (*self.points, *self.points[:1]) if self._closed else self.points

    @property
    def _closed(self) -> bool:
        return self.ends is Ends.ROUND and len(self.points) > 1

    def places(self, shares: ArrayLike) -> Floats:
        """Return where the puck is at shares (m,) of a pass, as (m, 2).

        Raises
        ------
        ValueError
            Where there is no point.
        """
        if not self.points:
            raise ValueError("a path without points leads nowhere")
        corners = np.array(self.corners)
        at = positions(shares, _lengths(corners), self.pace, self.ease)
        x, y = (np.interp(at, np.arange(len(corners)), column) for column in corners.T)
        return np.stack((x, y), axis=1)

    def moved(self, index: int, place: Place) -> Self:
        """Put a point elsewhere; beyond the edge of the plane it stops there."""
        self._check(index)
        return self._with((*self.points[:index], clamp(place), *self.points[index + 1 :]))

    def inserted(self, index: int, place: Place) -> Self:
        """Put a new point before that of ``index``, or with the number of points at the end."""
        if index != len(self.points):
            self._check(index)
        return self._with((*self.points[:index], clamp(place), *self.points[index:]))

    def without(self, index: int) -> Self:
        """Take a point away."""
        self._check(index)
        return self._with((*self.points[:index], *self.points[index + 1 :]))

    def continued(self, line: Sequence[Place]) -> Self:
        """Go on along a line that was drawn, of which few points are kept."""
        return self._with((*self.points, *simplified([clamp(place) for place in line])))

    def nearest_leg(self, place: Place) -> tuple[int, float]:
        """Return before which point a new one at ``place`` lies on the line, and how far from it.

        Raises
        ------
        ValueError
            Where there are less than two points.
        """
        corners = np.array(self.corners)
        if len(corners) < 2:
            raise ValueError("a path without two points has no leg")
        distances = [
            _distances(np.array([place]), start, end)[0] for start, end in pairwise(corners)
        ]
        leg = int(np.argmin(distances))
        return leg + 1, float(distances[leg])

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self.points):  # a negative one would slice wrongly
            raise IndexError(f"point {index} of {len(self.points)}")

    def _with(self, points: tuple[Place, ...]) -> Self:
        return replace(self, points=points)


def simplified(line: Sequence[Place], tolerance: float = TOLERANCE) -> tuple[Place, ...]:
    """Return points of a line, the first and last among them, from which none of it lies far.

    By U. Ramer, "An iterative procedure for the polygonal approximation of plane curves", 1972, and
    D. Douglas and T. Peucker, "Algorithms for the reduction of the number of points required to
    represent a digitized line or its caricature", 1973. Where more than :data:`MAX_POINTS` would
    be left, the tolerance is raised.
    """
    at = np.array(line, np.float64).reshape(-1, 2)
    kept = _kept(at, tolerance)
    while len(kept) > MAX_POINTS:
        tolerance *= 1.5
        kept = _kept(at, tolerance)
    return tuple((float(x), float(y)) for x, y in at[kept])


def recorded(moments: Sequence[float], line: Sequence[Place]) -> tuple[tuple[Place, ...], float]:
    """Return points for a walk that does what was recorded, and the seconds that it took.

    They lie at even distances in time, so that a walk leg by leg goes quickly and slowly where the
    puck did; from the first movement to the last.

    Parameters
    ----------
    moments
        In seconds, one a place of ``line``: when the puck came there.
    """
    at, places = np.array(moments, np.float64), np.array(line, np.float64).reshape(-1, 2)
    moving = np.flatnonzero(np.any(np.diff(places, axis=0) != 0, axis=1))
    if not len(moving):
        return tuple(line[:1]), 0.0
    first, last = int(moving[0]) + 1, int(moving[-1]) + 1
    # How long the puck lay still before it first moved is not known to be meant.
    start = max(at[first - 1], at[first] - RECORDING_STEP)
    seconds = float(at[last] - start)
    count = int(np.clip(np.ceil(seconds / RECORDING_STEP) + 1, 2, MAX_POINTS))
    known = np.concatenate(([start], at[first : last + 1]))
    columns = places[first - 1 : last + 1].T
    x, y = (np.interp(np.linspace(start, at[last], count), known, column) for column in columns)
    return tuple(zip(x.tolist(), y.tolist(), strict=True)), seconds


def _kept(at: Floats, tolerance: float) -> list[int]:
    """Rows of the points that are kept, in order."""
    kept = {0, len(at) - 1} if len(at) else set()
    stretches = [(0, len(at) - 1)]
    while stretches:
        first, last = stretches.pop()
        if last - first < 2:
            continue
        far = _distances(at[first + 1 : last], at[first], at[last])
        farthest = int(np.argmax(far))
        if far[farthest] > tolerance:
            middle = first + 1 + farthest
            kept.add(middle)
            stretches += [(first, middle), (middle, last)]
    return sorted(kept)


def _distances(at: Floats, start: Floats, end: Floats) -> Floats:
    """How far points (m, 2) are from the stretch between two others."""
    line = end - start
    length = line @ line
    share = np.clip((at - start) @ line / length, 0, 1) if length > 0 else np.zeros(len(at))
    return np.asarray(np.linalg.norm(start + share[:, None] * line - at, axis=1))


def _lengths(corners: Floats) -> Floats:
    return np.asarray(np.linalg.norm(np.diff(corners, axis=0), axis=1))
