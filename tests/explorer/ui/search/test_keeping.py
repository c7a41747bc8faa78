"""Finds of two days: whatever comes first, reading, saving, clearing or closing, none is lost."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.search.kept import load_finds, save_finds
from explorer.core.search.scope import Scope
from explorer.ui.search import keeping
from explorer.ui.search.keeping import FindsKeeper
from tests.explorer.control.fakes import FakeChores
from tests.explorer.control.test_search_control import Table, find
from tests.explorer.ui.conftest import PATIENCE

OLD = find(0.9, 0.45)


class Day:
    """A search, and who keeps its finds; one find of an earlier day is in the file."""

    def __init__(self, path: Path) -> None:
        save_finds(path, [OLD])
        self.path, self.table, self.chores = path, Table(), FakeChores()
        self.keeper = FindsKeeper(path, self.table.control, self.chores)
        self.keeper.restore()

    def find_some(self) -> None:
        self.table.view.start_wanted.emit(Scope.ALL, 0)
        self.table.work_on(4)

    @property
    def kept(self) -> list[float]:
        return [round(one.value, 3) for one in load_finds(self.path)[0]]


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    monkeypatch.setattr(keeping, "SAVE_MILLISECONDS", 1)
    return Day(tmp_path / "finds.json")


def wait_for_saving(day: Day, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(day.chores.waiting), timeout=PATIENCE)
    day.chores.settle()


def test_what_is_not_read_yet_is_not_written_over(day: Day, qtbot: QtBot) -> None:
    day.find_some()
    qtbot.wait(20)
    assert len(day.chores.waiting) == 1 and day.kept == [0.9]  # no more than the reading
    day.chores.settle()
    assert day.table.values == [0.9, 0.2, 0.1]
    wait_for_saving(day, qtbot)
    assert day.kept == [0.9, 0.2, 0.1]


def test_closing_before_it_is_read_keeps_both(day: Day) -> None:
    day.find_some()
    arrives = day.chores.answer()
    day.keeper.close()
    assert day.kept == [0.9, 0.2, 0.1]
    arrives()  # too late
    assert day.table.values == [0.9, 0.2, 0.1]


def test_closing_while_an_older_state_is_saved_keeps_the_newest(day: Day, qtbot: QtBot) -> None:
    day.chores.settle()
    day.find_some()
    qtbot.waitUntil(lambda: bool(day.chores.waiting), timeout=PATIENCE)
    day.table.view.start_wanted.emit(Scope.ALL, 1)
    day.table.work_on(4)
    day.keeper.close()
    newest = day.kept
    assert len(newest) == 5
    day.chores.settle()
    assert day.kept == newest


def test_what_is_cleared_while_it_is_saved_stays_cleared(day: Day, qtbot: QtBot) -> None:
    day.chores.settle()
    day.find_some()
    qtbot.waitUntil(lambda: bool(day.chores.waiting), timeout=PATIENCE)
    day.table.view.clear_wanted.emit()
    day.chores.settle()
    day.keeper.close()
    assert day.kept == []


def test_what_is_cleared_before_it_is_read_goes_too_until_that_is_undone(day: Day) -> None:
    day.find_some()
    day.table.view.clear_wanted.emit()
    day.chores.settle()
    assert not day.table.view.finds
    day.table.steps.undo()
    assert day.table.values == [0.9, 0.2, 0.1]
    day.table.steps.redo()
    day.keeper.close()
    assert day.kept == []


def test_nothing_is_written_where_nothing_is_found(day: Day) -> None:
    day.path.unlink()
    day.keeper.close()
    assert not day.path.exists()


def test_the_seed_is_kept_with_what_it_gave(day: Day) -> None:
    day.chores.settle()
    day.table.view.start_wanted.emit(Scope.ALL, 4711)
    day.table.work_on(4)
    day.keeper.close()
    table, chores = Table(), FakeChores()
    FindsKeeper(day.path, table.control, chores).restore()
    chores.settle()
    assert table.view.seed == 4711 and 0.9 in table.values
