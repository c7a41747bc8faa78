"""A journey through the window by mouse and keys: all of it is undone, done again, and reopened."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board
from explorer.core.board.modes import DETAIL, REGIONS
from explorer.ui.actions import Do
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, click_picture, drag, on_screen, press

MIDDLE = QPoint(11, 11)
"""Of a wing's dot."""


def pull(qtbot: QtBot, widget: QWidget, start: QPoint, by: QPoint) -> None:
    """Drag in several moves; a dot goes along with the mouse."""
    origin = widget.mapToGlobal(QPoint(0, 0))
    qtbot.mousePress(widget, LEFT, pos=start)
    for i in range(1, 7):
        qtbot.mouseMove(widget, widget.mapFromGlobal(origin + start + by * i / 6))
    qtbot.mouseRelease(widget, LEFT, pos=widget.mapFromGlobal(origin + start + by))


def wings(program: Program, qtbot: QtBot) -> None:
    pages = program.window.pages
    qtbot.mouseClick(pages.buttons[pages.number_of(program.window.wings)], LEFT)
    pull(qtbot, program.window.dots.dots(0)[1], MIDDLE, QPoint(-30, 24))


def move(program: Program, qtbot: QtBot) -> None:
    puck = on_screen(program, program.board.board.puck)
    drag(program, qtbot, puck, *(puck + QPoint(-8 * i, 5 * i) for i in range(1, 6)))


def arrow(program: Program, qtbot: QtBot) -> None:
    press(program, qtbot, Qt.Key.Key_Up)


def weight(program: Program, qtbot: QtBot) -> None:
    box = program.window.weights.boxes[0]
    box.selectAll()
    qtbot.keyClicks(box, "0,35")
    qtbot.keyClick(box, Qt.Key.Key_Return)


def detail(program: Program, qtbot: QtBot) -> None:
    qtbot.keyClick(program.window.controls.slider(DETAIL).slider, Qt.Key.Key_PageUp)


def mode(program: Program, qtbot: QtBot) -> None:
    choose(program.window.controls.mode, REGIONS.name)


def paint(program: Program, qtbot: QtBot) -> None:
    pages, layer = program.window.pages, program.window.region_layer
    qtbot.mouseClick(pages.buttons[pages.number_of(program.window.regions)], LEFT)
    zoom = layer.area.width() / 32
    start = (layer.area.topLeft() + QPointF(8, 8) * zoom).toPoint()
    pull(qtbot, layer, start, QPoint(round(12 * zoom), round(10 * zoom)))


def third(program: Program, qtbot: QtBot) -> None:
    click_picture(program, qtbot, 5)


def lock(program: Program, qtbot: QtBot) -> None:
    press(program, qtbot, Qt.Key.Key_1)
    press(program, qtbot, Qt.Key.Key_L)


def pair(program: Program, qtbot: QtBot) -> None:
    program.window.action_for(Do.RANDOM).trigger()


STEPS: tuple[Callable[[Program, QtBot], None], ...] = (
    *(wings, move, arrow, weight, detail, mode, paint, third, lock, pair),
)
"""Each is one step for undo, however many moves it took."""


def test_a_journey_is_undone_to_its_start_done_again_and_reopened(
    program: Program, qtbot: QtBot, open_program: OpenProgram
) -> None:
    seen: list[tuple[Board, np.ndarray]] = []

    def note() -> None:
        seen.append((program.board.board, wait_for_blend(program, qtbot).copy()))

    note()
    for number, step in enumerate(STEPS, 1):
        step(program, qtbot)
        note()
        assert program.undo.count() == number, f"{step.__name__} is not one step"
        assert seen[-1][0] != seen[-2][0], f"{step.__name__} does nothing"
    for board, picture in reversed(seen[:-1]):
        press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
        assert program.board.board == board
        assert np.array_equal(wait_for_blend(program, qtbot), picture)
    assert not program.undo.canUndo()
    for board, picture in seen[1:]:
        press(program, qtbot, Qt.Key.Key_Y, ctrl=True)
        assert program.board.board == board
        assert np.array_equal(wait_for_blend(program, qtbot), picture)
    press(program, qtbot, Qt.Key.Key_F)
    strip = program.window.favourites.model
    qtbot.waitUntil(lambda: strip.rowCount() == 1, timeout=PATIENCE)
    program.window.close()
    again = open_program()
    assert again.board.board == seen[-1][0]
    assert np.array_equal(wait_for_blend(again, qtbot), seen[-1][1])
    strip = again.window.favourites.model
    qtbot.waitUntil(lambda: strip.rowCount() == 1, timeout=PATIENCE)
    assert strip.at(0).read().recipe.board == seen[-1][0]
    press(again, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert again.board.board == seen[-2][0]
