"""Weights typed with the keyboard, and held, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board
from explorer.core.board.modes import DETAIL, MODES, REGIONS
from explorer.ui.program import Program
from tests.explorer.control.fakes import source
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, click_picture, drag, on_screen, press

LOCALES = [QLocale.Language.English, QLocale.Language.German, QLocale.Language.French]


def type_weight(program: Program, qtbot: QtBot, pin: int, text: str) -> None:
    box = program.window.weights.boxes[pin]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def with_five(program: Program, qtbot: QtBot) -> Board:
    choose(program.window.controls.mode, "linear")
    for row in (1, 2, 3):
        click_picture(program, qtbot, row)
    return program.board.board


def weights_now(program: Program) -> tuple[float, ...]:
    assert program.blend.result is not None
    return program.blend.result.weights


@pytest.mark.parametrize("language", LOCALES)
def test_all_ways_to_type_a_weight_are_one_in_every_locale(
    program: Program, qtbot: QtBot, language: QLocale.Language
) -> None:
    for box in program.window.weights.boxes:
        box.setLocale(QLocale(language))
    for text in ("0.3", "0,3", "30", "30 %", "30%"):
        type_weight(program, qtbot, 0, "55")
        type_weight(program, qtbot, 0, text)
        wait_for_blend(program, qtbot)
        assert weights_now(program) == pytest.approx((0.3, 0.7)), text
        assert program.window.weights.boxes[0].text() == "30 %"
    type_weight(program, qtbot, 0, "12,5")
    assert program.window.weights.boxes[0].text() == "12.5 %"
    type_weight(program, qtbot, 0, "nonsense")
    assert program.window.weights.boxes[0].text() == "12.5 %"


def test_five_typed_weights_are_blended_as_typed_and_the_puck_is_a_ghost_until_it_is_dragged(
    program: Program, qtbot: QtBot
) -> None:
    with_five(program, qtbot)
    window = program.window
    for pin, text in enumerate(("30", "0.3", "20 %", "0,1", "10")):
        type_weight(program, qtbot, pin, text)
    picture = wait_for_blend(program, qtbot).copy()
    assert weights_now(program) == pytest.approx((0.3, 0.3, 0.2, 0.1, 0.1))
    assert [box.text() for box in window.weights.boxes] == ["30 %", "30 %", "20 %", "10 %", "10 %"]
    assert window.canvas.scene.ghost and "ff the plane" in window.weights.note.text()
    drag(
        program, qtbot, on_screen(program, program.board.board.puck), on_screen(program, (0.6, 0.6))
    )
    wait_for_blend(program, qtbot)
    assert not window.canvas.scene.ghost and not window.weights.note.text()
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert np.array_equal(wait_for_blend(program, qtbot), picture) and window.canvas.scene.ghost


def test_a_slider_shows_and_takes_its_number(program: Program, qtbot: QtBot) -> None:
    controls = program.window.controls
    number, slider = controls.slider(DETAIL).box, controls.slider(DETAIL).slider
    slider.setValue(40)
    assert number.text() == "0.40" and program.board.board.detail == 0.4
    number.selectAll()
    qtbot.keyClicks(number, "0.73")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert program.board.board.detail == 0.73 and slider.value() == 73
    assert program.undo.index() == 2
    program.undo.undo()
    assert number.text() == "0.40" and slider.value() == 40
    wait_for_blend(program, qtbot)


def test_a_mode_that_the_models_cannot_do_is_greyed_and_says_why(
    program: Program, qtbot: QtBot
) -> None:
    program.board.set_mode_reasons({REGIONS: "It has no grid."})
    box = program.window.controls.mode
    row = box.findData(REGIONS.name)
    item = box.model().index(row, 0)
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    assert item.data(Qt.ItemDataRole.ToolTipRole) == "It has no grid."
    for _ in range(len(MODES)):
        press(program, qtbot, Qt.Key.Key_M)
        assert program.board.board.mode != REGIONS
    wait_for_blend(program, qtbot)


def test_a_held_weight_stays_while_the_blend_is_dragged_and_others_are_typed(
    program: Program, qtbot: QtBot
) -> None:
    with_five(program, qtbot)
    weights = program.window.weights
    type_weight(program, qtbot, 1, "40")
    qtbot.mouseClick(weights.holds[1], LEFT)
    assert weights.holds[1].isChecked() and not weights.boxes[1].isEnabled()
    drag(
        program, qtbot, on_screen(program, program.board.board.puck), on_screen(program, (0.3, 0.7))
    )
    wait_for_blend(program, qtbot)
    assert weights_now(program)[1] == pytest.approx(0.4)
    type_weight(program, qtbot, 0, "70")
    assert "leave 60 %" in program.window.notice.text
    qtbot.mouseClick(weights.holds[1], LEFT)
    assert program.board.board.pins[1].held is None and weights.boxes[1].isEnabled()
    wait_for_blend(program, qtbot)


def test_half_a_number_goes_with_the_pin_that_is_taken_off(program: Program, qtbot: QtBot) -> None:
    with_five(program, qtbot)
    program.window.activateWindow()
    box = program.window.weights.boxes[4]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "7")
    program.board.remove(4)
    assert len(program.window.weights.boxes) == 4 and len(program.board.board.pins) == 4
    program.window.canvas.setFocus()
    wait_for_blend(program, qtbot)
    assert sum(weights_now(program)) == pytest.approx(1)


def test_no_row_moves_when_a_typed_weight_takes_the_blend_off_the_plane(
    program: Program, qtbot: QtBot
) -> None:
    with_five(program, qtbot)
    window = program.window
    wait_for_blend(program, qtbot)
    rows = [*window.weights.boxes, window.preview.picture]
    last = window.weights.boxes[-1]
    qtbot.waitUntil(  # all five lines have their room
        lambda: last.visibleRegion().boundingRect() == last.rect(), timeout=PATIENCE
    )
    before = [row.mapTo(window, row.rect().topLeft()) for row in rows]
    type_weight(program, qtbot, 0, "30")
    note = window.weights.note
    wait_for_blend(program, qtbot)
    assert "ff the plane" in note.text() and note.shown == note.text()  # all of it is seen
    qtbot.wait(20)
    assert [row.mapTo(window, row.rect().topLeft()) for row in rows] == before


def test_a_number_that_is_half_typed_is_let_go_as_its_board_is_undone(
    program: Program, qtbot: QtBot
) -> None:
    """The box loses the focus within the step back: no step may come of that."""
    edits, undo = program.board, program.undo
    edits.remove(1)
    alone = edits.board
    edits.add(source(90, "bird"))
    together, box = edits.board, program.window.weights.boxes[0]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "17")
    assert edits.board == together and box.hasFocus()
    steps = undo.count()
    program.window.undo_action.trigger()
    assert edits.board == alone and (undo.count(), undo.index()) == (steps, steps - 1)
    program.window.redo_action.trigger()
    assert edits.board == together and undo.index() == steps
