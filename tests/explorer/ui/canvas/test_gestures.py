"""Keys and gestures on the canvas, pressed for real."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from explorer.core.blend.field import FieldKind
from explorer.core.board.board import Layout, Role
from explorer.core.board.modes import LINEAR, SUM
from explorer.ui.actions import Do
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import LEFT, click_picture, drag, on_screen, press

POPS_UP = pytest.mark.qt_log_ignore("plugin does not support")
"""The offscreen platform says this of every menu."""
PUCKS = (0.5, 0.5), (0.5, 0.28), (0.9, 0.1), (0.02, 0.98), (0.7, 0.6)
KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def wheel(program: Program, at: QPoint, notches: int) -> None:
    canvas, none = program.window.canvas, Qt.KeyboardModifier.NoModifier
    turn, point = QPoint(0, 120 * notches), QPointF(at)
    event = QWheelEvent(
        point,
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def choose_in_menu(program: Program, at: QPoint, words: str) -> list[str]:
    """Open the menu at a point of the canvas, choose a line of it, and return all its lines."""
    canvas, lines = program.window.canvas, list[str]()

    def act() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        lines.extend(action.text() for action in menu.actions() if action.text())
        for action in menu.actions():
            if action.text() == words:
                action.trigger()
        menu.close()

    QTimer.singleShot(0, act)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(canvas, QContextMenuEvent(reason, at, canvas.mapToGlobal(at)))
    return lines


def test_arrows_move_the_blend_finer_with_shift(program: Program, qtbot: QtBot) -> None:
    canvas, moves = program.window.canvas, {KEY.Key_Left: (-1, 0), KEY.Key_Down: (0, 1)}
    for modifier, step in ((Qt.KeyboardModifier.NoModifier, 0.02), (SHIFT, 0.002)):
        for key, (x, y) in moves.items():
            before = program.board.board.puck
            qtbot.keyClick(canvas, key, modifier)
            assert program.board.board.puck == pytest.approx(
                (before[0] + x * step, before[1] + y * step)
            )
    assert program.undo.index() == 4
    wait_for_blend(program, qtbot)


def test_numbers_choose_pins_which_arrows_move_l_locks_and_delete_takes_off(
    program: Program, qtbot: QtBot
) -> None:
    program.board.set_layout(Layout.FREE)
    press(program, qtbot, KEY.Key_2)
    assert program.window.canvas.scene.chosen == 1
    before = program.board.board.pins[1].place
    press(program, qtbot, KEY.Key_Up)
    assert program.board.board.pins[1].y == pytest.approx(before[1] - 0.02)
    press(program, qtbot, KEY.Key_L)
    press(program, qtbot, KEY.Key_Delete)
    assert program.board.board.pins[1].locked and "locked" in program.window.notice.text
    press(program, qtbot, KEY.Key_L)
    press(program, qtbot, KEY.Key_Delete)
    assert len(program.board.board.pins) == 1
    press(program, qtbot, KEY.Key_8)  # there is none
    assert program.window.canvas.scene.chosen == -1
    wait_for_blend(program, qtbot)


def test_enter_in_the_gallery_pins_a_picture_and_takes_it_off(
    program: Program, qtbot: QtBot
) -> None:
    click_picture(program, qtbot, 3)
    grid = program.window.gallery.grid
    qtbot.keyClick(grid, KEY.Key_Return)
    assert len(program.board.board.pins) == 2
    qtbot.keyClick(grid, KEY.Key_Return)
    assert len(program.board.board.pins) == 3
    wait_for_blend(program, qtbot)


def test_m_goes_through_the_modes_and_p_through_what_fills_the_plane(
    program: Program, qtbot: QtBot
) -> None:
    mode = program.board.board.mode
    press(program, qtbot, KEY.Key_M)
    assert program.board.board.mode != mode
    for kind in (FieldKind.PICTURES, FieldKind.SCORE, FieldKind.NOTHING):
        press(program, qtbot, KEY.Key_P)
        assert program.field.kind is kind
        assert program.window.field.currentData() == f"{kind}:"
    wait_for_blend(program, qtbot)


def test_b_goes_to_the_best_point_of_a_map(program: Program, qtbot: QtBot) -> None:
    canvas = program.window.canvas
    program.board.set_mode(LINEAR)
    press(program, qtbot, KEY.Key_B)
    assert "no score" in program.window.statusBar().currentMessage()
    box = program.window.field
    box.setCurrentIndex(box.findData("score:pegasus"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: _is_mapped(program), timeout=3 * PATIENCE)
    fill = canvas.scene.fill
    assert fill.title == "Pegasus score" and fill.best is not None
    press(program, qtbot, KEY.Key_B)
    assert program.board.board.puck == pytest.approx(fill.best)
    wait_for_blend(program, qtbot)
    assert program.blend.result is not None
    seen = 100 * program.blend.result.scores["pegasus"]
    assert seen == pytest.approx(int(fill.best_text), abs=1)


def _is_mapped(program: Program) -> bool:
    fill = program.window.canvas.scene.fill
    return fill.done == 1 and fill.best is not None


def test_a_double_click_on_a_pin_shows_its_picture(program: Program, qtbot: QtBot) -> None:
    program.board.set_mode(LINEAR)
    pin = program.board.board.pins[1]
    qtbot.mouseDClick(program.window.canvas, LEFT, pos=on_screen(program, pin.place))
    wait_for_blend(program, qtbot)
    assert program.blend.result is not None and program.blend.result.weights == (0, 1)


def test_the_wheel_zooms_about_the_mouse_and_ctrl_0_fits(program: Program, qtbot: QtBot) -> None:
    canvas, at = program.window.canvas, on_screen(program, (0.3, 0.7))
    before = canvas.geometry_now
    wheel(program, at, 3)
    now = canvas.geometry_now
    assert now.plane.width() == pytest.approx(before.plane.width() * 1.2**3)
    assert (now.to_screen((0.3, 0.7)) - QPointF(at)).manhattanLength() <= 2
    program.window.action_for(Do.FIT).trigger()
    assert canvas.geometry_now.plane == before.plane
    assert program.window.action_for(Do.FIT).shortcut().toString() == "Ctrl+0"
    wheel(program, at, -3)
    assert canvas.geometry_now.plane == before.plane


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, LEFT])
def test_the_middle_button_or_space_pans_and_moves_nothing_else(
    program: Program, qtbot: QtBot, button: Qt.MouseButton
) -> None:
    canvas, board = program.window.canvas, program.board.board
    before, start = on_screen(program, (0.5, 0.5)), on_screen(program, board.puck)
    if button is LEFT:
        qtbot.keyPress(canvas, KEY.Key_Space)
    qtbot.mousePress(canvas, button, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(40, -30))
    qtbot.mouseRelease(canvas, button, pos=start + QPoint(40, -30))
    qtbot.keyRelease(canvas, KEY.Key_Space)
    assert (on_screen(program, (0.5, 0.5)) - before - QPoint(40, -30)).manhattanLength() <= 2
    assert program.board.board == board
    drag(program, qtbot, on_screen(program, board.puck), on_screen(program, (0.3, 0.5)))
    assert program.board.board.puck == pytest.approx((0.3, 0.5), abs=0.01)
    wait_for_blend(program, qtbot)


def test_the_blends_picture_covers_no_pin_and_no_word_wherever_the_puck_is(
    program: Program, qtbot: QtBot
) -> None:
    program.board.set_mode(LINEAR)
    for row in (1, 2, 3, 4, 5, 6):
        click_picture(program, qtbot, row)
    canvas = program.window.canvas
    for overshoot in (False, True):
        program.board.set_overshoot(overshoot)
        for gesture, puck in enumerate(PUCKS):
            program.board.move_puck(*puck, gesture)
            space, card = canvas.geometry_now, canvas.card_rect
            boxes = [space.pin_box(place) for place in canvas.scene.places]
            assert card is not None and QRectF(canvas.rect()).contains(card)
            assert not any(card.intersects(box) for box in boxes), puck
            assert not card.intersects(space.puck_rect(canvas.scene.puck))
            assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
    wait_for_blend(program, qtbot)


def test_the_picture_beside_the_puck_drags_it_too(program: Program, qtbot: QtBot) -> None:
    card = program.window.canvas.card_rect
    assert card is not None
    start, before = card.center().toPoint(), program.board.board.puck
    drag(program, qtbot, start, start + QPoint(20, 0), start + QPoint(40, 0))
    assert program.board.board.puck[0] > before[0] + 0.03
    wait_for_blend(program, qtbot)


def test_pins_of_the_weighted_sum_stay_on_the_plane(program: Program, qtbot: QtBot) -> None:
    program.board.set_mode(SUM)
    space, scene = program.window.canvas.geometry_now, program.window.canvas.scene
    assert all(space.plane.contains(space.pin_box(place)) for place in scene.places)
    wait_for_blend(program, qtbot)


MENU: dict[str, Callable[[Program], bool]] = {
    "Take off the board": lambda program: len(program.board.board.pins) == 1,
    "Lock the picture": lambda program: program.board.board.pins[1].locked,
    "Gives the body": lambda program: program.board.board.pins[1].role is Role.BODY,
    "Lock its weight": lambda program: program.board.board.pins[1].held is not None,
    "Move the blend here": lambda program: program.board.board.puck == (0.9, 0.5),
    "More like this": lambda program: program.window.gallery.order.currentText() == "Most alike",
}


@POPS_UP
@pytest.mark.parametrize("words", MENU)
def test_a_right_click_on_a_pin(program: Program, qtbot: QtBot, words: str) -> None:
    at = on_screen(program, program.board.board.pins[1].place)
    assert words in choose_in_menu(program, at, words)
    qtbot.waitUntil(lambda: MENU[words](program), timeout=PATIENCE)
    wait_for_blend(program, qtbot)


@POPS_UP
def test_a_right_click_on_the_plane_offers_what_concerns_the_blend(
    program: Program, qtbot: QtBot
) -> None:
    lines = choose_in_menu(program, on_screen(program, (0.5, 0.95)), "&New board")
    assert "&Whole plane" in lines and not program.board.board.pins


def test_weights_are_in_sight_at_768_pixels(program: Program, qtbot: QtBot) -> None:
    for row in (1, 2, 3, 4, 5, 6):
        click_picture(program, qtbot, row)
    program.window.resize(1366, 768)
    boxes = program.window.weights.boxes
    assert len(boxes) == 8
    qtbot.waitUntil(
        lambda: not any(box.visibleRegion().isEmpty() for box in boxes), timeout=PATIENCE
    )
    wait_for_blend(program, qtbot)


def test_a_click_beside_the_plane_takes_the_focus_and_moves_nothing(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    plane, gap = window.canvas.geometry_now.plane.toAlignedRect(), 12
    window.activateWindow()
    window.gallery.search.setFocus()
    puck, steps = program.board.board.puck, program.undo.index()
    beside = QPoint(plane.left() - gap, plane.center().y())
    for point in (beside, QPoint(plane.center().x() // 2, plane.bottom() + gap)):
        drag(program, qtbot, point, QPoint(point.x() + 4, point.y()))
        qtbot.mouseDClick(window.canvas, LEFT, pos=point)
    assert program.board.board.puck == puck and program.undo.index() == steps
    assert window.canvas.hasFocus()
    drag(program, qtbot, on_screen(program, (0.3, 0.5)), beside)  # what began on it may leave it
    assert program.board.board.puck == pytest.approx((0, 0.5), abs=0.01)
    wait_for_blend(program, qtbot)
