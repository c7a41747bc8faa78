"""The search panel's controller: finds stream, stay, and are opened, while the puck goes first."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.engine.jobs import Urgency, single
from explorer.core.gallery.gallery import Gallery
from explorer.core.search.finds import Find, joined
from explorer.core.search.generations import Findings, Wanted
from explorer.core.search.scope import Among, Scope
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.search.control import BEGINNING, SHOW_SECONDS, SearchControl, State
from explorer.ui.search.words import in_words, progress
from tests.explorer.control.fake_views import FakeSearchView
from tests.explorer.control.fakes import FakeRenderer, FakeSteps, FakeWork, heard, source, two_pins
from training.files.errors import UserError

GALLERY = Gallery(
    title="few",
    fingerprint="few",
    pictures=np.zeros((4, 32, 32, 3), np.uint8),
    names=("train/horse/0", "test/horse/1", "test/bird/2", "test/bird/3"),
    labels=np.array([1, 1, 0, 0]),
    classes=("bird", "horse"),
    splits=np.array(["train", "test", "test", "test"]),
)


def find(value: float, puck: float, pictures: int | None = None) -> Find:
    """A find; without the number of its pictures they are its own."""
    shade = round(1000 * puck) % 256 if pictures is None else pictures
    board = Board().add(source(shade)).add(source(shade, "bird")).move_puck(puck, 0.5)
    scores = {"pegasus": value, "realism": 1.0}
    return Find(board, np.full((32, 32, 3), round(255 * value), np.uint8), scores)


class Looking:
    """Finds ever better ones, one a step; notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Wanted, Among]] = []
        self.error: Exception | None = None

    def __call__(
        self, renderer: Renderer, gallery: Gallery, wanted: Wanted, size: int, among: Among
    ) -> Iterator[Findings]:
        self.asked.append((wanted, among))
        return self._steps(wanted.seed)

    def _steps(self, seed: int) -> Iterator[Findings]:
        best: tuple[Any, ...] = ()  # how a find was made is nothing to the controller
        for tried in range(1, 6):
            yield Findings(tried - 1, best)
            if self.error:
                raise self.error
            best = (find(0.1 * tried, (10 * seed + tried) / 1000), *best)
            yield Findings(tried, best)


class Table:
    """A controller with everything that it talks to."""

    def __init__(self, loaded: bool = True) -> None:
        self.model, self.work, self.steps = BoardModel(), FakeWork(), FakeSteps()
        self.pictures = SimpleNamespace(gallery=GALLERY, rows_shown=np.array([3, 0, 2]))
        self.view, self.look, self.now = FakeSearchView(), Looking(), 0.0
        self.control = SearchControl(
            self.model,
            self.work,
            self.steps,
            cast(Any, self.pictures),
            self.view,
            lambda: self.now,
            self.look,
        )
        if loaded:
            self.control.set_renderer(cast(Renderer, FakeRenderer()))

    def work_on(self, steps: int, seconds: float = 1.0) -> None:
        """Let the worker take some steps, and the window hear of them."""
        for _ in range(steps):
            job = self.work.jobs._next()
            if job is None:
                return
            self.work.jobs._step(job)
            self.now += seconds
            self.work.arrive()

    @property
    def values(self) -> list[float]:
        return [round(find.value, 3) for find in self.view.finds]


def test_finds_stream_best_first_with_the_pace() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 7)
    assert table.view.state is State.RUNNING and table.look.asked[0][0].seed == 7
    table.work_on(4)
    assert table.values == [0.2, 0.1]
    assert table.view.progress == "2 tried · 0.5 a second · 2 found"
    table.work_on(2)
    assert table.values == [0.3, 0.2, 0.1]


def test_pictures_move_no_more_than_a_few_times_a_second() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 0)
    shown = table.view.times
    table.work_on(10, SHOW_SECONDS / 5)
    assert table.view.times - shown in (2, 3)
    table.view.stop_wanted.emit()
    assert len(table.values) == 5


