"""Board, undo and a folder of favourites under any order of acts: no way back loses a thing."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtGui import QUndoStack

from explorer.core.board.board import Board, Layout, Role
from explorer.core.board.modes import DETAIL, MODES, SHARPNESS, STRENGTH, Mode, Setting
from explorer.core.board.plane import preset_places
from explorer.core.board.weights import bounds, weights
from explorer.core.favourites.file import Favourite, read_favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.store import Favourites
from explorer.core.history import Edit
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import Gesture
from explorer.ui.canvas.undo import UndoSteps
from explorer.ui.favourites.control import FavouritesControl
from tests.explorer.control.fake_canvas import FakeCanvas, FakeControls, FakeShares
from tests.explorer.control.fake_views import FakeFavouritesView
from tests.explorer.control.fakes import (
    FakeChores,
    FakeEngine,
    FakeReference,
    FakeWatch,
    heard,
    source,
)

PLACES = st.integers(0, 7)
"""Of a pin or a favourite among those that there are, counted round."""
SHARES = st.floats(0, 1)
GESTURES = st.sampled_from((1, 1, 1, 2))
CLASSES = st.sampled_from(("horse", "bird", "airplane", "ship", None))


class State(NamedTuple):
    """What a step leads to: the board, and stars by the favourites that there are."""

    board: Board
    stars: dict[str, int]
    gesture: Gesture | None = None


class Kept(NamedTuple):
    """What was kept."""

    board: Board
    shade: int


def has_pins(machine: "Acts") -> bool:
    return bool(machine.board.board.pins)


def has_a_blend(machine: "Acts") -> bool:
    return len(machine.board.board.pins) > 1


def has_favourites(machine: "Acts") -> bool:
    return bool(machine.view.items)


class Acts(RuleBasedStateMachine):
    """Acts as their views report them, and what must hold after each."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.stack, self.model = QUndoStack(), BoardModel()
        steps = UndoSteps(self.stack)
        self.steps = steps
        self.canvas, self.controls, self.shares = FakeCanvas(), FakeControls(), FakeShares()
        views = BoardViews(self.canvas, self.controls, self.shares)
        self.board = BoardControl(self.model, steps, views)
        self.favourites = Favourites(Path(self.home.name) / "Pegasi")
        self.reference, self.chores = FakeReference(np.empty(0, np.uint8)), FakeChores()
        self.view = FakeFavouritesView()
        self.keeping = FavouritesControl(
            self.favourites, self.reference, self.chores, steps, FakeWatch(), self.view
        )
        self.keeping.opened.connect(self._open)
        self.refused, self.failed = heard(self.board.refused), heard(self.keeping.failed)
        self.told = heard(self.keeping.told)
        self.states = list[State]()
        self.stars: dict[str, int] = {}
        self.kept: dict[str, Kept] = {}

    def teardown(self) -> None:
        self.stack.clear()  # were it collected together with its commands, Qt would crash
        self.home.cleanup()

    def _open(self, favourite: Favourite) -> None:
        self.board.open(favourite.recipe.board, "Open favourite")

    @contextmanager
    def one_step_at_most(self, gesture: Gesture | None = None) -> Iterator[None]:
        """What is done within is one step, goes on with that of its gesture, or is none."""
        place, count, refused = self.stack.index(), self.stack.count(), len(self.refused)
        before = self.states[place]
        goes_on = place == count and gesture is not None and gesture == before.gesture
        yield
        self.chores.settle()
        now = State(self.board.board, dict(self.stars), gesture)
        changed = now[:2] != before[:2]
        assert not (changed and len(self.refused) > refused)
        if changed:
            assert self.stack.index() == place + (not goes_on)
            self.states[self.stack.index() :] = [now]

    def pin(self, place: int) -> int:
        return place % len(self.board.board.pins)

    def favourite(self, place: int) -> Listed:
        return self.view.items[place % len(self.view.items)]

    # The board

    @initialize(pins=st.lists(st.tuples(st.integers(0, 255), CLASSES), max_size=5))
    def start(self, pins: list[tuple[int, str | None]]) -> None:
        board = Board()
        for shade, name in pins:
            board = board.add(source(shade, name))
        self.board.start_with(board)
        self.states = [State(board, {})]

    @rule(shade=st.integers(0, 255), name=CLASSES)
    def add(self, shade: int, name: str | None) -> None:
        with self.one_step_at_most():
            self.board.add(source(shade, name))

    @precondition(has_pins)
    @rule(place=PLACES, shade=st.integers(0, 255), name=CLASSES)
    def put_another(self, place: int, shade: int, name: str | None) -> None:
        with self.one_step_at_most():
            self.board.put(source(shade, name), self.pin(place), (0.5, 0.5))

    @precondition(has_pins)
    @rule(place=PLACES)
    def remove(self, place: int) -> None:
        with self.one_step_at_most():
            self.canvas.pin_removed.emit(self.pin(place))

    @precondition(has_pins)
    @rule(place=PLACES)
    def lock(self, place: int) -> None:
        with self.one_step_at_most():
            self.canvas.lock_toggled.emit(self.pin(place))

    @precondition(has_pins)
    @rule(place=PLACES, role=st.none() | st.sampled_from(Role))
    def give_a_role(self, place: int, role: Role | None) -> None:
        with self.one_step_at_most():
            self.board.set_role(self.pin(place), role)

    @precondition(has_pins)
    @rule(place=PLACES, x=SHARES, y=SHARES, gesture=GESTURES)
    def move_pin(self, place: int, x: float, y: float, gesture: int) -> None:
        with self.one_step_at_most((f"pin {self.pin(place)}", gesture)):
            self.canvas.pin_moved.emit(self.pin(place), x, y, gesture)

    @rule(x=SHARES, y=SHARES, gesture=GESTURES)
    def move_puck(self, x: float, y: float, gesture: int) -> None:
        with self.one_step_at_most(("puck", gesture)):
            self.canvas.puck_moved.emit(x, y, gesture)

    @rule(mode=st.sampled_from(tuple(MODES)))
    def choose_mode(self, mode: Mode) -> None:
        with self.one_step_at_most():
            self.controls.mode_chosen.emit(mode)

    @rule(layout=st.sampled_from(Layout))
    def choose_layout(self, layout: Layout) -> None:
        with self.one_step_at_most():
            self.controls.layout_chosen.emit(layout)

    @rule(overshoot=st.booleans())
    def choose_overshoot(self, overshoot: bool) -> None:
        with self.one_step_at_most():
            self.controls.overshoot_chosen.emit(overshoot)

    @rule(setting=st.sampled_from((DETAIL, SHARPNESS, STRENGTH)), value=SHARES, gesture=GESTURES)
    def slide(self, setting: Setting, value: float, gesture: int) -> None:
        with self.one_step_at_most((setting.field, gesture)):
            self.controls.setting_moved.emit(setting, value, gesture)

    @precondition(has_a_blend)
    @rule(place=PLACES, value=SHARES)
    def type_a_weight(self, place: int, value: float) -> None:
        with self.one_step_at_most():
            self.shares.weight_typed.emit(self.pin(place), value)

    @precondition(has_a_blend)
    @rule(places=st.sets(PLACES, min_size=1, max_size=3))
    def hold_weights(self, places: set[int]) -> None:
        for pin in {self.pin(place) for place in places}:
            with self.one_step_at_most():
                self.shares.hold_toggled.emit(pin)

    # Favourites

    @precondition(has_pins)
    @rule(shade=st.integers(0, 255))
    def keep(self, shade: int) -> None:
        board, told = self.board.board, len(self.told)
        self.reference.picture = np.full((32, 32, 3), shade, np.uint8)
        with self.one_step_at_most():
            self.keeping.keep(board, FakeEngine().modelset)
            self.chores.settle()
            new = {item.id for item in self.view.items} - self.stars.keys()
            if "kept already" in self.told[told]:
                assert not new
            else:
                (name,) = new
                self.stars[name] = 0
                self.kept.setdefault(name, Kept(board, shade))

    @precondition(has_favourites)
    @rule(place=PLACES)
    def open_favourite(self, place: int) -> None:
        favourite = self.favourite(place)
        with self.one_step_at_most():
            self.view.opened.emit(favourite)
        assert self.board.board == self.kept[favourite.id].board

    @precondition(has_favourites)
    @rule(place=PLACES)
    def delete(self, place: int) -> None:
        favourite = self.favourite(place)
        with self.one_step_at_most():
            self.view.delete_wanted.emit(favourite)
            del self.stars[favourite.id]

    @precondition(has_favourites)
    @rule(place=PLACES, stars=st.integers(0, 5))
    def rate(self, place: int, stars: int) -> None:
        favourite = self.favourite(place)
        with self.one_step_at_most():
            self.view.rated.emit(favourite, stars)
            self.stars[favourite.id] = stars

    # Back and forth

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self._go(self.stack.undo)

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self._go(self.stack.redo)

    @rule()
    def undo_all_and_come_back(self) -> None:
        place = self.stack.index()
        while self.stack.canUndo():
            self._go(self.stack.undo)
        assert self.board.board == self.states[0].board and not self.view.items
        while self.stack.canRedo():
            self._go(self.stack.redo)
        self.stack.setIndex(place)
        self._arrive()

    def _go(self, there: Callable[[], None]) -> None:
        there()
        self._arrive()

    def _arrive(self) -> None:
        """Where undo and redo lead, all is as it was when it was there first."""
        self.chores.settle()
        board, stars, _ = self.states[self.stack.index()]
        assert self.board.board == board
        assert Counter((item.id, item.rating) for item in self.view.items) == Counter(stars.items())
        self.stars = dict(stars)

    # What holds at any time

    @invariant()
    def a_step_leads_to_each_state(self) -> None:
        assert self.stack.count() == len(self.states) - 1 and not self.failed
        edits = self.steps.history.edits
        assert all(isinstance(edit, Edit) and edit.old != edit.new for edit in edits)

    @invariant()
    def weights_are_shares_of_one_whole(self) -> None:
        board, now = self.board.board, np.array(self.model.weights)
        assert len(now) == len(board.pins) and tuple(now) == weights(board)
        assert np.isfinite(now).all()
        low, high = bounds(board)
        if board.typed is None and all(pin.held is None for pin in board.pins):
            assert ((now >= low) & (now <= high)).all()
        if len(now) and not board.mode.amount.free:
            assert now.sum() == pytest.approx(1, abs=1e-6)

    @invariant()
    def pins_of_the_preset_layout_are_at_home(self) -> None:
        board = self.board.board
        if board.layout is Layout.PRESET:
            homes = preset_places(len(board.pins), board.overshoot)
            assert [pin.place for pin in board.pins] == list(homes)

    @invariant()
    def views_show_the_board(self) -> None:
        board = self.board.board
        assert self.canvas.pins == board.pins and self.canvas.puck == board.puck
        assert tuple(self.canvas.weights) == tuple(self.shares.weights) == self.model.weights
        for field in ("mode", "layout", "overshoot", "detail", "region_sharpness", "refining"):
            assert getattr(self.controls.board, field) == getattr(board, field)

    @invariant()
    def each_favourite_is_there_or_in_the_trash_and_as_it_was_kept(self) -> None:
        shown = {item.id: item.rating for item in self.view.items}
        assert shown == self.stars and len(self.view.items) == len(shown)
        files = [*self.favourites.folder.glob("*.png"), *self.favourites.trashed()]
        read = [read_favourite(path) for path in files]
        assert {favourite.recipe.id for favourite in read} == self.kept.keys()
        for favourite in read:
            board, shade = self.kept[favourite.recipe.id]
            assert favourite.recipe.board == board and (favourite.picture == shade).all()


@pytest.mark.usefixtures("qapp")
def test_no_order_of_acts_loses_a_board_or_a_favourite() -> None:
    bounded = settings(max_examples=30, stateful_step_count=40)
    run_state_machine_as_test(Acts, settings=bounded)  # type: ignore[no-untyped-call]
