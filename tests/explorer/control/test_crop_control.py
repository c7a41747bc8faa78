"""The crop frame: the pin follows it, undo follows too, and what was chosen is kept."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from explorer.core.board.sources import Source
from explorer.core.gallery.crop import Crop, Whole, centred, cropped
from explorer.core.gallery.mine import Mine, Origin
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.gallery.crop_control import CropControl
from explorer.ui.parts.event import Event
from tests.explorer.control.fake_canvas import FakeCanvas, FakeControls, FakeShares
from tests.explorer.control.fakes import FakeSteps, heard, source

WHOLE = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)


class FakeCropView:
    def __init__(self) -> None:
        self.placed = Event[float, float, int]()
        self.resized = Event[float, tuple[float, float], int]()
        self.centre_wanted, self.done = Event[()](), Event[()]()
        self.name, self.more = "", 0
        self.crop: Crop | None = None

    def show_picture(self, name: str, picture: Whole, more: int) -> None:
        self.name, self.more = name, more

    def set_crop(self, crop: Crop) -> None:
        self.crop = crop

    def hide_picture(self) -> None:
        self.name = ""


class Desk(NamedTuple):
    control: CropControl
    board: BoardControl
    steps: FakeSteps
    view: FakeCropView
    mine: Mine

    def offer(self, name: str = "photo.jpg", whole: Whole = WHOLE) -> Source:
        crop = centred(whole)
        own = self.mine.keep(
            Source.of(name, None, cropped(whole, crop)), Origin.of(whole, crop)
        ).source
        self.board.add(own)
        self.control.offer(whole, own, crop)
        return own

    @property
    def pinned(self) -> Source:
        return self.board.board.pins[-1].source


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    model, steps, view, mine = BoardModel(), FakeSteps(), FakeCropView(), Mine(tmp_path)
    board = BoardControl(model, steps, BoardViews(FakeCanvas(), FakeControls(), FakeShares()))
    board.add(source(200))
    return Desk(CropControl(board, mine, view), board, steps, view, mine)


def test_the_pin_shows_what_is_in_the_frame_and_a_drag_is_one_step(desk: Desk) -> None:
    own = desk.offer()
    assert desk.view.name == "photo.jpg" and desk.view.crop == centred(WHOLE)
    before = len(desk.steps.done)
    for left in (10.0, 5.0, -3.0):
        desk.view.placed.emit(left, 0.0, 1)
    assert desk.view.crop == Crop(0, 0, 60) and len(desk.steps.done) == before + 1
    assert (desk.pinned.picture == cropped(WHOLE, Crop(0, 0, 60))).all()
    desk.view.resized.emit(20.0, (0.0, 0.0), 2)
    assert (desk.pinned.picture == cropped(WHOLE, Crop(0, 0, 20))).all()
    desk.steps.undo()
    assert desk.view.crop == Crop(0, 0, 60)
    desk.steps.undo()
    assert desk.pinned == own and desk.view.crop == centred(WHOLE)
    desk.steps.redo()
    assert desk.view.crop == Crop(0, 0, 60)


def test_what_was_chosen_is_kept_and_told(desk: Desk) -> None:
    desk.offer()
    changed = heard(desk.control.changed)
    desk.view.placed.emit(0.0, 0.0, 1)
    desk.view.done.emit()
    assert changed == [()] and desk.view.name == ""
    assert (desk.mine.gallery().pictures[0] == cropped(WHOLE, Crop(0, 0, 60))).all()
    desk.view.placed.emit(9.0, 9.0, 2)  # the frame is gone
    assert (desk.pinned.picture == cropped(WHOLE, Crop(0, 0, 60))).all()


def test_centring_goes_back(desk: Desk) -> None:
    own = desk.offer()
    desk.view.resized.emit(20.0, (0.5, 0.5), 1)
    desk.view.centre_wanted.emit()
    assert desk.pinned == own and desk.view.crop == centred(WHOLE)


def test_several_pictures_wait_for_their_turn_and_one_that_is_gone_is_left_out(
    desk: Desk,
) -> None:
    for i, name in enumerate(("a.jpg", "b.jpg", "c.jpg")):
        desk.offer(name, np.roll(WHOLE, i, 1))
    assert (desk.view.name, desk.view.more) == ("a.jpg", 2)
    desk.board.remove(2)
    desk.board.remove(1)  # the one under the frame
    assert (desk.view.name, desk.view.more) == ("c.jpg", 0)
    desk.board.remove(1)
    assert desk.view.name == ""
