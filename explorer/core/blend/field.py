"""The plane filled: what the puck would show everywhere, coarse at first and ever finer."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import SIDE, Board
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature
from explorer.core.engine.jobs import sliced
from explorer.core.scores import SCORES, measured, merit
from training.files.errors import UserError
from training.latent.regions import resize

TILES = (3, 6, 12)
"""Pictures along an edge of the plane, from the first look to the last."""

SAMPLES = (6, 12, 24)
"""Scores along an edge of the plane."""

HEIGHT_SIDE = 384
"""Pixels along an edge of a height map."""

Pixels = NDArray[np.uint8]


class FieldKind(StrEnum):
    """What the plane is filled with."""

    NOTHING = "nothing"
    PICTURES = "pictures"
    SCORE = "score"


def field_key(board: Board) -> Board:
    """Return what a field depends on: the board without its puck, and what was typed instead."""
    return replace(board, puck=(0.5, 0.5), typed=None)


def grid_points(side: int) -> Floats:
    """Return the middles (side², 2) of the cells of a square grid on the plane, in rows."""
    middles = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(middles, middles)
    return np.stack((x.ravel(), y.ravel()), axis=1).astype(np.float32)


def pictures_field(renderer: Renderer, board: Board) -> Iterator[Pixels]:
    """Yield the plane as one image, (12 · 32, 12 · 32, 3) uint8, after each slice of pictures.

    Each picture stands where the puck would have to be to show it; finer grids are laid over
    coarser ones.

    Raises
    ------
    UserError
        Where the model set cannot do the board's mode.
    """
    edge = TILES[-1] * SIDE
    image = np.zeros((edge, edge, 3), np.uint8)
    for side in TILES:
        points, size = grid_points(side), edge // side

        def show(cells: NDArray[np.int64], points: Floats = points, size: int = size) -> Pixels:
            pictures = renderer.points(board, points[cells]).pictures
            large = pictures.repeat(size // SIDE, axis=1).repeat(size // SIDE, axis=2)
            for cell, picture in zip(cells.tolist(), large, strict=True):
                row, column = divmod(cell, edge // size)
                image[row * size : (row + 1) * size, column * size : (column + 1) * size] = picture
            return image.copy()

        yield from sliced(np.arange(side * side), show)  # type: ignore[arg-type]


def score_field(renderer: Renderer, board: Board) -> Iterator[Floats]:
    """Yield what the search goes by over the plane, (384, 384) in [0, 1], ever finer.

    What is not known yet on a finer grid is taken from the coarser one. It is the
    :func:`explorer.core.scores.merit`: without a critic the pegasus score alone.

    Raises
    ------
    UserError
        Where the model set cannot score the board's body and wings.
    """
    heights = np.zeros((1, 1, 1), np.float32)
    for side in SAMPLES:
        points = grid_points(side)
        heights = np.array(resize(heights, (side, side)))

        def look(
            cells: NDArray[np.int64], points: Floats = points, heights: Floats = heights
        ) -> Floats:
            heights.reshape(-1)[cells] = _merits(renderer, board, points[cells])
            return np.asarray(resize(heights, (HEIGHT_SIDE, HEIGHT_SIDE)))[0]

        yield from sliced(np.arange(side * side), look)  # type: ignore[arg-type]


def why_no_field(renderer: Renderer | None, board: Board, kind: FieldKind) -> str:
    """Return why the plane cannot be filled; empty where it can."""
    if renderer is None:
        return "The models are not loaded yet."
    if len(board.pins) < 2:
        return "There is nothing to fill the plane with yet: pick two pictures first."
    try:
        if kind is FieldKind.SCORE:
            renderer.engine.require(Feature.SCORE)
        renderer.engine.require(Feature.BLEND)
    except UserError as error:
        return str(error)
    return ""


def _merits(renderer: Renderer, board: Board, points: Floats) -> Floats:
    engine = renderer.engine
    scores = engine.score(renderer.points(board, points).images)
    rows = [score for score in SCORES if score.merit]
    values, notes = measured(rows, renderer.seen(board, scores), engine.missing)
    for row in rows:
        if row.name in notes and row.needs not in engine.missing:
            raise UserError(notes[row.name])
    return merit(values)
