"""A board from sources and weights, instead of from pins that were dragged about."""

import math
from collections.abc import Sequence
from dataclasses import replace

from explorer.core.board.board import Board, Layout, Pin
from explorer.core.board.modes import Mode
from explorer.core.board.sources import Source
from explorer.core.board.weights import nearest_point, weights
from training.files.errors import UserError

TOLERANCE = 0.02
"""How far given weights may be from a sum of 1: 0.33,0.33,0.33 are meant as thirds."""
CLOSE = 1e-3
"""How far the weights of the board's point may be from those asked for."""


def read_weights(text: str, count: int, mode: Mode) -> tuple[float, ...]:
    """Read weights such as ``0.7,0.3``; without any they are equal.

    Raises
    ------
    UserError
        Where they are no numbers, not one a source, or do not sum to 1 (other than in sum mode).
    """
    if not text:
        return (1 / count,) * count
    try:
        given = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise UserError(f"{text!r} are no weights: give numbers such as 0.7,0.3.") from None
    if len(given) != count or not all(map(math.isfinite, given)):
        raise UserError(f"Give {count} weights, one a source, such as 0.7,0.3, not {text!r}.")
    if mode.amount.free:
        return given
    if abs(sum(given) - 1) > TOLERANCE:
        raise UserError(f"The weights sum to {sum(given):.3g}: give ones that sum to 1.")
    return tuple(weight / sum(given) for weight in given)


def board_of(sources: Sequence[Source], given: Sequence[float], mode: Mode) -> Board:
    """Return a board whose puck is where the sources have the weights ``given``.

    Raises
    ------
    UserError
        Where a board has no such point, or cannot hold so many pictures.
    """
    board = Board(mode=mode)
    for source in sources:
        board = board.add(source)
    if not mode.amount.free and not all(0 <= weight <= 1 for weight in given):
        board = board.with_overshoot(True)
    board = _with_puck(board, given)
    if not _fits(board, given) and not mode.amount.free and min(given) > 0:
        board = _around_the_puck(board, given)
    if not _fits(board, given):
        nearest, asked = (
            ",".join(f"{round(weight, 3):g}" for weight in some) for some in (weights(board), given)
        )
        raise UserError(
            f"Weights go no farther beyond 0 and 1 than the window's puck does: give {nearest}, "
            f"the nearest to {asked}."
        )
    return board


def _with_puck(board: Board, given: Sequence[float]) -> Board:
    return board.move_puck(*nearest_point(board, given))


def _fits(board: Board, given: Sequence[float]) -> bool:
    pairs = zip(weights(board), given, strict=True)
    return all(abs(got - wanted) <= CLOSE for got, wanted in pairs)


def _around_the_puck(board: Board, given: Sequence[float]) -> Board:
    """Lay the pins freely around the puck, each as far away as makes its weight right.

    Inverse distance (p = 2) gives a weight in proportion to one over the squared distance.
    """
    far = [1 / math.sqrt(weight) for weight in given]
    pins = []
    for i, (pin, distance) in enumerate(zip(board.pins, far, strict=True)):
        angle, reach = 2 * math.pi * i / len(far), 0.5 * distance / max(far)
        x, y = 0.5 + reach * math.cos(angle), 0.5 + reach * math.sin(angle)
        pins.append(Pin(pin.source, min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))
    return replace(board, pins=tuple(pins), layout=Layout.FREE, puck=(0.5, 0.5))
