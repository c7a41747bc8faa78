"""A board from sources and weights, instead of from pins that were dragged about."""

import math
from collections.abc import Sequence

from explorer.core.board.board import Board
from explorer.core.board.modes import Mode
from explorer.core.board.sources import Source
from explorer.core.board.typed import with_weights
from training.files.errors import UserError

TOLERANCE = 0.02
"""How far given weights may be from a sum of 1: 0.33,0.33,0.33 are meant as thirds."""


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
    """Return a board that blends sources by the weights ``given``.

    Raises
    ------
    UserError
        Where it cannot hold so many pictures, or such weights.
    """
    board = Board(mode=mode)
    for source in sources:
        board = board.add(source)
    if not mode.amount.free and not all(0 <= weight <= 1 for weight in given):
        board = board.with_overshoot(True)
    return with_weights(board, given)
