"""Typed weights: what is typed is what is blended; what is held stays."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.board.board import Board, Layout, Role
from explorer.core.board.modes import GRAFT, LINEAR, SHARES, SUM, TIMES, Amount
from explorer.core.board.typed import is_off_the_plane, with_held, with_weight, with_weights
from explorer.core.board.weights import weights, weights_at
from tests.explorer.core.boards import noise_source
from training.files.errors import UserError

FIVE = (0.3, 0.3, 0.2, 0.1, 0.1)


def preset(count: int, overshoot: bool = False) -> Board:
    board = Board(overshoot=overshoot)
    for seed in range(count):
        board = board.add(noise_source(seed, class_name="horse" if seed % 2 else "bird"))
    return board


def type_all(board: Board, wanted: tuple[float, ...]) -> Board:
    before: tuple[int, ...] = ()
    for pin, weight in enumerate(wanted):
        board = with_weight(board, pin, weight, before)
        before = (*before, pin)
    return board


def test_five_weights_typed_one_by_one_are_blended_exactly() -> None:
    board = type_all(preset(5), FIVE)
    assert weights(board) == pytest.approx(FIVE, abs=1e-12) and is_off_the_plane(board)


def test_the_oldest_typed_weight_gives_way_where_the_others_cannot() -> None:
    board = with_weight(type_all(preset(5), FIVE), 4, 0.3, (0, 1, 2, 3))
    assert weights(board) == pytest.approx((0.1, 0.3, 0.2, 0.1, 0.3))


def test_weights_of_the_plane_need_nothing_typed() -> None:
    for count in (2, 3, 4):
        board = preset(count).move_puck(0.45, 0.55)
        again = with_weights(board.move_puck(0.2, 0.2), weights(board))
        assert again.typed is None and not is_off_the_plane(again)
    assert with_weights(preset(6), np.eye(6)[2].tolist()).puck == preset(6).pins[2].place


def test_the_puck_ends_what_was_typed_and_other_edits_do_not() -> None:
    board = type_all(preset(5), FIVE)
    for kept in (board.with_layout(Layout.FREE), board.with_overshoot(True), board.lock(0)):
        assert weights(kept) == weights(board)
    for ended in (board.move_puck(*board.puck), board.remove(0), board.add(noise_source(9))):
        assert ended.typed is None
    assert board.with_mode(SUM).typed is None and board.with_mode(GRAFT).typed is not None


def test_a_weight_beyond_the_range_is_refused() -> None:
    with pytest.raises(UserError, match="overshoot allows more"):
        with_weight(preset(5), 0, 1.2)
    assert weights(with_weight(preset(5, overshoot=True), 0, 1.2))[0] == 1.2
    with pytest.raises(UserError, match=r"not to × 1\.60"):
        with_weights(preset(2).with_mode(SUM), (1.6, 0))
    for typed in ((1.0,), (1.0, 2.0), (float("nan"), 0.0)):
        with pytest.raises(UserError, match="weight"):
            replace(preset(2), typed=typed)


@given(st.integers(2, 8), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_held_weight_stays_everywhere(
    count: int, x: float, y: float, there: float, up: float
) -> None:
    board = preset(count).move_puck(x, y)
    now = weights(board)
    held = with_held(board, 1, True)
    assert weights(held) == pytest.approx(now, abs=1e-5)  # nothing jumps
    moved = weights(held.move_puck(there, up))
    assert moved[1] == now[1] and sum(moved) == pytest.approx(1)
    assert min(moved) >= -1e-9 and max(moved) <= 1 + 1e-9


def test_typing_leaves_held_weights_and_says_what_they_leave() -> None:
    board = with_held(with_weights(preset(3), (0.5, 0.3, 0.2)), 0, True)
    assert weights(with_weight(board, 1, 0.1)) == pytest.approx((0.5, 0.1, 0.4))
    with pytest.raises(UserError, match="leave 50 %"):
        with_weight(board, 1, 0.6)
    with pytest.raises(UserError, match="is held"):
        with_weight(board, 0, 0.6)
    assert weights(with_held(board, 0, False)) == pytest.approx((0.5, 0.3, 0.2))


def test_no_held_weight_outlives_what_makes_up_the_sum() -> None:
    board = with_held(with_weights(preset(3), (0.5, 0.3, 0.2)), 0, True)
    assert board.remove(1).pins[0].held == 0.5
    alone = board.remove(1).remove(1)
    assert alone.pins[0].held is None and weights(alone) == (1,)
    assert board.with_mode(SUM).pins[0].held is None


def test_the_field_keeps_held_weights_too() -> None:
    board = with_held(with_weights(preset(3), (0.5, 0.3, 0.2)), 2, True)
    assert weights_at(board, np.random.default_rng(0).random((50, 2)))[:, 2] == pytest.approx(0.2)
    amounts = with_held(preset(2).with_mode(SUM), 0, True)
    assert weights(amounts.move_puck(0.1, 0.2)) == pytest.approx((0.75, 0.15))


@pytest.mark.parametrize("text", ["0.3", "0,3", ",3", "30", "30 %", "30%", "30,0", "30.0 %", "+30"])
def test_all_ways_to_write_a_share_are_one(text: str) -> None:
    assert SHARES.read(text) == pytest.approx(0.3)


@pytest.mark.parametrize(
    "text, share",
    [
        *(("1", 0.01), ("1.0", 1), ("1,5", 1.5), ("-0.5", -0.5), ("\N{MINUS SIGN}50 %", -0.5)),
        *(("0.5 %", 0.005), ("2.5", 0.025), ("100", 1), ("0", 0), ("12,5 %", 0.125)),
    ],
)
def test_shares_and_percentages_are_told_apart(text: str, share: float) -> None:
    assert SHARES.read(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "%", "half", "1.2.3", "1 2", "nan", "1e3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        SHARES.read(text)


@given(st.sampled_from([SHARES, TIMES, Amount(suffix=" parts", scale=10)]), st.integers(-50, 150))
def test_what_is_written_is_read(amount: Amount, hundredths: int) -> None:
    assert amount.read(amount.written_in_full(hundredths / 100, 2)) == pytest.approx(
        hundredths / 100
    )


def test_a_number_is_shown_in_full_where_it_was_typed() -> None:
    assert (
        SHARES.written_in_full(0.125, 2) == "12.5 %" and SHARES.written_in_full(1 / 3, 2) == "33 %"
    )


def test_a_role_by_hand_comes_before_the_class() -> None:
    board = preset(2)
    assert board.roles() == (Role.WINGS, Role.BODY)
    turned = board.with_role(0, Role.BODY).with_role(1, Role.WINGS)
    assert turned.roles() == (Role.BODY, Role.WINGS)
    assert board.with_role(0, Role.BODY).roles() == (Role.BODY, Role.WINGS)
    both = board.with_role(0, Role.BODY).with_role(1, Role.BODY)
    assert both.roles() == (Role.BODY, Role.BODY) and both.mode == LINEAR
    assert turned.with_role(0, None).with_role(1, None) == board
