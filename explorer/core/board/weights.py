"""Points of the plane -> one weight a pin: pure functions of the board.

Two pins take the point's projection on their line; three, barycentric coordinates; the four
corners of an upright rectangle, bilinear ones; any other arrangement, inverse distance (p = 2,
D. Shepard, "A two-dimensional interpolation function for irregularly-spaced data", 1968). The
weights sum to 1 and are exactly 1 at a pin. Pins on one spot share its weight alike.

Outside the pins' hull the first three show its nearest point; with overshoot they go on, and are
drawn back towards equal weights as far as it takes for each to lie within -0.5 and 1.5.

A weight that is held stays what it is everywhere on the plane; the others share what is left of 1
in the proportions that they would have anyway.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.core.board.board import Board, Layout, Role
from explorer.core.board.pins import HIGHEST, LOWEST
from explorer.core.board.plane import Place

LARGEST_AMOUNT = 1.5
"""Of the weighted sum: the most horse, or wings, that there can be."""

FLAT = 1e-6
"""Height of a triangle, over its longest side, below which it has no inside to speak of."""

FAR = 1e6
"""Sizes of the plane, beyond which no point is looked for."""

GRID, ROUNDS = 21, 7
"""Points along an edge, and number, of the grids that a point for given weights is found on."""

Floats = NDArray[np.floating[Any]]


def weights(board: Board) -> tuple[float, ...]:
    """Return the weights as typed, or under the puck; a lone pin has 1, in every mode."""
    if board.typed is not None:
        return board.typed
    return tuple(weights_at(board, [board.puck])[0].tolist())


def weights_at(board: Board, points: ArrayLike) -> Floats:
    """Return the weights (m, pins) of points (m, 2) of the plane.

    Where amounts are free these are the amounts of :func:`amounts_at`, of any sum from 0 to 3.
    """
    at = np.asarray(points, np.float64).reshape(-1, 2)
    if len(board.pins) < 2:
        return np.ones((len(at), len(board.pins)))
    held = np.array([np.nan if pin.held is None else pin.held for pin in board.pins])
    if board.mode.amount.free:
        return np.where(np.isnan(held), amounts_at(board, at), held)
    places = np.array([pin.place for pin in board.pins])
    shares = _exact_at_pins(_by_arrangement(board, places, at), places, at)
    return shares if np.isnan(held).all() else _with_held(shares, held, board.overshoot)


def bounds(board: Board) -> tuple[float, float]:
    """Return the least and the most that a weight of a board can be."""
    if board.mode.amount.free:
        return 0.0, LARGEST_AMOUNT
    return (LOWEST, HIGHEST) if board.overshoot else (0.0, 1.0)


def amounts_at(board: Board, points: Floats) -> Floats:
    """Return how much of each pin is in the weighted sum at points (m, 2), as (m, pins).

    Bodies grow to the right and wings upwards, each from 0 to 1.5; pins of one role share alike.
    """
    roles = np.array([role is Role.BODY for role in board.roles()])
    body, wings = points[:, 0] * LARGEST_AMOUNT, (1 - points[:, 1]) * LARGEST_AMOUNT
    shares = np.where(roles, 1 / max(roles.sum(), 1), 1 / max((~roles).sum(), 1))
    return np.where(roles, body[:, None], wings[:, None]) * shares


def nearest_point(board: Board, wanted: ArrayLike) -> Place:
    """Return the point of the plane whose weights are nearest to ``wanted`` (pins,), for typing.

    With five pins or more most weights are those of no point. Looks at the pins' weighted mean,
    which is the point itself inside a triangle, where the weights' distances from the pins put it,
    in a ring or not, and on a grid, then on ever finer ones around the best point; of equally good
    points the puck, the pins, then those near the puck, win. Where two pins leave it open, what the
    other axis says stays.
    """
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, GRID)] * 2), axis=2).reshape(-1, 2)
    best, reach = np.array([0.5, 0.5]), 0.5
    places = np.array([pin.place for pin in board.pins])
    mean = np.clip(np.asarray(wanted) @ places, 0, 1)
    beside = [np.clip(mean + _aside(places, board.puck), 0, 1)] if board.mode.sized else []
    told = (_from_distances(places, np.asarray(wanted)), _in_ring(places, np.asarray(wanted)))
    homes = np.vstack((board.puck, *beside, places, mean, np.clip(told, 0, 1)))
    for _ in range(ROUNDS):
        points = np.clip(np.vstack((homes, best, best + reach * grid)), 0, 1)
        misses = np.linalg.norm(weights_at(board, points) - np.asarray(wanted), axis=1).round(9)
        from_puck = np.linalg.norm(points - np.array(board.puck), axis=1)
        from_puck[: len(homes)] = -1
        best = points[np.lexsort((from_puck, misses))[0]]
        reach *= 4 / GRID
    return float(best[0]), float(best[1])


def _from_distances(places: Floats, wanted: Floats) -> Floats:
    """Return the point whose inverse-distance weights are ``wanted``, by least squares.

    A grid alone ends in a wrong valley now and then. A weight w is c / d^2 for one c, so that
    w |p|^2 - 2 w p q - c = -w |q|^2 for each place q: linear in |p|^2, p and c. That leaves p open
    where the places lie on a circle or on a line.
    """
    share = wanted[:, None]
    system = np.hstack((share, -2 * share * places, -np.ones_like(share)))
    point = np.linalg.lstsq(system, -wanted * np.sum(places**2, axis=1), rcond=None)[0]
    return np.asarray(point[1:3])


def _in_ring(places: Floats, wanted: Floats) -> Floats:
    """Return the same point where the places lie on a circle around their mean, as they are laid.

    With all places r from the mean, w (|p|^2 + r^2) - 2 w p q - c = 0 gives |p|^2 + r^2, p and c up
    to one factor, which these then give. The point's inversion in the circle has the same weights.
    """
    middle, share = places.mean(axis=0), wanted[:, None]
    around = places - middle
    system = np.hstack((share, -2 * share * around, -np.ones_like(share)))
    total, *way, _ = np.linalg.svd(system)[2][-1]
    square = np.sum(around**2) / len(places)
    root = np.sqrt(max(total**2 - 4 * np.dot(way, way) * square, 0))
    reach = total + np.copysign(root, total)
    along = 2 * square / reach if 2 * square < FAR * abs(reach) else 0.0
    return np.asarray(middle + along * np.array(way))


def _aside(places: Floats, puck: Place) -> Floats:
    """How far the puck lies beside the line through two places, as a vector; else nothing."""
    if len(places) != 2 or not (places[1] - places[0]).any():
        return np.zeros(2)
    line, offset = places[1] - places[0], np.array(puck) - places[0]
    return np.asarray(offset - offset @ line / (line @ line) * line)


def _by_arrangement(board: Board, places: Floats, at: Floats) -> Floats:
    if len(places) == 2:
        return _limited(_projection(places, at), board.overshoot)
    if len(places) == 3 and not _is_flat(places):
        return _barycentric(places, at, board.overshoot)
    if len(places) == 4 and board.layout is Layout.PRESET and _are_corners(places):
        return _bilinear(places, at, board.overshoot)
    return _inverse_distance(places, at)


def _projection(places: Floats, at: Floats) -> Floats:
    """Weights on the line through two places, unlimited; even ones where they are one."""
    line = places[1] - places[0]
    length = line @ line
    share = np.full(len(at), 0.5)
    if length > 0:
        share = (at - places[0]) @ line / length
    return np.stack((1 - share, share), axis=1)


def _barycentric(places: Floats, at: Floats, overshoot: bool) -> Floats:
    if not overshoot:
        at = _nearest_in_triangle(places, at)
    system = np.vstack((places.T, np.ones(3)))
    shares = np.linalg.solve(system, np.vstack((at.T, np.ones(len(at))))).T
    return _limited(shares, overshoot)


def _nearest_in_triangle(places: Floats, at: Floats) -> Floats:
    """Return the point of the triangle nearest to each of ``at`` (m, 2)."""
    starts, ends = places, np.roll(places, -1, axis=0)
    along = ends - starts
    share = np.sum((at[:, None] - starts) * along, axis=2) / np.sum(along * along, axis=1)
    feet = starts + np.clip(share, 0, 1)[:, :, None] * along
    nearest = np.argmin(np.sum((feet - at[:, None]) ** 2, axis=2), axis=1)
    on_edge = feet[np.arange(len(at)), nearest]
    return np.where(_is_inside(starts, along, at)[:, None], at, on_edge)


def _is_inside(starts: Floats, along: Floats, at: Floats) -> NDArray[np.bool_]:
    """Whether points lie on the same side of each edge of a triangle."""
    from_start = at[:, None] - starts
    sides = along[:, 0] * from_start[:, :, 1] - along[:, 1] * from_start[:, :, 0]
    return np.all(sides >= 0, axis=1) | np.all(sides <= 0, axis=1)


def _bilinear(places: Floats, at: Floats, overshoot: bool) -> Floats:
    low, high = places.min(axis=0), places.max(axis=0)
    share = (at - low) / (high - low)
    share = np.clip(share, LOWEST, HIGHEST) if overshoot else np.clip(share, 0, 1)
    far = places == high  # which of the two sides each pin is on, (4, 2)
    sides = np.where(far, share[:, None], 1 - share[:, None])
    return _limited(sides[:, :, 0] * sides[:, :, 1], overshoot)


def _inverse_distance(places: Floats, at: Floats) -> Floats:
    squares = _squared_distances(places, at)
    nearest = squares.min(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):  # 0 / 0 on a pin, which is given its exact weights later
        closeness = nearest / squares
    return closeness / closeness.sum(axis=1, keepdims=True)


def _limited(shares: Floats, overshoot: bool) -> Floats:
    """Draw weights (m, n) towards equal ones until all are in range; the sum stays 1."""
    low, high = (LOWEST, HIGHEST) if overshoot else (0.0, 1.0)
    equal = 1 / shares.shape[1]
    with np.errstate(divide="ignore"):
        over = (high - equal) / np.maximum(shares - equal, 0)
        under = (equal - low) / np.maximum(equal - shares, 0)
    kept = np.minimum(1, np.minimum(over, under).min(axis=1, keepdims=True))
    return np.clip(equal + kept * (shares - equal), low, high)


def _exact_at_pins(shares: Floats, places: Floats, at: Floats) -> Floats:
    """Give a point on a pin that pin's picture to the bit; pins on one spot share it."""
    on = _squared_distances(places, at) == 0
    hits = on.sum(axis=1, keepdims=True)
    return np.where(hits > 0, on / np.maximum(hits, 1), shares)


