"""A good board by chance: the best of a few dozen that are drawn and scored."""

from collections.abc import Iterator

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.gallery.gallery import Gallery
from explorer.core.play.drawn import Drawn
from explorer.core.search.finds import Find
from explorer.core.search.generations import Wanted, search

TRIED = 24
"""Blends among which the best is taken: two or three seconds on two cores."""


def surprise(
    renderer: Renderer, gallery: Gallery, seed: int, board: Board, count: int
) -> Iterator[tuple[int, list[Drawn]]]:
    """Yield how many blends were tried, and up to ``count`` of the best so far, best first.

    Bodies and wings are of the classes that ``board`` says are such. It is one candidate a step,
    so that the puck waits for none.

    Raises
    ------
    UserError
        As :func:`explorer.core.search.generations.search` does.
    """
    wanted = Wanted(count, TRIED, seed, board.body, board.wings)
    for findings in search(renderer, gallery, wanted, slice_size=1):
        yield findings.tried, [_drawn(find, seed) for find in findings.best]


def _drawn(find: Find, seed: int) -> Drawn:
    sources = tuple(pin.source for pin in find.board.pins)
    return Drawn(find.board, find.picture, find.scores, seed, sources)
