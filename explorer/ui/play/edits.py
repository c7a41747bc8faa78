"""Edits of a board that chance asks for: pure functions."""

from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.board.typed import with_weights
from explorer.core.play.dreams import is_variation


def with_present(board: Board, source: Source) -> Board:
    """Let a picture be what is seen: on a pin of its own, to which the puck goes.

    The last variation makes room for it, unless it is locked.

    Raises
    ------
    UserError
        Where there is no room on the board.
    """
    old = [i for i, pin in enumerate(board.pins) if is_variation(pin.source) and not pin.locked]
    place = old[-1] if old else len(board.pins)
    board = board.replace(place, source) if old else board.add(source)
    return with_weights(board, [float(i == place) for i in range(len(board.pins))])
