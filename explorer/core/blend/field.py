"""The plane filled: what the puck would show everywhere, coarse at first and ever finer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.plane import Place
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature
from explorer.core.engine.slices import sliced
from explorer.core.scores import SCORES, Score, measured, merit
from training.files.errors import UserError
from training.files.paper import enlarge, mosaic
from training.latent.regions import resize

TILES = (8, 16)
"""Pictures along an edge of the plane, from the first look to the last."""

SAMPLES = (6, 12, 24)
"""Scores along an edge of the plane."""

HEIGHT_SIDE = 384
"""Pixels along an edge of a height map."""

MOST_LEVELS = 8
"""Contour lines."""

PICTURES = "what the blend would be"

FIRST = 32
"""Points of the first slice, where nobody drags: with one, half the first look was spent on
finding out how many a slice has time for."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Field:
    """What the plane is filled with, as far as it is known.

    Attributes
    ----------
    done
        Share of the work that is done, 0 to 1.
    words
        What is shown.
    pixels, heights
        (h, w, 3) uint8, or a score (h, w) in [0, 1]; None where that is not asked for, or not
        known yet.
    best, best_value
        The best point that was looked at, and its score.
    """

    done: float
    words: str
    pixels: Pixels | None = None
    heights: Floats | None = None
    best: Place | None = None
    best_value: float = 0.0


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


def pictures_field(renderer: Renderer, board: Board) -> Iterator[Field]:
    """Yield the plane as one image, (16 · 32, 16 · 32, 3) uint8, coarse at first.

    Each picture stands where the puck would have to be to show it. A finer look is shown when it is
    whole; until then the field is the last one, with more of the work done.

    Raises
    ------
    UserError
        Where the model set cannot do the board's mode.
    """
    return _looks(
        Field(0.0, PICTURES),
        TILES,
        lambda points: renderer.points(board, points).pictures,
        lambda tiles, side: {"pixels": _mosaic(tiles, side)},
    )


def score_field(renderer: Renderer, board: Board, score: str = "") -> Iterator[Field]:
    """Yield a score over the plane, (384, 384) in [0, 1], coarse at first, each look whole.

    Parameters
    ----------
    score
        Its name; empty for the :func:`explorer.core.scores.merit`, which the search goes by:
        without a critic that is the pegasus score alone.

    Raises
    ------
    UserError
        Where the model set cannot score the board's body and wings.
    """
    rows = [row for row in SCORES if (row.name == score if score else row.merit)]
    words = " × ".join(row.words for row in rows)
    return _looks(
        Field(0.0, words),
        SAMPLES,
        lambda points: _values(renderer, board, points, rows, score),
        _measured,
    )


def _looks(
    known: Field,
    sides: Sequence[int],
    look: Callable[[Floats], Any],
    made: Callable[[Any, int], dict[str, Any]],
) -> Iterator[Field]:
    """Yield ``known`` with more and more done, and with what is ``made`` of each look when whole.

    Parameters
    ----------
    sides
        Points along an edge of the plane, for one look after another.
    look
        Returns what is seen at points (m, 2), (m, ...).
    made
        Returns fields of :class:`Field` for all that was seen, (side², ...), and the side.
    """
    total, begun = sum(side**2 for side in sides), 0
    for side in sides:
        seen: list[Any] = []
        for done, part in _sliced(side, look):
            seen.append(part)
            known = replace(known, done=(begun + done) / total)
            if done < side**2:
                yield known
        begun += side**2
        known = replace(known, **made(np.concatenate(seen), side))
        yield known


def levels(heights: Floats) -> Floats:
    """Return the heights that contour lines are drawn at: round numbers, at most eight of them."""
    low, high = float(heights.min()), float(heights.max())
    steps = (digit * 10.0**power for power in range(-4, 1) for digit in (1, 2, 2.5, 5))
    step = next((step for step in steps if (high - low) / step <= MOST_LEVELS), 1.0)
    return np.arange(np.ceil(low / step + 1e-6), np.ceil(high / step - 1e-6)) * step


def _sliced(side: int, look: Callable[[Floats], Any]) -> Iterator[tuple[int, Any]]:
    """Yield how many points of a grid are looked at, and what was seen at the newest ones."""
    points, done = grid_points(side), 0
    slices = sliced(points, lambda some: look(np.asarray(some)), FIRST)  # type: ignore[arg-type]
    for part in slices:
        done += len(part)
        yield done, part


def _mosaic(tiles: Pixels, side: int) -> Pixels:
    """One image of pictures (side², 32, 32, 3), as large as that of the finest look."""
    grid = tiles.reshape(side, side, *tiles.shape[1:])
    return enlarge(mosaic(grid), TILES[-1] // side)


def _measured(values: Floats, side: int) -> dict[str, Any]:
    """The heights that values (side²,) make, and the best of their points."""
    heights = np.array(resize(values.reshape(1, side, side), (HEIGHT_SIDE, HEIGHT_SIDE)))[0]
    best = int(np.argmax(values))
    x, y = grid_points(side)[best].tolist()
    return {"heights": heights, "best": (x, y), "best_value": float(values[best])}


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


def _values(
    renderer: Renderer, board: Board, points: Floats, rows: Sequence[Score], score: str
) -> Floats:
    """Values (m,) of a score, or of what the search goes by, as shares of their range."""
    engine = renderer.engine
    engine.require(Feature.SCORE)
    scores = renderer.points(board, points, scored=True).scores
    assert scores is not None
    values, notes = measured(rows, renderer.seen(board, scores), engine.missing)
    for row in rows:
        if row.name in notes and (score or row.needs not in engine.missing):
            raise UserError(notes[row.name])
    if not score:
        return merit(values)
    (row,) = rows
    return np.clip((values[score] - row.low) / (row.high - row.low), 0, 1)
