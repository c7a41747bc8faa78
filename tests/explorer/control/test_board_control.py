"""The board's edits as views ask for them: undone, refused, merged, and shown as differences."""

from typing import NamedTuple

import pytest

from explorer.core.board.board import Board, Layout
from explorer.core.board.modes import (
    DETAIL,
    GRAFT,
    LINEAR,
    REFINED,
    REGIONS,
    SHARES,
    SHARPNESS,
    SLERP,
    STRENGTH,
    SUM,
    TIMES,
)
from explorer.core.board.weights import weights
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel, Weights
from tests.explorer.control.fake_canvas import FakeCanvas, FakeControls, FakeShares
from tests.explorer.control.fakes import FakeSteps, heard, source, two_pins


class Desk(NamedTuple):
    control: BoardControl
    model: BoardModel
    steps: FakeSteps
    canvas: FakeCanvas
    controls: FakeControls
    shares: FakeShares

    @property
    def board(self) -> Board:
        return self.control.board

    def take_calls(self) -> list[list[str]]:
        return [view.take_calls() for view in (self.canvas, self.controls, self.shares)]


@pytest.fixture
def weighed() -> list[Board]:
    return []


@pytest.fixture
def desk(weighed: list[Board]) -> Desk:
    def weigh(board: Board) -> Weights:
        weighed.append(board)
        return weights(board)

    model, steps = BoardModel(weigh), FakeSteps()
    canvas, controls, shares = FakeCanvas(), FakeControls(), FakeShares()
    control = BoardControl(model, steps, BoardViews(canvas, controls, shares))
    control.start_with(two_pins())
    made = Desk(control, model, steps, canvas, controls, shares)
    made.take_calls()
    weighed.clear()
    return made


def test_a_drag_is_one_step_and_is_weighed_once_a_move(desk: Desk, weighed: list[Board]) -> None:
    before = desk.board
    for i in range(10):
        desk.canvas.puck_moved.emit(0.4 - 0.02 * i, 0.5, 7)
    assert len(weighed) == 10 and len(desk.steps.done) == 1
    assert desk.canvas.puck == desk.board.puck == (pytest.approx(0.22), 0.5)
    assert desk.canvas.weights is desk.shares.weights is desk.model.weights
    assert desk.model.weights == weights(desk.board)
    desk.canvas.puck_moved.emit(0.8, 0.5, 8)
    assert len(desk.steps.done) == 2
    desk.steps.undo()
    assert desk.board.puck[0] == pytest.approx(0.22)
    desk.steps.undo()
    assert desk.board == before and desk.canvas.puck == before.puck
    desk.steps.redo()
    assert desk.canvas.puck[0] == pytest.approx(0.22)


def test_views_are_told_what_changed_and_no_more(desk: Desk) -> None:
    desk.canvas.puck_moved.emit(0.2, 0.5, 1)
    assert desk.take_calls() == [["puck"], [], ["weights"]]
    desk.controls.setting_moved.emit(DETAIL, 0.5, 1)
    assert desk.take_calls() == [["puck"], ["board"], ["weights"]]
    desk.control.add(source(9))
    assert desk.take_calls() == [["pins", "plane", "puck"], [], ["pins", "weights"]]
    desk.controls.mode_chosen.emit(SUM)
    assert desk.take_calls() == [["pins", "plane", "puck"], ["board"], ["amounts", "weights"]]
    desk.controls.mode_chosen.emit(SUM)
    assert desk.take_calls() == [[], [], []]


def test_each_mode_writes_weights_its_own_way(desk: Desk) -> None:
    assert desk.canvas.texts == ("50 %", "50 %") and desk.shares.amounts is None
    desk.controls.overshoot_chosen.emit(True)
    assert desk.shares.amounts == (SHARES, -0.5, 1.5)
    desk.controls.mode_chosen.emit(SUM)
    assert desk.shares.amounts == (TIMES, 0, 1.5) and desk.canvas.plane == (True, True)
    assert desk.canvas.texts == ("× 0.75", "× 0.75")
    assert desk.canvas.places == ((0.94, 0.96), (0.06, 0.05))
    desk.steps.undo()
    assert desk.shares.amounts == (SHARES, -0.5, 1.5) and desk.canvas.plane == (False, True)
    assert desk.canvas.places == tuple(pin.place for pin in desk.board.pins)


def test_a_locked_pin_stays_until_it_is_unlocked(desk: Desk) -> None:
    refused = heard(desk.control.refused)
    desk.canvas.lock_toggled.emit(0)
    assert desk.board.pins[0].locked and desk.canvas.pins[0].locked
    locked = desk.board
    desk.canvas.pin_removed.emit(0)
    desk.controls.layout_chosen.emit(Layout.FREE)
    desk.canvas.pin_moved.emit(0, 0.3, 0.3, 1)
    assert not desk.control.put(source(1), 0, (0.1, 0.1))
    assert desk.board.pins == locked.pins
    assert len(refused) == 3 and all("locked" in text for text in refused)
    desk.canvas.lock_toggled.emit(0)
    desk.canvas.pin_removed.emit(0)
    assert [pin.source for pin in desk.board.pins] == [locked.pins[1].source]
    assert len(refused) == 3


