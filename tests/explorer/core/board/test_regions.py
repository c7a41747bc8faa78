"""Painted regions: dabs cover one another, edges are soft, and rubbing out goes back to nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.board.board import Board
from explorer.core.board.dabs import cell_dab, round_dab
from explorer.core.board.modes import REGIONS, SLERP
from explorer.core.board.regions import clear, fill, has_regions, is_painted, paint, painted
from tests.explorer.core.boards import noise_source
from training.files.errors import UserError


def board_of(count: int) -> Board:
    board = Board(mode=REGIONS)
    for i in range(count):
        board = board.add(noise_source(i))
    return board


SPOTS = st.floats(-4, 36)
DABS = st.builds(round_dab, SPOTS, SPOTS, st.floats(0.5, 9), st.floats(0, 8))
STROKES = st.lists(st.tuples(st.none() | st.integers(0, 2), DABS), max_size=6)


@given(STROKES, st.integers(0, 2), DABS)
def test_a_dab_covers_what_was_there_and_never_too_much(
    strokes: list[tuple[int | None, np.ndarray]], pin: int, dab: np.ndarray
) -> None:
    board = board_of(3)
    for each, where in strokes:
        board = paint(board, each, where)
    after = painted(paint(board, pin, dab))
    assert (after.sum(0) <= 255).all() and (after[pin] >= np.rint(255 * dab)).all()
    assert (after[:, dab == 1].sum(0) == 255).all() and (after[pin][dab == 1] == 255).all()
    assert np.array_equal(after[:, dab == 0], painted(board)[:, dab == 0])
    assert paint(paint(board, pin, dab), pin, dab) == paint(board, pin, dab)


def test_rubbing_out_all_is_the_board_before() -> None:
    board = board_of(2)
    made = paint(board, 1, round_dab(10, 20, 5, soft=4))
    assert is_painted(made) and made.pins[0].region is None
    halves = painted(made)[1]
    assert halves[20, 10] == 255 and 0 < halves[20, 15] < 255 and halves[20, 20] == 0
    assert paint(made, None, np.ones((32, 32))) == clear(made) == board


@pytest.mark.parametrize("grid", [(8, 8), (5, 3), (1, 1), (32, 32), (64, 64)])
def test_cells_share_the_picture_among_them(grid: tuple[int, int]) -> None:
    rows, columns = grid
    whole = sum(
        cell_dab((column + 0.5) * 32 / columns, (row + 0.5) * 32 / rows, grid)
        for row in range(rows)
        for column in range(columns)
    )
    assert np.array_equal(whole, np.ones((32, 32)))
    assert cell_dab(-3, 99, grid)[31, 0] == 1 or rows > 32


def test_filling_paints_each_cell_as_it_is_shared() -> None:
    shares = np.zeros((2, 2, 2), np.float32)
    shares[0, 0], shares[1, 1], shares[:, 0, 1] = 1, 1, 0.5
    first, second = painted(fill(board_of(2), shares))
    assert (first[:16, :16] == 255).all() and (second[16:] == 255).all()
    assert (first[:16, 16:] == 127).all() and (second[:16, 16:] == 127).all()
    with pytest.raises(UserError, match="on its way"):
        fill(board_of(3), shares)


def test_there_are_regions_of_several_pictures_in_modes_that_have_them() -> None:
    assert has_regions(board_of(2)) and not has_regions(board_of(1))
    assert not has_regions(board_of(2).with_mode(SLERP))