def test_the_puck_goes_first_in_each_pause() -> None:
    table, order = Table(), list[str]()
    table.view.start_wanted.emit(Scope.ALL, 0)
    table.work_on(1)
    table.work.submit(Urgency.PUCK, "puck", single(lambda: "puck"), order.append, order.append)
    table.work_on(1)
    assert order == ["puck"] and table.view.progress == BEGINNING
    table.work_on(2)  # the puck's job ends, and the search takes its next step
    assert table.view.progress.startswith("1 tried")


def test_it_stops_at_once_and_can_be_gone_on_with() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 3)
    table.work_on(4)
    table.work.compute()  # on its way to the window when it is stopped
    table.view.stop_wanted.emit()
    table.work.arrive()
    assert table.values == [0.2, 0.1] and not table.work.jobs.pending()
    assert table.view.state is State.PAUSED
    table.now += 1000  # a pause is no part of the pace
    table.view.start_wanted.emit(Scope.ALL, 3)
    assert len(table.look.asked) == 1 and table.view.state is State.RUNNING


def test_going_on_takes_up_where_it_stopped() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 3)
    table.work_on(4)
    table.view.stop_wanted.emit()
    table.now += 1000
    table.view.start_wanted.emit(Scope.ALL, 3)
    table.work_on(2)
    assert table.values == [0.3, 0.2, 0.1]
    assert table.view.progress.startswith("3 tried · 0.5 a second")


def test_another_seed_is_another_search_and_what_was_found_stays() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 1)
    table.work_on(4)
    table.view.stop_wanted.emit()
    table.view.start_wanted.emit(Scope.ALL, 2)
    table.work_on(2)
    assert [wanted.seed for wanted, _ in table.look.asked] == [1, 2]
    assert table.values == [0.2, 0.1, 0.1]
    table.view.stop_wanted.emit()
    table.view.start_wanted.emit(Scope.ALL, 1)
    table.work_on(4)
    assert table.values == [0.2, 0.1, 0.1]  # each board once


@pytest.mark.parametrize(
    ("scope", "bodies", "wings"),
    [(Scope.ALL, (1,), (2, 3)), (Scope.SHOWN, (0,), (2, 3)), (Scope.PINS, (0,), (1,))],
)
def test_scopes(scope: Scope, bodies: tuple[int, ...], wings: tuple[int, ...]) -> None:
    table = Table()
    table.model.set(replace(two_pins(), wings=frozenset({"bird"})))
    table.view.start_wanted.emit(scope, 0)
    wanted, among = table.look.asked[0]
    assert (among.bodies, among.wings) == (bodies, wings)
    assert wanted.wings == {"bird"}  # what the board calls wings
    if scope is Scope.PINS:
        sources = [among.gallery.source(row) for row in (0, 1)]
        assert sources == [pin.source for pin in two_pins().pins]


def test_what_cannot_be_searched_says_what_to_do() -> None:
    for table, scope, told in (
        (Table(loaded=False), Scope.ALL, "not loaded yet"),
        (Table(), Scope.PINS, "Pin a body and wings first"),
    ):
        table.view.start_wanted.emit(scope, 0)
        assert told in table.view.problem and table.view.state is State.IDLE
    table = Table()
    table.pictures.rows_shown = np.array([0, 1])
    table.view.start_wanted.emit(Scope.SHOWN, 0)
    assert "no picture of airplane or bird" in table.view.problem
    assert "another filter" in table.view.problem
    table.view.start_wanted.emit(Scope.ALL, 0)
    assert not table.view.problem


def test_a_search_that_breaks_says_so_and_keeps_what_it_found() -> None:
    for error, told in ((UserError("Export it anew."), "Export it anew."), (OSError("x"), "log")):
        table = Table()
        table.view.start_wanted.emit(Scope.ALL, 0)
        table.work_on(2)
        table.look.error = error
        table.work_on(2)
        assert told in table.view.problem and table.view.state is State.IDLE
        table.control.set_finds(table.control.finds)
        assert table.values == [0.1]


def test_other_models_stop_it_and_finds_stay() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 0)
    table.work_on(4)
    table.control.set_renderer(cast(Renderer, FakeRenderer()))
    assert table.view.state is State.IDLE and "other models" in table.view.problem
    assert len(table.control.finds) == 2
    table.view.start_wanted.emit(Scope.ALL, 0)
    assert len(table.look.asked) == 2


