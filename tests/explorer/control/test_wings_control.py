"""Wings set by hand: dots, settings and brush become steps, and what is found is shown."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from explorer.core.blend.renderer import RenderResult
from explorer.core.blend.wings import DOUBTS
from explorer.core.board.board import Board, Role
from explorer.core.board.modes import GRAFT, LINEAR
from explorer.core.board.wings import SeenCut, SetWing
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.wings.control import NO_WINGS, WingsControl, WingsViews
from tests.explorer.control.fake_canvas import (
    FakeCanvas,
    FakeControls,
    FakeDots,
    FakeShares,
    FakeWingsPanel,
)
from tests.explorer.control.fakes import FakeSteps, heard, source, two_pins
from training.grafting.placement import Cut, Graft, WingPlacement

NEAR = SetWing(1, (14.0, 16.0), (20.0, 6.0))
FAR = SetWing(1, (11.0, 15.0), (15.0, 4.0), behind=True)
CUT = SeenCut(1, (10.0, 20.0), (25.0, 5.0), lambda: np.ones((32, 32), np.float32))
FOUND = RenderResult(1, weights=(0.5, 0.5), wings=(NEAR, FAR), cuts={1: CUT})


class Desk(NamedTuple):
    control: WingsControl
    edits: BoardControl
    steps: FakeSteps
    dots: FakeDots
    panel: FakeWingsPanel

    @property
    def graft(self) -> Graft | None:
        return self.edits.board.graft


@pytest.fixture
def desk() -> Desk:
    model, steps = BoardModel(), FakeSteps()
    edits = BoardControl(model, steps, BoardViews(FakeCanvas(), FakeControls(), FakeShares()))
    dots, panel = FakeDots(), FakeWingsPanel()
    control = WingsControl(model, edits.edit, WingsViews(dots, panel))
    edits.start_with(two_pins().with_mode(GRAFT))
    control.show(FOUND)
    return Desk(control, edits, steps, dots, panel)


def test_what_is_found_is_shown(desk: Desk) -> None:
    assert desk.dots.wings == desk.panel.wings == (NEAR, FAR) and desk.dots.active == 0
    assert desk.panel.cut == (desk.edits.board.pins[1].source, CUT, False)
    assert desk.panel.doubts == ""
    assert desk.panel.by_hand == (False, False) and desk.panel.pair == (True, True)


def test_a_drag_of_a_dot_is_one_step(desk: Desk) -> None:
    before = desk.edits.board
    for x in (15.0, 16.0, 17.0):
        desk.dots.root_moved.emit(0, x, 12.0, 1)
    for x in (21.0, 22.0):
        desk.dots.tip_moved.emit(1, x, 3.0, 1)
    assert desk.graft == Graft(WingPlacement(root=(17, 12)), WingPlacement(tip=(22, 3)))
    assert [step.text for step in desk.steps.done] == ["Move a wing", "Turn a wing"]
    desk.dots.tip_moved.emit(1, 23.0, 3.0, 2)
    assert len(desk.steps.done) == 3 and desk.panel.by_hand[0]
    for _ in range(3):
        desk.steps.undo()
    assert desk.edits.board == before and desk.panel.by_hand == (False, False)
    desk.steps.redo()
    assert desk.graft == Graft(WingPlacement(root=(17, 12)))


def test_settings_are_of_the_wing_that_was_taken_last(desk: Desk) -> None:
    desk.dots.chosen.emit(1)
    assert desk.panel.chosen == desk.dots.active == 1
    desk.panel.flip_wanted.emit()
    desk.panel.behind_chosen.emit(False)
    for tone in (0.1, 0.2):
        desk.panel.tone_moved.emit(tone, 1)
    desk.panel.softness_moved.emit(1.5, 1)
    assert desk.graft == Graft(far=WingPlacement(None, None, True, False, 0.2, 1.5))
    assert len(desk.steps.done) == 4
    desk.panel.wing_chosen.emit(0)
    desk.control.toggle_behind()
    assert desk.graft is not None and desk.graft.near == WingPlacement(behind=True)
    desk.control.toggle_pair()
    assert desk.graft is not None and not desk.graft.pair and desk.panel.pair == (False, True)
    desk.panel.reset_wanted.emit()
    assert desk.graft is None and desk.panel.pair == (True, True)


def test_a_stroke_of_the_brush_is_one_step_and_is_kept_with_its_picture(desk: Desk) -> None:
    for x in (5.0, 6.0, 7.0):
        desk.panel.brushed.emit(x, 5.0, 1.5, True, 1)
    cut = desk.edits.board.pins[1].cut
    assert cut is not None and cut.touch is not None and desk.panel.by_hand == (True, True)
    desk.panel.brushed.emit(6.0, 5.0, 1.5, False, 2)
    texts = [step.text for step in desk.steps.done]
    assert texts == ["Add to the wing", "Rub out of the wing"]
    desk.steps.undo()
    assert desk.edits.board.pins[1].cut == cut
    desk.panel.cut_tip_moved.emit(0, 28.0, 3.0, 1)
    assert desk.edits.board.pins[1].cut == replace(cut, tip=(28, 3))
    desk.panel.cut_reset_wanted.emit()
    assert desk.edits.board.pins[1].cut is None
    desk.panel.cut_root_moved.emit(0, 8.0, 22.0, 2)
    assert desk.edits.board.pins[1].cut == Cut(root=(8, 22))


def test_doubts_are_told_and_dots_say_which(desk: Desk) -> None:
    unsure = replace(NEAR, sure=False)
    desk.control.show(replace(FOUND, wings=(unsure,), unsure=("Place it by hand.",)))
    assert desk.panel.doubts == "Place it by hand." and desk.dots.wings == (unsure,)
    assert desk.panel.cut is not None and desk.panel.cut[2]
    hardly = DOUBTS[Role.WINGS].format(names="2 bird")
    desk.control.show(replace(FOUND, unsure=(hardly,)))
    assert "under Wings" in hardly  # which is where this is read
    assert desk.panel.doubts == "Hardly a wing is seen in 2 bird: mark it by hand below."


def test_where_no_wings_are_seen_that_is_said_and_nothing_is_set(desk: Desk) -> None:
    usable, refused = heard(desk.control.usable), heard(desk.control.refused)
    hidden = tuple(replace(wing, opacity=0.0) for wing in (NEAR, FAR))
    said = "No wings are seen here: drag the blend half-way between 1 horse and 2 bird."
    for result in (replace(FOUND, wings=hidden), replace(FOUND, weights=(0.0, 1.0))):
        desk.control.show(result)
        assert desk.dots.wings == () and desk.panel.doubts == said
        desk.control.flip()
    assert refused == [said] * 2
    far_alone = (hidden[0], FAR)
    desk.control.show(replace(FOUND, wings=far_alone))
    assert desk.dots.wings == far_alone  # each keeps its number
    desk.edits.set_mode(LINEAR)
    assert desk.dots.wings == () and usable == [False]
    desk.control.toggle_pair()
    assert refused[2:] == [NO_WINGS] and len(desk.steps.done) == 1
    desk.edits.set_mode(GRAFT)
    assert usable == [False, True]


def test_of_several_pictures_each_gives_its_own_wing(desk: Desk) -> None:
    desk.edits.add(source(90, "airplane"))
    assert desk.panel.pair == (True, False)
    wings = (NEAR, replace(FAR, pin=2), replace(FAR, pin=1))
    cuts = {1: CUT, 2: replace(CUT, pin=2)}
    desk.control.show(replace(FOUND, weights=(0.5, 0.25, 0.25), wings=wings, cuts=cuts))
    assert desk.dots.wings == wings[:2]
    desk.panel.wing_chosen.emit(1)
    assert desk.panel.cut is not None and desk.panel.cut[0] == source(90, "airplane")
    desk.panel.brushed.emit(5.0, 5.0, 1.0, True, 1)
    assert [pin.cut is not None for pin in desk.edits.board.pins] == [False, False, True]


def test_a_wing_whose_picture_was_taken_off_is_not_cut_before_the_next_blend(desk: Desk) -> None:
    desk.edits.add(source(90, "airplane"))
    wings, cuts = (NEAR, replace(FAR, pin=2)), {1: CUT, 2: replace(CUT, pin=2)}
    desk.control.show(replace(FOUND, weights=(0.5, 0.25, 0.25), wings=wings, cuts=cuts))
    desk.edits.remove(2)
    board, steps = desk.edits.board, len(desk.steps.done)
    desk.panel.wing_chosen.emit(1)
    desk.panel.brushed.emit(5.0, 5.0, 1.0, True, 1)
    desk.panel.cut_reset_wanted.emit()
    assert desk.edits.board == board and len(desk.steps.done) == steps


def test_an_empty_board_has_no_wings(desk: Desk) -> None:
    desk.edits.start_with(Board(mode=GRAFT))
    desk.control.show(RenderResult(2))
    assert desk.dots.wings == () and desk.control.wings == ()
