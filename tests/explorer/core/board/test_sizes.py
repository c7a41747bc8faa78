"""Between two pins the plane says how large wings are; elsewhere it does not."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.core.board.board import Board, Layout
from explorer.core.board.first_mode import in_first_mode
from explorer.core.board.modes import GRAFT, LINEAR
from explorer.core.board.sizes import has_sizes, sized_puck, sizes_at
from explorer.core.board.weights import nearest_point, weights
from explorer.core.engine.engine import Feature
from tests.explorer.core.boards import noise_source
from training.files.errors import UserError
from training.grafting.anchors import LENGTH, LONGEST, SHORTEST

LEAST, MOST = SHORTEST / LENGTH, LONGEST / LENGTH


def pair(mode: object = GRAFT, count: int = 2) -> Board:
    board = Board(mode=mode)  # type: ignore[arg-type]
    for i in range(count):
        board = board.add(noise_source(i, class_name="bird" if i else "horse"))
    return board


def test_up_is_larger_and_the_line_is_as_usual() -> None:
    points = [(0.5, 0.1), (0.5, 0.3), (0.3, 0.5), (0.5, 0.9), (0.2, 0.0), (0.1, 1.0)]
    sizes = sizes_at(pair(), points)
    assert np.allclose(sizes, [MOST, (1 + MOST) / 2, 1, LEAST, MOST, LEAST])


@given(st.floats(0, 6.28), st.floats(0.1, 0.5))
def test_it_is_up_however_the_pins_lie(angle: float, radius: float) -> None:
    assume(abs(np.cos(angle)) > 1e-3)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    board = pair().with_layout(Layout.FREE)
    board = board.move_pin(0, 0.5 - x, 0.5 - y).move_pin(1, 0.5 + x, 0.5 + y)
    below, line, above = sizes_at(board, [(0.5, 0.55), (0.5, 0.5), (0.5, 0.45)])
    assert below < line < above and line == pytest.approx(1)


def test_other_boards_have_wings_as_usual() -> None:
    spot = pair().with_layout(Layout.FREE).move_pin(0, 0.5, 0.5).move_pin(1, 0.5, 0.5)
    for board in (pair(LINEAR), pair(count=1), pair(count=3), spot):
        assert not has_sizes(board)
        assert np.array_equal(sizes_at(board, [(0.2, 0.1), (0.7, 0.9)]), [1, 1])


@given(st.floats(LEAST, MOST), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_a_size_is_asked_for(size: float, x: float, y: float) -> None:
    board = pair().move_puck(x, y)
    moved = board.move_puck(*sized_puck(board, size))
    assert sizes_at(moved, [moved.puck])[0] == pytest.approx(size)
    assert weights(moved) == pytest.approx(weights(board))


def test_sizes_out_of_reach_are_refused() -> None:
    for size in (0.2, 2.0, float("nan")):
        with pytest.raises(UserError, match=r"from 0\.53 to 1\.24"):
            sized_puck(pair(), size)
    with pytest.raises(UserError, match="between two pictures"):
        sized_puck(pair(count=3), 1.0)


@given(st.floats(0, 1), st.floats(0.1, 0.9))
def test_typing_a_weight_leaves_the_size(share: float, y: float) -> None:
    board = pair().move_puck(0.4, y)
    moved = board.move_puck(*nearest_point(board, [share, 1 - share]))
    assert weights(moved)[0] == pytest.approx(share, abs=1e-6)
    assert sizes_at(moved, [moved.puck]) == pytest.approx(sizes_at(board, [board.puck]), abs=1e-6)


def test_a_new_board_of_a_body_and_wings_opens_as_a_graft() -> None:
    assert in_first_mode(pair(LINEAR), ()).mode == GRAFT
    assert in_first_mode(pair(LINEAR), {Feature.GRAFT: "no parts"}).mode == LINEAR
    assert in_first_mode(pair(LINEAR, 1), ()).mode == LINEAR
    strange = Board().add(noise_source(0, class_name="horse")).add(noise_source(1))
    assert in_first_mode(strange, ()).mode == LINEAR
