"""Weights from the command line become a board that has them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.commands.parts.boards import board_of, read_weights
from explorer.core.board.modes import LINEAR, SLERP, SUM, Mode
from explorer.core.board.sources import Source
from explorer.core.board.typed import is_off_the_plane
from explorer.core.board.weights import weights
from training.files.errors import UserError


def _sources(count: int) -> list[Source]:
    picture = np.zeros((32, 32, 3), np.uint8)
    return [Source.of(f"{i}", ("horse", "bird")[i % 2], picture + i) for i in range(count)]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.02, 1), min_size=1, max_size=8))
def test_a_board_has_the_weights_asked_for(raw: list[float]) -> None:
    wanted = tuple(weight / sum(raw) for weight in raw)
    board = board_of(_sources(len(raw)), wanted, LINEAR)
    assert np.allclose(weights(board), wanted)
    assert [pin.source.name for pin in board.pins] == [f"{i}" for i in range(len(raw))]


@pytest.mark.parametrize("wanted", [(1.5, -0.5), (1.0, 0.0), (0.0, 0.0, 1.0), (1.2, -0.1, -0.1)])
def test_the_ends_and_beyond(wanted: tuple[float, ...]) -> None:
    board = board_of(_sources(len(wanted)), wanted, SLERP)
    assert np.allclose(weights(board), wanted)
    assert board.overshoot == (min(wanted) < 0)


def test_amounts_of_the_sum() -> None:
    board = board_of(_sources(2), (1.4, 0.3), SUM)
    assert np.allclose(weights(board), (1.4, 0.3))


@pytest.mark.parametrize("wanted", [(0.5, 0.5, 0.0, 0.0, 0.0), (0.3, 0.3, 0.2, 0.1, 0.1)])
def test_weights_of_no_point_are_blended_exactly(wanted: tuple[float, ...]) -> None:
    board = board_of(_sources(len(wanted)), wanted, LINEAR)
    assert np.array_equal(weights(board), wanted)
    assert is_off_the_plane(board)


@pytest.mark.parametrize(
    ("count", "wanted", "mode"), [(2, (1.8, -0.8), LINEAR), (2, (2.0, 0.1), SUM)]
)
def test_weights_beyond_what_is_allowed_are_refused(
    count: int, wanted: tuple[float, ...], mode: Mode
) -> None:
    with pytest.raises(UserError, match="from"):
        board_of(_sources(count), wanted, mode)


def test_a_ninth_picture_is_refused() -> None:
    with pytest.raises(UserError, match="8 pictures"):
        board_of(_sources(9), (1 / 9,) * 9, LINEAR)


def test_reading_weights() -> None:
    assert read_weights("", 4, LINEAR) == (0.25,) * 4
    assert read_weights("0.7, 0.3", 2, LINEAR) == pytest.approx((0.7, 0.3))
    assert sum(read_weights("0.33,0.33,0.33", 3, LINEAR)) == pytest.approx(1)
    assert read_weights("-0.5,1.5", 2, LINEAR) == (-0.5, 1.5)
    assert read_weights("1.4,0.3", 2, SUM) == (1.4, 0.3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b", "no weights"),
        ("0.5", "Give 2 weights"),
        ("nan,1", "Give 2 weights"),
        ("0.5,0.6", "sum to 1.1"),
        ("0.5,,", "no weights"),
    ],
)
def test_bad_weights(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_weights(text, 2, LINEAR)
