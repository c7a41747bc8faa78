"""Regions under the hand: painted over the large picture by mouse and keys, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board
from explorer.core.board.modes import LINEAR, REGIONS
from explorer.core.board.regions import painted
from explorer.core.favourites.file import read_favourite
from explorer.core.home.home import Home
from explorer.ui.actions import Do
from explorer.ui.parts.words import score
from explorer.ui.preview.view import Shown
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, press


@pytest.fixture
def program(open_program: OpenProgram, qtbot: QtBot) -> Program:
    program = open_program()
    wait_for_blend(program, qtbot)
    choose(program.window.controls.mode, REGIONS.name)
    wait_for_blend(program, qtbot)
    qtbot.mouseClick(program.window.pages.buttons[2], LEFT)
    program.undo.clear()
    return program


def at(program: Program, x: float, y: float) -> QPoint:
    area = program.window.preview.picture.area
    return (area.topLeft() + QPointF(x, y) * (area.width() / 32)).toPoint()


def stroke(program: Program, qtbot: QtBot, *way: tuple[float, float]) -> np.ndarray:
    layer = program.window.region_layer
    qtbot.mousePress(layer, LEFT, pos=at(program, *way[0]))
    for spot in way:
        qtbot.mouseMove(layer, at(program, *spot))
    qtbot.mouseRelease(layer, LEFT, pos=at(program, *way[-1]))
    return wait_for_blend(program, qtbot).copy()


def share(program: Program, pin: int) -> np.ndarray:
    result = program.blend.result
    assert result is not None and result.regions is not None
    return result.regions.shares[pin]


def test_strokes_paint_live_go_back_to_the_start_and_forward_again(
    program: Program, qtbot: QtBot
) -> None:
    window, start = program.window, program.board.board
    first = wait_for_blend(program, qtbot).copy()
    assert window.region_layer.isVisible() and not window.regions.clear.isEnabled()
    qtbot.mouseClick(window.regions.sources[1], LEFT)
    shown = window.region_layer.grab().toImage()
    second = stroke(program, qtbot, (6, 6), (6, 26))
    assert (second != first).any() and program.undo.count() == 1
    assert share(program, 1)[1:3, 0].min() > 0.8 and window.regions.clear.isEnabled()
    assert window.region_layer.grab().toImage() != shown
    edge = painted(program.board.board)[1][16]
    assert edge[6] == 255 and ((edge > 20) & (edge < 235)).any(), "the edge is not soft"
    qtbot.mouseClick(window.regions.cells, LEFT)
    assert not window.regions.radius.isEnabled()
    qtbot.mouseClick(window.regions.sources[0], LEFT)
    third = stroke(program, qtbot, (26, 6))
    assert share(program, 0)[0, -1] > 0.9 and program.undo.count() == 2
    qtbot.mouseClick(window.regions.rub, LEFT)
    stroke(program, qtbot, (26, 6))
    program.undo.undo()
    assert np.array_equal(wait_for_blend(program, qtbot), third)
    for picture in (second, first):
        press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
        assert np.array_equal(wait_for_blend(program, qtbot), picture)
    assert program.board.board == start
    for picture in (second, third):
        program.undo.redo()
        assert np.array_equal(wait_for_blend(program, qtbot), picture)


def test_the_scores_are_in_sight_and_follow_the_brush(program: Program, qtbot: QtBot) -> None:
    line, layer = program.window.pages.line, program.window.region_layer

    def told() -> str:
        result = program.blend.result
        assert result is not None
        return f"Pegasus {score(result.scores['pegasus'])}"

    assert line.isVisible() and line.text().startswith(told())
    qtbot.mouseClick(program.window.regions.sources[1], LEFT)
    seen = {line.text()}
    qtbot.mousePress(layer, LEFT, pos=at(program, 4, 4))
    for y in range(4, 30, 6):  # while the button is down
        qtbot.mouseMove(layer, at(program, 28 if y % 12 else 4, y))
        wait_for_blend(program, qtbot)
        assert line.text().startswith(told())
        seen.add(line.text())
    qtbot.mouseRelease(layer, LEFT, pos=at(program, 4, 28))
    assert len(seen) > 1, "the line stays the same while the picture changes"
    qtbot.mouseClick(program.window.pages.buttons[0], LEFT)
    assert not line.isVisible()  # the meters say it


def test_all_of_it_goes_by_keys(program: Program, qtbot: QtBot) -> None:
    window, layer = program.window, program.window.region_layer
    window.activateWindow()
    layer.setFocus(Qt.FocusReason.TabFocusReason)
    assert layer.spot == (16, 16)
    qtbot.keyClick(layer, Qt.Key.Key_2)
    assert window.regions.sources[1].isChecked()
    qtbot.keyClick(layer, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(layer, Qt.Key.Key_Up)
    qtbot.keyClick(layer, Qt.Key.Key_Space)
    assert painted(program.board.board)[1][15, 12] == 255
    qtbot.keyClick(layer, Qt.Key.Key_0)
    qtbot.keyClick(layer, Qt.Key.Key_Space)
    assert window.regions.rub.isChecked() and painted(program.board.board)[1][15, 12] == 0
    assert program.undo.count() == 2
    qtbot.mouseClick(window.regions.cells, LEFT)
    qtbot.keyClick(layer, Qt.Key.Key_1)
    rows, columns = program.regions.grid
    layer.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(layer, Qt.Key.Key_Right)
    qtbot.keyClick(layer, Qt.Key.Key_Space)
    cell = painted(program.board.board)[0]
    assert (cell == 255).sum() == 32 * 32 / (rows * columns)
    window.action_for(Do.CLEAR_REGIONS).trigger()
    assert not painted(program.board.board).any()


def test_by_evidence_fills_in_what_is_seen_with_a_number_on_each_region(
    program: Program, qtbot: QtBot
) -> None:
    window, before = program.window, share(program, 0).copy()
    qtbot.mouseClick(window.regions.fill, LEFT)
    wait_for_blend(program, qtbot)
    assert (painted(program.board.board).sum(0) > 250).all() and program.undo.count() == 1
    assert np.allclose(share(program, 0), before, atol=0.02)
    areas = window.region_layer.areas
    assert areas and all(area.is_painted for area in areas if before.max() > 0.6)
    said = window.region_layer.accessibleDescription()
    assert all(f"{area.pin + 1} " in said for area in areas)
    image = window.region_layer.grab().toImage()
    box = window.regions.seen
    qtbot.mouseClick(box, LEFT, pos=QPoint(16, box.height() // 2))
    assert window.region_layer.grab().toImage() != image


def test_regions_are_kept_and_come_back_after_a_restart(
    program: Program, qtbot: QtBot, home: Home, open_program: OpenProgram
) -> None:
    seen, board = stroke(program, qtbot, (10, 10), (20, 20)), program.board.board
    assert board.pins[0].region is not None
    press(program, qtbot, Qt.Key.Key_F)
    model = program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    (file,) = home.favourites.glob("*.png")
    kept = read_favourite(file)
    assert kept.recipe.board == board and np.abs(kept.picture.astype(int) - seen).max() <= 2
    program.window.close()
    again = open_program()
    assert again.board.board == board and np.array_equal(wait_for_blend(again, qtbot), seen)
    again.undo.undo()
    assert again.board.board.pins[0].region is None


def test_there_is_nothing_to_paint_in_other_modes_nor_on_sources(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    window.preview.show_part(Shown.ORIGINAL)
    assert not window.region_layer.isVisible()
    window.preview.show_part(Shown.BLEND)
    assert window.region_layer.isVisible()
    choose(window.controls.mode, LINEAR.name)
    assert not window.region_layer.isVisible() and window.pages.page == 0
    assert "Regions" in window.pages.buttons[2].toolTip()
    assert not window.action_for(Do.FILL_REGIONS).isEnabled()
    program.board.open(Board(mode=REGIONS), "Empty")
    assert not window.pages.buttons[2].isEnabled()
