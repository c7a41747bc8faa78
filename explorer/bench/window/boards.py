"""The boards that are dragged: pictures of the gallery that ships, blended in each way."""

from collections.abc import Callable

from explorer.core.board.board import Board
from explorer.core.board.modes import MODES
from explorer.core.gallery.gallery import Gallery
from training.files.errors import UserError

BODY, WINGS = "horse", "bird"


def _of_two(mode: str) -> Callable[[Gallery | None], Board]:
    return lambda gallery: _board(gallery, mode, 1)


def _board(gallery: Gallery | None, mode: str, each: int) -> Board:
    """So many bodies and wings in a mode, the puck half-way."""
    if gallery is None:
        raise UserError("There is no gallery to take pictures from.")
    board = Board(mode=MODES.named(mode))
    names = [gallery.class_name(row) for row in range(len(gallery))]
    for wanted in (BODY, WINGS):
        rows = [row for row, name in enumerate(names) if name == wanted][:each]
        for row in rows:
            board = board.add(gallery.source(row))
    return board.move_puck(0.5, 0.5)


BOARDS: dict[str, Callable[[Gallery | None], Board]] = {
    "linear": _of_two("linear"),
    "slerp": _of_two("slerp"),
    "graft": _of_two("graft"),
    "refined": _of_two("refined"),
    "four_pins": lambda gallery: _board(gallery, "linear", 2),
}