def _with_held(shares: Floats, held: Floats, overshoot: bool) -> Floats:
    """Keep weights that are held, (n,) with NaN for the others; those share what is left."""
    others = np.isnan(held)
    rest = shares[:, others]
    total = rest.sum(axis=1, keepdims=True)
    kept = np.broadcast_to(held, shares.shape).copy()
    if others.sum() == 1:
        kept[:, others] = 1 - np.nansum(held)
    elif others.any():
        even = np.full_like(rest, 1 / rest.shape[1])
        parts = np.divide(rest, total, out=even, where=np.abs(total) > FLAT)
        kept[:, others] = _limited(parts, overshoot) * (1 - np.nansum(held))
    return kept


def _squared_distances(places: Floats, at: Floats) -> Floats:
    """(m, n) between points (m, 2) and places (n, 2)."""
    return np.sum((at[:, None] - places) ** 2, axis=2)


def _is_flat(places: Floats) -> bool:
    """Whether three places have no triangle between them: two are one, or all on a line."""
    sides = np.roll(places, -1, axis=0) - places
    longest = np.sum(sides * sides, axis=1).max()
    area = abs(sides[0, 0] * sides[1, 1] - sides[0, 1] * sides[1, 0])
    return bool(area <= FLAT * longest)


def _are_corners(places: Floats) -> bool:
    """Whether four places are the corners of an upright rectangle, in any order."""
    corners = {(x, y) for x in places[:, 0].tolist() for y in places[:, 1].tolist()}
    return len(corners) == 4 and corners == {tuple(place) for place in places.tolist()}
