"""The plane filled is, cell by cell, what the puck shows there."""

from dataclasses import replace

import numpy as np

from explorer.core.blend.field import (
    HEIGHT_SIDE,
    SAMPLES,
    TILES,
    FieldKind,
    field_key,
    grid_points,
    pictures_field,
    score_field,
    why_no_field,
)
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import SIDE, Board
from explorer.core.engine.engine import Engine


def test_the_last_look_shows_what_the_puck_shows(engine: Engine, board: Board) -> None:
    looks = list(pictures_field(Renderer(engine), board))
    side = TILES[-1]
    assert looks[-1].shape == (side * SIDE, side * SIDE, 3)
    for cell in (0, 17, side * side - 1):
        x, y = grid_points(side)[cell].tolist()
        shown = Renderer(engine).render(RenderRequest(board.move_puck(x, y))).picture
        row, column = divmod(cell, side)
        tile = looks[-1][row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
        assert shown is not None and np.abs(tile.astype(int) - shown).max() <= 2


def test_an_early_look_fills_the_plane_already(engine: Engine, board: Board) -> None:
    steps = pictures_field(Renderer(engine), board)
    seen = 0
    for look in steps:
        if look.reshape(-1, 3).any(axis=1).mean() > 0.9:
            break
        seen += 1
    assert seen < TILES[0] ** 2


def test_heights_are_scores(engine: Engine, board: Board) -> None:
    last = None
    for last in score_field(Renderer(engine), board):
        assert last.shape == (HEIGHT_SIDE, HEIGHT_SIDE) and last.min() >= 0 and last.max() <= 1
    side = SAMPLES[-1]
    x, y = grid_points(side)[side * side // 2].tolist()
    result = Renderer(engine).render(RenderRequest(board.move_puck(x, y)))
    assert last is not None
    place = last[int(y * HEIGHT_SIDE), int(x * HEIGHT_SIDE)]
    assert abs(place - result.scores["pegasus"] * result.scores["realism"]) < 0.05


def test_the_puck_alone_changes_no_field(board: Board) -> None:
    assert field_key(board.move_puck(0.1, 0.2)) == field_key(board)
    assert field_key(replace(board, detail=0.5)) != field_key(board)


def test_why_a_plane_cannot_be_filled(engine: Engine, board: Board) -> None:
    assert "not loaded" in why_no_field(None, board, FieldKind.PICTURES)
    assert "two pictures" in why_no_field(Renderer(engine), Board(), FieldKind.SCORE)
    assert why_no_field(Renderer(engine), board, FieldKind.SCORE) == ""
