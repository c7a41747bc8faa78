"""Finding pegasi in the window: started by its button, opened, kept and cleared by mouse."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from explorer.core.search.scope import Scope
from explorer.ui.actions import Do
from explorer.ui.program import Program
from explorer.ui.search.control import State
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, drag, in_front, on_screen, press


def click_find(program: Program, qtbot: QtBot, row: int) -> None:
    tiles = program.window.search.tiles
    place = tiles.visualRect(tiles.model().index(row, 0)).center()
    qtbot.mouseClick(tiles.viewport(), LEFT, pos=place)


def test_a_find_is_one_click_from_the_canvas_while_exploring_goes_on(
    program: Program, qtbot: QtBot
) -> None:
    window, panel, before = program.window, program.window.search, program.board.board
    qtbot.waitUntil(lambda: not in_front(panel), timeout=PATIENCE)  # the gallery is in front
    window.action_for(Do.SEARCH).trigger()
    qtbot.waitUntil(lambda: in_front(panel), timeout=PATIENCE)
    assert program.search.state is State.RUNNING and panel.button.text() == "Stop"
    qtbot.waitUntil(lambda: len(panel.tiles.tiles.items) > 1, timeout=PATIENCE)
    assert panel.numbers.isVisible() and "pegasus score × realism" in panel.numbers.text()

    start = on_screen(program, before.puck)  # the search is still on
    drag(program, qtbot, start, start + QPoint(-40, 0), start + QPoint(-60, 0))
    wait_for_blend(program, qtbot)
    moved = program.board.board
    assert moved.puck != before.puck and program.search.state is State.RUNNING

    qtbot.mouseClick(panel.button, LEFT)
    assert panel.button.text() == "Go on" and "tried" in panel.progress.text()
    finds = panel.tiles.tiles.items
    values = [find.value for find in finds]
    assert values == sorted(values, reverse=True)
    click_find(program, qtbot, 1)
    assert program.board.board == finds[1].board and panel.tiles.current is finds[1]
    wait_for_blend(program, qtbot)
    tip = panel.tiles.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Pegasus ") and "starter/horse" in tip
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board == moved and panel.tiles.tiles.items == finds

    qtbot.mouseClick(panel.keep, LEFT)
    strip = window.favourites.model
    qtbot.waitUntil(lambda: strip.rowCount() == 1, timeout=PATIENCE)
    assert strip.at(0).read().recipe.board == finds[1].board

    qtbot.mouseClick(panel.clear, LEFT)
    assert not panel.tiles.tiles.items and not panel.keep.isEnabled()
    assert panel.numbers.isHidden()
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert panel.tiles.tiles.items == finds


def test_a_typed_seed_and_the_pins_alone(program: Program, qtbot: QtBot) -> None:
    panel = program.window.search
    program.window.show_search()
    qtbot.waitUntil(lambda: in_front(panel), timeout=PATIENCE)
    choose(panel.scope, Scope.PINS)
    panel.seed.box.selectAll()
    qtbot.keyClicks(panel.seed.box, "4711")
    qtbot.mouseClick(panel.button, LEFT)
    assert panel.seed.value == 4711 and not panel.problem.text()
    qtbot.waitUntil(lambda: bool(panel.tiles.tiles.items), timeout=PATIENCE)
    qtbot.mouseClick(panel.button, LEFT)
    pinned = {pin.source for pin in program.board.board.pins}
    for find in panel.tiles.tiles.items:
        assert {pin.source for pin in find.board.pins} == pinned
    program.board.clear()
    qtbot.mouseClick(panel.button, LEFT)
    assert "Pin a body and wings" in panel.problem.text() and panel.problem.isVisible()


def test_finds_are_there_after_a_restart_until_they_are_cleared(
    program: Program, qtbot: QtBot, open_program: OpenProgram
) -> None:
    panel = program.window.search
    panel.button.click()
    qtbot.waitUntil(lambda: len(panel.tiles.tiles.items) > 1, timeout=PATIENCE)
    panel.button.click()
    finds = panel.tiles.tiles.items
    program.window.close()
    again = open_program()
    panel = again.window.search
    qtbot.waitUntil(lambda: bool(panel.tiles.tiles.items), timeout=PATIENCE)
    kept = panel.tiles.tiles.items
    assert [find.board for find in kept] == [find.board for find in finds]
    for find, before in zip(kept, finds, strict=True):
        assert np.array_equal(find.picture, before.picture) and find.scores == before.scores
    again.window.show_search()
    qtbot.waitUntil(lambda: in_front(panel), timeout=PATIENCE)
    click_find(again, qtbot, 0)
    assert again.board.board == finds[0].board
    qtbot.mouseClick(panel.clear, LEFT)
    again.window.close()
    last = open_program()
    panel = last.window.search
    qtbot.waitUntil(lambda: not last.chores.busy, timeout=PATIENCE)
    assert not panel.tiles.tiles.items
