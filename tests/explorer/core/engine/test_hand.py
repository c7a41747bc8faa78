"""Bulk work between the moves of a hand: where it may begin, and for how long."""

import pytest

from explorer.core.engine.hand import (
    LATE_SECONDS,
    MOST_SECONDS,
    PAINT_SECONDS,
    PATIENCE_SECONDS,
    STILL_SECONDS,
    Hand,
)
from explorer.core.engine.slices import SLICE_SECONDS

FRAME = 1 / 60
ANSWER = 0.003
NEEDED = 0.004


class Moving:
    """A hand that moved twice, a frame apart; the second move has its answer."""

    def __init__(self) -> None:
        self.now = 0.0
        self.hand = Hand(lambda: self.now)
        self.hand.moved()
        self.now += FRAME
        self.hand.moved()
        self.now += ANSWER
        self.hand.worked()
        self.hand.answered()


@pytest.fixture
def moving() -> Moving:
    return Moving()


def test_a_hand_that_is_still_leaves_all_the_time() -> None:
    hand = Hand()
    assert hand.pause(1.0) == 0 and hand.seconds() == SLICE_SECONDS


def test_a_hand_that_is_about_to_move_finds_no_long_slice() -> None:
    hand = Hand()
    hand.expected()
    assert hand.pause(NEEDED) == 0 and hand.seconds() == MOST_SECONDS


def test_an_answer_is_painted_before_the_next_slice(moving: Moving) -> None:
    assert moving.hand.pause(NEEDED) == pytest.approx(PAINT_SECONDS)
    moving.now += PAINT_SECONDS
    assert moving.hand.pause(NEEDED) == 0


def test_no_slice_is_begun_that_ends_after_the_next_move(moving: Moving) -> None:
    moving.now = 2 * FRAME - NEEDED - 0.001
    assert moving.hand.pause(NEEDED) == 0
    moving.now = 2 * FRAME - NEEDED + 0.001
    assert moving.hand.pause(NEEDED) == pytest.approx(NEEDED - 0.001 + LATE_SECONDS)


def test_slices_between_moves_are_short_and_long_ones_come_back(moving: Moving) -> None:
    moving.now += PAINT_SECONDS
    assert moving.hand.seconds() == MOST_SECONDS
    moving.now = 2 * FRAME - 0.002
    assert moving.hand.seconds() == pytest.approx(0.002)
    moving.now += STILL_SECONDS + FRAME
    assert moving.hand.pause(NEEDED) == 0 and moving.hand.seconds() == SLICE_SECONDS


def test_bulk_work_goes_on_however_quick_the_moves_come() -> None:
    now = [0.0]
    hand, slices = Hand(lambda: now[0]), 0
    for _ in range(1000):
        now[0] += 0.001
        hand.moved()
        hand.answered()
        if hand.pause(NEEDED) == 0:
            hand.worked()
            slices += 1
    assert slices == pytest.approx(1 / PATIENCE_SECONDS, rel=0.2)
