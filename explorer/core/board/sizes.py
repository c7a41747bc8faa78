"""Points of the plane -> how large wings are: pure functions of the board.

Between two pins across is how much of each there is, and up is how large the wings are: as usual on
the line through the pins, largest half its length above it, and smallest as far below.
"""

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.board.board import Board
from explorer.core.board.plane import Place, clamp
from explorer.core.board.weights import Floats
from training.files.errors import UserError
from training.grafting.anchors import height_of, size_at


def has_sizes(board: Board) -> bool:
    """Whether points of a board's plane say how large the wings are."""
    return board.mode.sized and len(board.pins) == 2 and bool(_line(board).any())


def sizes_at(board: Board, points: ArrayLike) -> Floats:
    """Return how large wings are, (m,), at points (m, 2) of the plane; 1 is as usual."""
    at = np.asarray(points, np.float64).reshape(-1, 2)
    if not has_sizes(board):
        return np.ones(len(at))
    start = np.array(board.pins[0].place)
    return np.asarray(size_at((at - start) @ _up(board) / _reach(board)))


def sized_puck(board: Board, size: float) -> Place:
    """Return the point of the plane where there is as much of each pin, but wings are so large.

    Raises
    ------
    UserError
        Where no point is of that size.
    """
    low, high = (float(size_at(np.array(height))) for height in (-1.0, 1.0))
    if not low <= size <= high:
        raise UserError(f"Give wings a size from {low:.2f} to {high:.2f}, where 1 is as usual.")
    if not has_sizes(board):
        raise UserError("Wings have a size between two pictures in graft mode alone.")
    up, reach, puck = _up(board), _reach(board), np.array(board.puck)
    height = (puck - np.array(board.pins[0].place)) @ up
    x, y = (puck + (height_of(size) * reach - height) * up).tolist()
    return clamp((x, y))


def _line(board: Board) -> Floats:
    first, last = (np.array(pin.place) for pin in board.pins)
    return np.asarray(last - first)


def _reach(board: Board) -> float:
    return float(np.linalg.norm(_line(board))) / 2


def _up(board: Board) -> Floats:
    """The direction across the line that goes up on the plane, where y points down."""
    x, y = _line(board) / np.linalg.norm(_line(board))
    return np.array([y, -x]) if x > 0 or (x == 0 and y > 0) else np.array([-y, x])
