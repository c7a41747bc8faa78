"""A favourite whose file comes late: its step stands where it was asked for."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.favourites.store import Favourites
from explorer.core.history import History
from explorer.ui.actions import Do
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import EditBoard
from explorer.ui.canvas.undo import UndoSteps
from explorer.ui.favourites.control import FavouritesControl
from explorer.ui.program import Program
from tests.explorer.control.fake_views import FakeFavouritesView
from tests.explorer.control.fakes import (
    FakeChores,
    FakeEngine,
    FakeReference,
    FakeWatch,
    heard,
    two_pins,
)
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend

PICTURE = np.full((32, 32, 3), 77, np.uint8)
KEEP, MOVE = "Keep a favourite", "Move the blend"


class Desk:
    """A board, its undo stack and a folder of favourites, with what is rendered at rest."""

    def __init__(self, folder: Path) -> None:
        self.stack, self.model = QUndoStack(), BoardModel()
        self.model.set(two_pins())
        self.steps, self.folder = UndoSteps(self.stack), folder
        self.reference, self.chores = FakeReference(PICTURE), FakeChores()
        view, favourites = FakeFavouritesView(), Favourites(folder)
        self.control = FavouritesControl(
            favourites, self.reference, self.chores, self.steps, FakeWatch(), view
        )
        self.failed, self.doing = heard(self.control.failed), heard(self.control.doing)

    def keep(self) -> None:
        self.control.keep(self.model.board, FakeEngine().modelset)

    def move(self, x: float) -> None:
        self.steps.push(EditBoard(MOVE, self.model, self.model.board.move_puck(x, 0.5)))

    def fail_to_keep(self) -> None:
        self.reference.error = "no VAE"
        self.keep()

    @property
    def puck(self) -> float:
        return self.model.board.puck[0]

    @property
    def texts(self) -> list[str]:
        return [self.stack.text(place) for place in range(self.stack.count())]

    @property
    def kept(self) -> int:
        return len(list(self.folder.glob("*.png")))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "Pegasi")
    yield made
    made.stack.clear()  # were it collected together with its commands, Qt would crash


def test_what_was_done_after_it_was_asked_for_is_undone_first(desk: Desk) -> None:
    desk.keep()
    desk.move(0.1)
    desk.chores.settle()
    assert desk.texts == [KEEP, MOVE] and desk.kept == 1
    desk.stack.undo()
    assert desk.puck == 0.5 and desk.kept == 1
    desk.stack.undo()
    assert desk.kept == 0
    desk.stack.redo()
    assert desk.kept == 1 and desk.puck == 0.5 and not desk.failed


def test_undone_before_it_lands_it_is_gone_when_it_does_and_comes_back(desk: Desk) -> None:
    desk.keep()
    desk.move(0.1)
    desk.stack.setIndex(0)
    assert desk.puck == 0.5
    desk.chores.settle()
    assert desk.kept == 0 and desk.doing[-1] == ""
    desk.stack.redo()
    assert desk.kept == 1 and not desk.failed


def test_undone_and_done_again_before_it_lands_it_is_kept_once(desk: Desk) -> None:
    desk.keep()
    desk.stack.undo()
    desk.stack.redo()
    desk.chores.settle()
    assert desk.kept == 1 and desk.texts == [KEEP]


@pytest.mark.parametrize("is_undone", [False, True])
def test_what_changes_on_the_way_back_to_the_window_counts(desk: Desk, is_undone: bool) -> None:
    desk.keep()
    if is_undone:
        desk.stack.undo()
    arrive = desk.chores.answer()
    (desk.stack.redo if is_undone else desk.stack.undo)()
    arrive()
    assert desk.kept == is_undone
    (desk.stack.undo if is_undone else desk.stack.redo)()
    assert desk.kept == (not is_undone) and not desk.failed


def test_undone_for_good_it_is_in_the_trash(desk: Desk) -> None:
    desk.keep()
    desk.stack.undo()
    desk.move(0.1)  # after which there is no way back to it
    desk.chores.settle()
    assert desk.kept == 0 and desk.texts == [MOVE] and not desk.failed


@pytest.mark.parametrize("is_undone", [False, True])
def test_as_the_window_closes_it_is_kept_unless_it_was_undone(desk: Desk, is_undone: bool) -> None:
    desk.keep()
    if is_undone:
        desk.stack.undo()
    desk.chores.answer()  # of which the window hears no more
    assert desk.kept == (not is_undone)


@pytest.mark.parametrize("undone", range(4))
def test_what_cannot_be_kept_is_no_step_wherever_it_stood(desk: Desk, undone: int) -> None:
    desk.move(0.1)
    desk.fail_to_keep()
    desk.move(0.2)
    desk.stack.setIndex(3 - undone)
    puck = desk.puck
    desk.chores.settle()
    assert desk.texts == [MOVE, MOVE] and desk.puck == puck and desk.failed == ["no VAE"]
    for there, pucks in ((desk.stack.undo, (0.1, 0.5)), (desk.stack.redo, (0.1, 0.2))):
        desk.stack.setIndex(2 if there == desk.stack.undo else 0)
        for place in pucks:
            there()
            assert desk.puck == place
    assert not desk.kept


def test_a_step_that_is_pending_is_not_of_the_history_that_is_saved(desk: Desk) -> None:
    desk.move(0.1)
    desk.keep()
    desk.move(0.2)
    history = desk.steps.history
    assert [edit.new.puck[0] for edit in history.edits] == [0.1, 0.2] and history.done == 2


def test_edits_of_an_earlier_start_leave_the_board_as_it_is(desk: Desk) -> None:
    desk.move(0.1)
    desk.move(0.2)
    edits = desk.steps.history.edits
    desk.stack.clear()
    desk.model.set(desk.model.board.move_puck(0.1, 0.5))
    changes = heard(desk.model.changed)
    desk.steps.resume(History(edits, 1), desk.model)
    assert not changes and desk.stack.index() == 1
    desk.stack.redo()
    assert desk.puck == 0.2
    desk.stack.undo()
    desk.stack.undo()
    assert desk.puck == 0.5


def test_a_new_board_is_undone_before_the_favourite_that_is_still_being_kept(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_blend(program, qtbot)
    window, board = program.window, program.board.board
    started = list[Callable[[], None]]()
    render = program.reference.render

    def slow(modelset: Path, asked: Board) -> Future[RenderResult]:
        late, soon = Future[RenderResult](), render(modelset, asked)
        started.append(lambda: late.set_result(soon.result()))
        return late

    monkeypatch.setattr(program.reference, "render", slow)
    before = program.undo.index()
    window.action_for(Do.KEEP).trigger()
    window.action_for(Do.NEW).trigger()
    (land,) = started
    steps, pins = program.undo.index() - before, program.board.board.pins
    land()  # else a failure would leave the program waiting for it
    assert steps == 2 and not pins
    rows = window.favourites.model.rowCount
    qtbot.waitUntil(lambda: rows() == 1, timeout=PATIENCE)
    program.undo.undo()
    assert program.board.board == board
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)
    assert rows() == 1
    program.undo.undo()
    qtbot.waitUntil(lambda: rows() == 0, timeout=PATIENCE)
    program.undo.redo()
    qtbot.waitUntil(lambda: rows() == 1, timeout=PATIENCE)