def test_clearing_can_be_undone() -> None:
    table = Table()
    table.view.start_wanted.emit(Scope.ALL, 0)
    table.work_on(6)
    table.view.clear_wanted.emit()
    assert not table.view.finds and table.view.state is State.IDLE
    assert not table.work.jobs.pending() and not table.view.progress
    table.steps.undo()
    assert table.values == [0.3, 0.2, 0.1]
    table.steps.redo()
    assert not table.view.finds
    table.view.clear_wanted.emit()
    assert len(table.steps.done) == 1  # nothing to clear is no step


def test_a_picture_is_in_one_find_whatever_was_cleared_brought_back_and_found_anew() -> None:
    table = Table()
    table.control.set_finds([find(0.25, 0.9, pictures=1), find(0.9, 0.91, pictures=200)])
    table.view.clear_wanted.emit()
    table.view.start_wanted.emit(Scope.ALL, 0)  # finds 0.1 of the pictures 1, 0.2 of others
    table.work_on(4)
    assert table.values == [0.2, 0.1]
    table.steps.undo()
    assert table.values == [0.9, 0.25, 0.2]
    table.view.start_wanted.emit(Scope.ALL, 0)
    table.work_on(4)
    assert table.values == [0.9, 0.25, 0.2]
    table.control.bring_back([find(0.7, 0.92, pictures=200), find(0.8, 0.93, pictures=2)])
    assert table.values == [0.9, 0.8, 0.25]


def test_few_pictures_are_in_as_many_finds_as_one_search_has_of_them() -> None:
    one = [find(0.5, 0.1, pictures=1), find(0.3, 0.2, pictures=1)]
    other = [find(0.4, 0.3, pictures=1), find(0.2, 0.4, pictures=1), find(0.1, 0.5, pictures=2)]
    assert [each.value for each in joined(one, other)] == [0.5, 0.4, 0.1]
    assert joined(one, one) == tuple(one)


def test_the_seed_of_the_last_search_comes_back_with_its_finds() -> None:
    table = Table()
    table.control.bring_back([find(0.5, 0.4)], 4711)
    assert table.view.seed == 4711 and table.control.seed == 4711
    table.view.start_wanted.emit(Scope.ALL, 12)
    table.control.bring_back([find(0.4, 0.3)], 13)  # it comes late
    assert table.view.seed == 4711 and table.control.seed == 12


def test_finds_of_an_earlier_day_that_come_after_a_clearing_go_with_it() -> None:
    table = Table()
    table.control.set_finds([find(0.5, 0.4)])
    table.view.clear_wanted.emit()
    table.control.bring_back([find(0.3, 0.6)])
    assert not table.view.finds
    table.steps.undo()
    assert table.values == [0.5, 0.3]
    table.control.bring_back([find(0.2, 0.7)])
    assert table.values == [0.5, 0.3, 0.2]


def test_a_find_is_opened_and_kept_by_who_listens() -> None:
    table = Table()
    opened, kept = heard(table.control.opened), heard(table.control.keep)
    one = find(0.5, 0.4)
    table.view.opened.emit(one)
    table.view.keep_wanted.emit(one)
    assert opened == kept == [one]


def test_seeds_are_drawn_and_shown() -> None:
    table, seeds = Table(), set[int]()
    for _ in range(8):
        table.view.new_seed_wanted.emit()
        seeds.add(table.view.seed)
    assert len(seeds) > 1 and min(seeds) >= 0


def test_words() -> None:
    board = Board().add(source(1)).add(source(2, "airplane")).add(source(3, None))
    one = Find(board, np.zeros((32, 32, 3), np.uint8), {"pegasus": 0.98, "realism": 0.9})
    assert in_words(one).splitlines() == [
        "Pegasus 98 · Realism 90",
        f"{board.mode.label}: horse horse/1 + aeroplane aeroplane/2 + None/3",
    ]
    assert progress(1284, 28.0, 3) == "1,284 tried · 46 a second · 3 found"
    assert progress(1, 0.0, 0).startswith("1 tried · 0.0 a second")
