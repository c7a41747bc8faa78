"""Edits of a board that the window offers and the board itself does not: pure functions."""

from collections.abc import Sequence

from explorer.core.board.board import Board, Source
from explorer.core.board.plane import Place
from explorer.core.board.regions import clear
from explorer.core.board.weights import nearest_point
from training.files.errors import UserError


def without_pins(board: Board) -> Board:
    """Take all pins off, locked or not; settings stay."""
    for pin in range(len(board.pins) - 1, -1, -1):
        board = board.lock(pin, False).remove(pin)
    return board.move_puck(0.5, 0.5)


def with_pictures(board: Board, sources: Sequence[Source]) -> Board:
    """Show other pictures with the puck half-way; settings and locked pins stay.

    A picture is left out where a locked pin is of its kind, body or wings, already.

    Raises
    ------
    UserError
        Where that leaves none.
    """
    locked = tuple(pin for pin in board.pins if pin.locked)
    taken = {board.role_of(pin.source.class_name) for pin in locked} - {None}
    new = [source for source in sources if board.role_of(source.class_name) not in taken]
    if not new:
        raise UserError("The pictures of the board are locked: unlock one to show another.")
    for pin in range(len(board.pins) - 1, -1, -1):
        if not board.pins[pin].locked:
            board = board.remove(pin)
    board = clear(board).move_puck(0.5, 0.5)
    for source in new:
        board = board.add(source)
    return board


def even_point(board: Board) -> Place:
    """Return the point of the plane where all pins count alike."""
    if board.mode.amount.free or len(board.pins) < 2:
        return 0.5, 0.5
    return nearest_point(board, [1 / len(board.pins)] * len(board.pins))