def test_pins_are_dragged_in_the_free_layout_alone(desk: Desk) -> None:
    refused = heard(desk.control.refused)
    desk.canvas.pin_moved.emit(0, 0.3, 0.2, 1)
    assert "free layout" in refused[0] and not desk.steps.done
    desk.controls.layout_chosen.emit(Layout.FREE)
    for x in (0.3, 0.4):
        desk.canvas.pin_moved.emit(0, x, 0.2, 2)
    desk.canvas.pin_moved.emit(1, 0.6, 0.2, 2)  # of the same drag, but another pin
    assert [pin.place for pin in desk.board.pins] == [(0.4, 0.2), (0.6, 0.2)]
    assert [step.text for step in desk.steps.done] == [
        "Pin layout",
        "Move picture 1",
        "Move picture 2",
    ]


def test_pins_at_the_ends_of_axes_are_not_moved(desk: Desk) -> None:
    desk.controls.layout_chosen.emit(Layout.FREE)
    desk.controls.mode_chosen.emit(SUM)
    before, refused = desk.board, heard(desk.control.refused)
    desk.canvas.pin_moved.emit(0, 0.3, 0.3, 1)
    assert desk.board == before and not refused


def test_sliders_are_steps_of_their_own_gestures(desk: Desk) -> None:
    for share in (0.1, 0.2, 0.3):
        desk.controls.setting_moved.emit(DETAIL, share, 1)
    desk.controls.setting_moved.emit(STRENGTH, 0.4, 1)
    desk.controls.setting_moved.emit(SHARPNESS, 4.5, 1)
    assert len(desk.steps.done) == 3
    assert desk.controls.board.refining == 0.4 and desk.controls.board.region_sharpness == 4.5
    for _ in range(2):
        desk.steps.undo()
    assert desk.controls.board.detail == 0.3
    desk.steps.undo()
    assert desk.controls.board.detail == 0.0


def test_a_typed_weight_moves_the_puck_and_keeps_the_others_proportions(desk: Desk) -> None:
    desk.control.add(source(9))
    desk.canvas.puck_moved.emit(*desk.board.pins[1].place, 1)
    desk.shares.weight_typed.emit(0, 0.5)
    assert desk.model.weights == pytest.approx((0.5, 0.5, 0.0), abs=0.01)
    desk.control.centre_puck()
    assert desk.model.weights == pytest.approx((1 / 3,) * 3, abs=0.01)
    desk.shares.weight_typed.emit(2, 0.5)
    assert desk.model.weights == pytest.approx((0.25, 0.25, 0.5), abs=0.01)


def test_the_next_mode_is_one_that_can_be_used(desk: Desk) -> None:
    desk.control.set_mode_reasons({REGIONS: "no grid", REFINED: "no prior"})
    assert desk.controls.reasons[REGIONS] == "no grid"
    seen = []
    for _ in range(4):
        desk.control.next_mode()
        seen.append(desk.board.mode)
    assert seen == [SLERP, SUM, GRAFT, LINEAR]


def test_a_random_pair_leaves_locked_pins_and_says_when_none_is_free(desk: Desk) -> None:
    refused = heard(desk.control.refused)
    desk.canvas.lock_toggled.emit(0)
    pair = [source(1), source(2, "bird")]
    assert desk.control.show_pictures(pair, "Random pair")
    shades = [pin.source.picture[0, 0, 0] for pin in desk.board.pins]
    assert shades == [200, 2] and desk.board.pins[0].locked and desk.board.puck == (0.5, 0.5)
    desk.canvas.lock_toggled.emit(1)
    assert not desk.control.show_pictures(pair, "Random pair") and "locked" in refused[0]


def test_a_new_board_takes_locked_pins_off_too_and_can_be_undone(desk: Desk) -> None:
    desk.canvas.lock_toggled.emit(0)
    desk.controls.mode_chosen.emit(SLERP)
    before = desk.board
    desk.control.clear()
    assert desk.board == Board(mode=SLERP) and desk.canvas.weights == ()
    desk.steps.undo()
    assert desk.board == before


def test_a_picture_that_is_pinned_is_taken_off_by_choosing_it_again(desk: Desk) -> None:
    desk.control.toggle(source(9))
    assert len(desk.board.pins) == 3
    desk.control.toggle(source(9))
    assert desk.board.pins == two_pins().pins
    assert [step.text for step in desk.steps.done] == ["Add horse", "Remove picture 3"]


def test_a_ninth_picture_is_refused_and_no_step(desk: Desk) -> None:
    refused = heard(desk.control.refused)
    for shade in range(7):
        desk.control.toggle(source(shade))
    assert len(desk.board.pins) == 8 and len(desk.steps.done) == 6
    assert len(refused) == 1 and "8 pictures" in refused[0]
    assert desk.control.put(source(99), 7, (0, 0)) and not desk.control.put(source(98), -1, (0, 0))


def test_starting_with_a_board_is_nothing_to_undo(desk: Desk) -> None:
    desk.control.add(source(9))
    desk.control.start_with(Board())
    assert not desk.steps.done and desk.canvas.pins == () and desk.canvas.texts == ()
