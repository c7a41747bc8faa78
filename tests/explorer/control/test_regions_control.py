"""Regions painted by hand: strokes become steps, and what is painted is shown at once."""

from typing import NamedTuple

import numpy as np
import pytest

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.board.modes import GRAFT, REFINED, REGIONS
from explorer.core.board.regions import SeenRegions, painted
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.regions.control import NO_REGIONS, NONE_HERE, Brush, RegionsControl, RegionsViews
from tests.explorer.control.fake_canvas import (
    FakeCanvas,
    FakeControls,
    FakeRegionsLayer,
    FakeRegionsPanel,
    FakeShares,
)
from tests.explorer.control.fakes import FakeSteps, heard, source, two_pins

HALVES = np.zeros((2, 4, 4), np.float32)
HALVES[0, :, :2] = HALVES[1, :, 2:] = 1
SHOWN = RenderResult(1, weights=(0.5, 0.5), regions=SeenRegions(HALVES, HALVES))


class Desk(NamedTuple):
    control: RegionsControl
    edits: BoardControl
    steps: FakeSteps
    layer: FakeRegionsLayer
    panel: FakeRegionsPanel

    @property
    def board(self) -> Board:
        return self.edits.board


@pytest.fixture
def desk() -> Desk:
    model, steps = BoardModel(), FakeSteps()
    edits = BoardControl(model, steps, BoardViews(FakeCanvas(), FakeControls(), FakeShares()))
    layer, panel = FakeRegionsLayer(), FakeRegionsPanel()
    control = RegionsControl(model, edits.edit, RegionsViews(layer, panel))
    edits.start_with(two_pins().with_mode(REGIONS))
    control.show(SHOWN)
    return Desk(control, edits, steps, layer, panel)


def test_a_stroke_is_one_step_and_is_seen_before_the_blend_comes(desk: Desk) -> None:
    before = desk.board
    desk.panel.pin_chosen.emit(1)
    for x in (4.0, 10.0, 16.0):
        desk.layer.brushed.emit(x, 16.0, 1)
    assert [step.text for step in desk.steps.done] == ["Paint with picture 2"]
    assert desk.layer.painted is not None and desk.panel.painted
    assert (desk.layer.painted[1][16, 2:18] > 250).all() and not desk.layer.painted[0].any()
    assert np.array_equal(desk.layer.painted, painted(desk.board))
    desk.layer.brushed.emit(16.0, 16.0, 2)
    assert len(desk.steps.done) == 1, "a dab that changes nothing is no step"
    desk.layer.pin_wanted.emit(0)
    desk.layer.brushed.emit(16.0, 16.0, 3)
    assert painted(desk.board)[0][16, 15] == 255 and len(desk.steps.done) == 2
    for _ in range(2):
        desk.steps.undo()
    assert desk.board == before and not desk.panel.painted


def test_cells_are_those_of_the_latent_and_a_brush_is_as_set(desk: Desk) -> None:
    desk.panel.cells_chosen.emit(True)
    assert desk.layer.brush == ((4, 4), True)
    desk.layer.brushed.emit(9.0, 1.0, 1)
    cell = np.zeros((32, 32), int)
    cell[:8, 8:16] = 255
    assert np.array_equal(painted(desk.board)[0], cell)
    desk.layer.pin_wanted.emit(-1)
    assert desk.layer.brush == ((4, 4), False) and desk.panel.brush == Brush(None, True)
    desk.layer.brushed.emit(9.0, 1.0, 2)
    assert desk.board == two_pins().with_mode(REGIONS)
    assert desk.steps.done[-1].text == "Rub out regions"
    desk.panel.cells_chosen.emit(False)
    desk.panel.radius_moved.emit(2.0, 1)
    desk.panel.soft_moved.emit(6.0, 1)
    assert desk.layer.brush == (2.0, False) and desk.panel.brush == Brush(None, False, 2.0, 6.0)


def test_by_evidence_paints_all_and_clear_nothing(desk: Desk) -> None:
    desk.panel.fill_wanted.emit()
    maps = painted(desk.board)
    assert (maps[0][:, :16] == 255).all() and (maps[1][:, 16:] == 255).all()
    desk.panel.clear_wanted.emit()
    assert desk.board == two_pins().with_mode(REGIONS)
    assert [step.text for step in desk.steps.done] == ["Regions by evidence", "Clear the regions"]


def test_where_there_are_no_regions_it_is_said(desk: Desk) -> None:
    told, offered = heard(desk.control.refused), heard(desk.control.usable)
    desk.control.show(RenderResult(2, weights=(0.5, 0.5)))
    assert desk.panel.note == NONE_HERE
    desk.layer.brushed.emit(9.0, 1.0, 1)
    desk.edits.set_mode(REFINED)
    desk.control.show(SHOWN)
    assert desk.panel.note == "" and offered == []
    desk.edits.set_mode(GRAFT)
    desk.panel.fill_wanted.emit()
    assert told == [NONE_HERE, NO_REGIONS] and offered == [False]


def test_what_is_painted_with_goes_back_to_the_first_with_its_picture(desk: Desk) -> None:
    desk.edits.add(source(90, "ship"))
    assert len(desk.panel.pins) == 3
    desk.layer.pin_wanted.emit(2)
    desk.layer.pin_wanted.emit(7)
    assert desk.panel.brush.pin == 2, "a digit without a picture does nothing"
    desk.edits.remove(2)
    assert desk.panel.brush.pin == 0 and desk.layer.brush[1]
    desk.panel.fill_wanted.emit()
    assert (painted(desk.board).sum(0) == 255).all()
