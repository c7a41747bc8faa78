"""Wings as they are set on a body, and the edits of a board that set them otherwise by hand.

All edits are pure functions. Points are (x, y) in pixels of a picture of 32 x 32.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import Board, Role
from explorer.core.board.dabs import round_dab
from training.grafting.placement import AS_FOUND, FARTHEST, REACH, TOUCHED, Cut, Graft, Point

SHORTEST = 2.0
"""Pixels from root to tip; of a shorter wing no tip could be dragged any more."""
SETTABLE = 2
"""Wings that can be set by hand: the near one and the far one."""


@dataclass(frozen=True)
class SetWing:
    """How a wing is set in what is shown, by the anchors or by hand.

    Attributes
    ----------
    pin
        Whose picture it is cut out of.
    root, tip
        On the body's picture; the tip of a wing of usual size.
    scale
        How many times as long as usual it is seen.
    opacity
        How far it is seen, 0 to 1.
    mirrored, behind, tone, softness
        As :class:`training.grafting.placement.WingPlacement` has them.
    sure
        Whether the parts network is sure of it, or it was set by hand.
    """

    pin: int
    root: Point
    tip: Point
    scale: float = 1.0
    opacity: float = 1.0
    mirrored: bool = False
    behind: bool = False
    tone: float = 0.0
    softness: float = 0.0
    sure: bool = True

    @property
    def seen_tip(self) -> Point:
        """Where its tip is seen."""
        return _between(self.root, self.tip, self.scale)


@dataclass(frozen=True, eq=False)
class SeenCut:
    """How the wing of a pin is cut out of its picture.

    Attributes
    ----------
    root, tip
        On that picture.
    find_extent
        Returns :attr:`extent`, for whoever wants to know it.
    """

    pin: int
    root: Point
    tip: Point
    find_extent: Callable[[], NDArray[np.float32]]

    @cached_property
    def extent(self) -> NDArray[np.float32]:
        """(32, 32): how far each pixel is taken."""
        return self.find_extent()


def has_wings(board: Board) -> bool:
    """Whether a board shows wings that can be set by hand."""
    return board.mode.method.grafts and {*board.roles()} == {Role.BODY, Role.WINGS}


def wings_pins(board: Board) -> tuple[int, ...]:
    """Return the pins that give wings."""
    return tuple(i for i, role in enumerate(board.roles()) if role is Role.WINGS)


def move_root(board: Board, wing: int, seen: SetWing, x: float, y: float) -> Board:
    """Move a wing, so that its root is at a point."""
    root = _near((x, y))
    changes: dict[str, Any] = {"root": root}
    if _hand(board, wing).tip is not None:
        dx, dy = root[0] - seen.root[0], root[1] - seen.root[1]
        changes["tip"] = _near((seen.tip[0] + dx, seen.tip[1] + dy))
    return change_wing(board, wing, **changes)


def move_tip(board: Board, wing: int, seen: SetWing, x: float, y: float) -> Board:
    """Turn and scale a wing, so that its tip is seen at a point."""
    tip = _between(seen.root, _apart(seen.root, (x, y)), 1 / seen.scale)
    return change_wing(board, wing, tip=_near(tip))


def change_wing(board: Board, wing: int, **changes: Any) -> Board:
    """Set fields of a :class:`WingPlacement` by hand; None is as the anchors have it."""
    graft, name = board.graft or Graft(), ("near", "far")[wing]
    hand = replace(_hand(board, wing), **changes)
    return board.with_graft(replace(graft, **{name: hand}))


def with_pair(board: Board, pair: bool) -> Board:
    """Let a single picture of wings give two of them, or one."""
    return board.with_graft(replace(board.graft or Graft(), pair=pair))


def automatic(board: Board) -> Board:
    """Set all wings as the anchors have it, cut as the network found them."""
    for pin in range(len(board.pins)):
        board = board.with_cut(pin, None)
    return board.with_graft(None)


def change_cut(board: Board, pin: int, **changes: Any) -> Board:
    """Set fields of a :class:`Cut` by hand; None is as the network found it."""
    cut = replace(board.pins[pin].cut or Cut(), **changes)
    return board.with_cut(pin, None if cut == Cut() else cut)


def move_cut(board: Board, pin: int, seen: SeenCut, end: str, x: float, y: float) -> Board:
    """Say where in its own picture a wing has its ``end``, "root" or "tip"."""
    other = seen.tip if end == "root" else seen.root
    return change_cut(board, pin, **{end: _near(_apart(other, (x, y)))})


def brush(board: Board, pin: int, x: float, y: float, radius: float, add: bool) -> Board:
    """Add a dab to the matte of a pin, or rub it out: whole within ``radius``, soft at the edge."""
    cut = board.pins[pin].cut or Cut()
    touch = np.frombuffer(cut.touch or bytes([AS_FOUND] * TOUCHED), np.uint8).reshape(32, 32)
    dab = np.rint(REACH * round_dab(x, y, radius)).astype(np.int64)
    pick: Callable[..., NDArray[np.int64]] = np.maximum if add else np.minimum
    painted = pick(touch, AS_FOUND + (dab if add else -dab))
    made = np.where(dab > 0, painted, touch).astype(np.uint8)
    return change_cut(board, pin, touch=None if (made == AS_FOUND).all() else made.tobytes())


def _hand(board: Board, wing: int) -> Any:
    graft = board.graft or Graft()
    return (graft.near, graft.far)[wing]


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _apart(start: Point, end: Point) -> Point:
    """Return ``end``, or where that is too near to ``start``, the next point that is not."""
    length = math.dist(start, end)
    if length >= SHORTEST:
        return end
    return _between(start, end, SHORTEST / length) if length else (start[0], start[1] - SHORTEST)


def _near(point: Point) -> Point:
    low, high = -FARTHEST, 2 * FARTHEST
    return min(max(point[0], low), high), min(max(point[1], low), high)
