"""The mode that a new board opens in."""

from collections.abc import Collection

from explorer.core.board.board import Board, Role
from explorer.core.board.modes import GRAFT
from explorer.core.engine.engine import Feature


def in_first_mode(board: Board, missing: Collection[Feature]) -> Board:
    """Return a new board of a body and wings as a graft, and any other as it is.

    Parameters
    ----------
    missing
        What the model set cannot do.
    """
    given = {board.role_of(pin.source.class_name) for pin in board.pins}
    if given >= {*Role} and not set(GRAFT.needs) & set(missing):
        return board.with_mode(GRAFT)
    return board
