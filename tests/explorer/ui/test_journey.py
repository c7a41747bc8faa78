"""A journey through the window by mouse and keys: all of it is undone, done again, and reopened."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board
from explorer.core.board.modes import DETAIL, REGIONS
from explorer.core.paths.path import PuckPath
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, click_picture, drag, in_front, on_screen, press

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
    press(program, qtbot, Qt.Key.Key_R)


def search(program: Program, qtbot: QtBot) -> None:
    panel = program.window.search
    press(program, qtbot, Qt.Key.Key_G, ctrl=True)
    tiles = panel.tiles.tiles
    qtbot.waitUntil(lambda: in_front(panel) and len(tiles.items) > 1, timeout=PATIENCE)
    qtbot.mouseClick(panel.button, LEFT)
    find = tiles.items[1]
    place = panel.tiles.visualRect(panel.tiles.model().index(1, 0)).center()
    qtbot.mouseClick(panel.tiles.viewport(), LEFT, pos=place)
    assert program.board.board == find.board


def move_while_recorded(program: Program, qtbot: QtBot) -> None:
    bar = program.window.path_bar
    press(program, qtbot, Qt.Key.Key_P, ctrl=True)
    qtbot.waitUntil(bar.record.isVisible, timeout=PATIENCE)
    qtbot.mouseClick(bar.record, LEFT)
    move(program, qtbot)


def end_recording(program: Program, qtbot: QtBot) -> None:
    qtbot.mouseClick(program.window.path_bar.record, LEFT)
    assert program.path.control.path.is_walkable


def keep(program: Program, qtbot: QtBot) -> None:
    strip = program.window.favourites.model
    kept = strip.rowCount() + 1
    press(program, qtbot, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: strip.rowCount() == kept, timeout=PATIENCE)


STEPS: tuple[Callable[[Program, QtBot], None], ...] = (
    *(third, wings, move, arrow, weight, detail, lock, mode, paint, pair),
    *(search, move_while_recorded, end_recording, keep),
)
"""Each is one step for undo, however many moves it took."""


class Seen(NamedTuple):
    """What the window shows, and is to show when it is back there."""

    board: Board
    path: PuckPath
    favourites: tuple[str, ...]
    picture: bytes


def see(program: Program, qtbot: QtBot) -> Seen:
    picture = wait_for_blend(program, qtbot).tobytes()
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)
    strip = program.window.favourites.model
    names = tuple(strip.at(row).id for row in range(strip.rowCount()))
    return Seen(program.board.board, program.path.control.path, names, picture)


def test_a_journey_is_undone_to_its_start_done_again_and_reopened(
    program: Program, qtbot: QtBot, open_program: OpenProgram
) -> None:
    seen = [see(program, qtbot)]
    for number, step in enumerate(STEPS, 1):
        step(program, qtbot)
        seen.append(see(program, qtbot))
        assert program.undo.count() == number, f"{step.__name__} is not one step"
        assert seen[-1][:3] != seen[-2][:3], f"{step.__name__} does nothing"
    for before in reversed(seen[:-1]):
        press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
        assert see(program, qtbot) == before
    assert not program.undo.canUndo() and not seen[0].favourites and seen[0].path == PuckPath()
    for after in seen[1:]:
        press(program, qtbot, Qt.Key.Key_Y, ctrl=True)
        assert see(program, qtbot) == after
    program.window.close()
    again = open_program()
    strip = again.window.favourites.model
    qtbot.waitUntil(lambda: strip.rowCount() == 1, timeout=PATIENCE)
    assert see(again, qtbot) == seen[-1]
    kept = strip.at(0).read()
    assert kept.recipe.board == seen[-1].board
    press(again, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert again.board.board == seen[STEPS.index(move_while_recorded)].board
