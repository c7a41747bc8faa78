"""Boards that chance asks for: pure functions."""

from collections.abc import Iterator

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.board.typed import with_weights
from explorer.core.gallery.gallery import Gallery
from explorer.core.play.chance import MOST_SEED, random_pair
from explorer.core.play.drawn import Drawn, drawn_board
from explorer.core.play.dreams import is_variation
from explorer.ui.canvas.board_edits import with_pictures


def pairs(
    renderer: Renderer, gallery: Gallery, board: Board, seed: int, count: int
) -> Iterator[Drawn]:
    """Return the pairs of a seed and of the next ones, each rendered as it would be shown.

    Raises
    ------
    UserError
        Where there are no two pictures.
    """
    seeds = range(seed, min(seed + count, MOST_SEED + 1))
    boards = [(with_pictures(board, random_pair(gallery, one, board)), one) for one in seeds]
    return (drawn_board(renderer, shown, one) for shown, one in boards)


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
