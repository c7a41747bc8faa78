"""Wings set by hand: moved, turned, changed and brushed by pure edits, and forgotten in time."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.core.board.board import Board
from explorer.core.board.modes import GRAFT, LINEAR
from explorer.core.board.wings import (
    SHORTEST,
    SeenCut,
    SetWing,
    automatic,
    brush,
    change_cut,
    change_wing,
    has_wings,
    move_cut,
    move_root,
    move_tip,
    wings_pins,
    with_pair,
)
from tests.explorer.core.boards import noise_source
from training.files.errors import UserError
from training.grafting.placement import AS_FOUND, TOUCHED, Cut, Graft, WingPlacement

HORSE, BIRD = noise_source(0, "h", "horse"), noise_source(1, "b", "bird")
NEAR = SetWing(1, (14.0, 16.0), (20.0, 8.0), scale=0.5)
SEEN = SeenCut(1, (10.0, 20.0), (25.0, 5.0), lambda: np.ones((32, 32), np.float32))


@pytest.fixture
def board() -> Board:
    return Board(mode=GRAFT).add(HORSE).add(BIRD)


def test_a_body_and_wings_in_graft_mode_have_wings_to_set(board: Board) -> None:
    assert has_wings(board) and wings_pins(board) == (1,)
    assert not has_wings(board.with_mode(LINEAR)) and not has_wings(board.remove(1))
    assert wings_pins(board.add(noise_source(2, "a", "airplane"))) == (1, 2)


def test_a_root_takes_its_wing_along_until_the_tip_is_set(board: Board) -> None:
    moved = move_root(board, 0, NEAR, 3, 4)
    assert moved.graft == Graft(near=WingPlacement(root=(3, 4)))  # its tip follows by itself
    turned = move_tip(board, 0, NEAR, 17, 12)
    assert turned.graft == Graft(near=WingPlacement(tip=(20, 8)))  # seen half as long as usual
    seen = replace(NEAR, tip=(20.0, 8.0))
    both = move_root(turned, 0, seen, 15, 18)
    assert both.graft == Graft(near=WingPlacement((15, 18), (21, 10)))
    far = move_tip(both, 1, NEAR, 17, 12)
    assert far.graft is not None and far.graft.near == both.graft.near
    assert far.graft.far == WingPlacement(tip=(20, 8))


def test_a_wing_stays_long_enough_to_be_taken_by_its_tip_and_near_its_body(board: Board) -> None:
    for point in ((14.0, 16.0), (14.1, 16.0)):
        made = move_tip(board, 0, replace(NEAR, scale=1.0), *point).graft
        assert made is not None and made.near.tip is not None
        assert math.dist(made.near.tip, NEAR.root) == pytest.approx(SHORTEST)
    far_out = move_root(move_tip(board, 0, NEAR, 1e6, -1e6), 0, NEAR, -1e6, 1e6).graft
    assert far_out is not None and far_out.near.root == (-32, 64)


def test_one_thing_said_by_hand_leaves_the_others(board: Board) -> None:
    made = change_wing(change_wing(board, 0, tone=0.5), 0, mirrored=True)
    made = with_pair(change_wing(made, 1, behind=False), False)
    hand = Graft(WingPlacement(mirrored=True, tone=0.5), WingPlacement(behind=False), pair=False)
    assert made.graft == hand
    with pytest.raises(UserError, match="colour match"):
        change_wing(board, 0, tone=1.5)
    assert automatic(brush(made, 1, 4, 4, 2, True)) == board


def test_a_brush_adds_and_rubs_out_with_a_soft_edge(board: Board) -> None:
    made = brush(board, 1, 16.5, 16.5, 2, add=True)
    cut = made.pins[1].cut
    assert cut is not None and cut.touch is not None and made.pins[0].cut is None
    touch = np.frombuffer(cut.touch, np.uint8).reshape(32, 32)
    assert touch[16, 16] == touch[16, 17] == 255 and touch[16, 20] == AS_FOUND
    assert touch[16, 18] == 255 - 63 or AS_FOUND < touch[16, 18] < 255  # at the edge, half
    assert (touch >= AS_FOUND).all() and np.array_equal(touch, touch.T)
    again = brush(made, 1, 16.5, 16.5, 2, add=True)
    assert again == made  # one may go over the same place as often as one likes
    rubbed = brush(made, 1, 16.5, 16.5, 1, add=False).pins[1].cut
    assert rubbed is not None and rubbed.touch is not None
    rubbed_touch = np.frombuffer(rubbed.touch, np.uint8).reshape(32, 32)
    assert rubbed_touch[16, 16] == 1 and (rubbed_touch < touch).sum() == (touch == 255).sum()
    assert brush(board, 1, -9, -9, 2, add=True) == board  # beside the picture


def test_root_and_tip_of_a_cut_are_set_one_by_one(board: Board) -> None:
    made = move_cut(board, 1, SEEN, "root", 12, 18)
    assert made.pins[1].cut == Cut(root=(12, 18))
    made = move_cut(made, 1, SEEN, "tip", 30, 2)
    assert made.pins[1].cut == Cut((12, 18), (30, 2))
    assert change_cut(made, 1, root=None, tip=None) == board


def test_what_is_said_by_hand_goes_with_the_picture_it_is_about(board: Board) -> None:
    hand = WingPlacement((1, 2), (3, 4), True, False, 0.3, 1.5)
    said = board.with_graft(Graft(hand, hand, False)).with_cut(1, Cut(touch=bytes(TOUCHED)))
    other = said.replace(0, noise_source(7, "h2", "horse"))
    kept = replace(hand, root=None, tip=None)
    assert other.graft == Graft(kept, kept, False) and other.pins[1].cut == said.pins[1].cut
    other = said.replace(1, noise_source(7, "b2", "bird"))
    kept = replace(hand, mirrored=None)
    assert other.graft == Graft(kept, kept, False) and other.pins[1].cut is None
    gone = said.remove(0)
    assert gone.graft is not None and gone.graft.near.root is None
    only = board.with_graft(Graft(near=WingPlacement(root=(1, 2))))
    assert only.remove(0).graft is None  # nothing that is left is said by hand


@pytest.mark.parametrize("length", [0, 1023, 1025])
def test_a_matte_of_another_size_is_refused(length: int) -> None:
    with pytest.raises(UserError, match="1024 pixels"):
        Cut(touch=bytes(length))
