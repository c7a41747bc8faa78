"""The plane filled is, cell by cell, what the puck shows there."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.core.blend.field import (
    HEIGHT_SIDE,
    SAMPLES,
    TILES,
    FieldKind,
    field_key,
    grid_points,
    levels,
    pictures_field,
    score_field,
    why_no_field,
)
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import SIDE, Board
from explorer.core.engine.engine import Engine


def test_the_last_look_shows_what_the_puck_shows(engine: Engine, board: Board) -> None:
    looks = list(pictures_field(Renderer(engine), board))
    side, last = TILES[-1], looks[-1].pixels
    assert last is not None and last.shape == (side * SIDE, side * SIDE, 3)
    for cell in (0, 17, side * side - 1):
        x, y = grid_points(side)[cell].tolist()
        shown = Renderer(engine).render(RenderRequest(board.move_puck(x, y))).picture
        row, column = divmod(cell, side)
        tile = last[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
        assert shown is not None and np.abs(tile.astype(int) - shown).max() <= 2


def test_looks_are_whole_and_ever_finer_and_say_how_much_is_done(
    engine: Engine, board: Board
) -> None:
    looks = list(pictures_field(Renderer(engine), board))
    assert np.all(np.diff([look.done for look in looks]) > 0) and looks[-1].done == 1
    shown = {id(look.pixels): look.pixels for look in looks if look.pixels is not None}
    assert len(shown) == len(TILES)
    for pixels, side in zip(shown.values(), TILES, strict=True):
        for row in range(side):  # each tile is a whole picture, enlarged: nothing of a finer look
            zoom = TILES[-1] // side
            tile = pixels[row * zoom * SIDE : (row + 1) * zoom * SIDE, : zoom * SIDE]
            assert np.array_equal(
                tile, tile[::zoom, ::zoom].repeat(zoom, axis=0).repeat(zoom, axis=1)
            )


@pytest.mark.parametrize("score", ["", "pegasus", "realism"])
def test_heights_are_scores(engine: Engine, board: Board, score: str) -> None:
    looks = list(score_field(Renderer(engine), board, score))
    last, side = looks[-1], SAMPLES[-1]
    assert last.heights is not None and last.heights.shape == (HEIGHT_SIDE, HEIGHT_SIDE)
    assert last.heights.min() >= 0 and last.heights.max() <= 1
    x, y = grid_points(side)[side * side // 2].tolist()
    result = Renderer(engine).render(RenderRequest(board.move_puck(x, y)))
    place = last.heights[int(y * HEIGHT_SIDE), int(x * HEIGHT_SIDE)]
    product = result.scores["pegasus"] * result.scores["realism"]
    assert abs(place - (result.scores[score] if score else product)) < 0.05
    assert score in last.words and (score or "×" in last.words)
    assert last.best is not None
    best = Renderer(engine).render(RenderRequest(board.move_puck(*last.best))).scores
    told = best[score] if score else best["pegasus"] * best["realism"]
    assert abs(told - last.best_value) < 0.01
    assert last.best_value >= last.heights.max() - 1e-6


def test_contour_lines_are_at_round_numbers() -> None:
    def of(low: float, high: float) -> list[float]:
        return levels(np.linspace(low, high, 9, dtype=np.float32).reshape(3, 3)).tolist()

    assert of(0, 1) == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert of(0.61, 0.68) == pytest.approx([0.62, 0.63, 0.64, 0.65, 0.66, 0.67])
    assert of(0.5, 0.5) == []


def test_the_puck_alone_changes_no_field(board: Board) -> None:
    assert field_key(board.move_puck(0.1, 0.2)) == field_key(board)
    assert field_key(replace(board, detail=0.5)) != field_key(board)


def test_why_a_plane_cannot_be_filled(engine: Engine, board: Board) -> None:
    assert "not loaded" in why_no_field(None, board, FieldKind.PICTURES)
    assert "two pictures" in why_no_field(Renderer(engine), Board(), FieldKind.SCORE)
    assert why_no_field(Renderer(engine), board, FieldKind.SCORE) == ""
