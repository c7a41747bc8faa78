"""What chance drew, with its picture and what is said of it."""

from dataclasses import dataclass

import numpy as np

from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.engine.engine import Feature
from explorer.core.engine.images import to_images
from explorer.core.scores import blend_scores, measured
from explorer.core.search.finds import Find
from training.files.errors import UserError


@dataclass(frozen=True, eq=False)
class Drawn(Find):
    """A board, or a picture on a board of its own.

    Attributes
    ----------
    seed
        That gives it.
    sources
        The pictures that were drawn.
    """

    seed: int
    sources: tuple[Source, ...]


def drawn_board(renderer: Renderer, board: Board, seed: int) -> Drawn:
    """Render a board that was drawn.

    Raises
    ------
    UserError
        Where the model set cannot.
    """
    result = renderer.render(RenderRequest(board))
    if result.picture is None:
        raise UserError(result.error or "There is nothing on the board.")
    sources = tuple(pin.source for pin in board.pins)
    return Drawn(board, result.picture, result.scores, seed, sources)


def drawn_picture(renderer: Renderer, board: Board, source: Source, seed: int) -> Drawn:
    """Score a picture that was made; ``board`` says which classes make a pegasus."""
    engine, scores = renderer.engine, {}
    if Feature.SCORE not in engine.missing:
        seen = renderer.seen(board, engine.score(to_images(source.picture[None])))
        values, _ = measured(blend_scores(), seen, engine.missing)
        scores = {name: float(np.ravel(value)[0]) for name, value in values.items()}
    return Drawn(Board().add(source), source.picture, scores, seed, (source,))
