"""Boxes and sliders change by nothing that was not meant for them, anywhere in the window."""

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.core.board.modes import DETAIL
from explorer.core.paths.path import PuckPath
from explorer.ui.parts.scrolled import scrolled
from explorer.ui.paths.film_dialog import FilmDialog
from explorer.ui.program import Program
from explorer.ui.settings.view import SettingsView
from explorer.ui.training.more import MoreSettings
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import click_picture, press
from tests.noting import present
from training.recipes import VaeRecipe

KEY, DOWN = Qt.Key, QPoint(0, -120)


def wheel_at(control: QWidget) -> None:
    """Hand it a turn of the wheel, wherever it is; it goes no further from there."""
    middle = control.rect().center()
    event = QWheelEvent(
        QPointF(middle),
        QPointF(control.mapToGlobal(middle)),
        QPoint(),
        DOWN,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, event)


def wheel_over(control: QWidget) -> None:
    """Turn the wheel where it is seen, as a mouse does."""
    window = control.window()
    place = QPointF(control.mapTo(window, control.rect().center()))
    QTest.wheelEvent(window.windowHandle(), place, DOWN)


def state(control: QWidget) -> object:
    return control.currentIndex() if isinstance(control, QComboBox) else control.property("value")


def controls(*windows: QWidget) -> list[QWidget]:
    """All boxes and sliders there are."""
    kinds = QAbstractSpinBox, QComboBox, QAbstractSlider
    widgets: Iterable[QWidget] = (one for top in windows for one in top.findChildren(QWidget))
    return [one for one in widgets if isinstance(one, kinds) and not isinstance(one, QScrollBar)]


def test_no_box_or_slider_of_the_program_takes_a_wheel_that_passes_over_it(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    for part in window.late:
        part()
    window.training.form.more_button.click()
    dialogs = SettingsView(), FilmDialog(PuckPath(((0.1, 0.1), (0.9, 0.9))))
    for dialog in dialogs:
        qtbot.addWidget(dialog)
    program.window.canvas.setFocus()
    widgets = controls(window, *dialogs)
    assert len(widgets) > 40
    for control in widgets:
        before = state(control)
        wheel_at(control)
        assert state(control) == before, control.accessibleName()
        takes = control.focusPolicy() is Qt.FocusPolicy.WheelFocus
        assert not takes, f"{control.accessibleName()} takes the focus by the wheel"
    wait_for_blend(program, qtbot)


def test_the_wheel_over_a_setting_scrolls_the_page_and_changes_it_once_it_has_the_focus(
    qtbot: QtBot,
) -> None:
    more = MoreSettings()
    more.set_recipe(VaeRecipe())
    area = scrolled(more, "Settings")
    qtbot.addWidget(area)
    area.resize(300, 200)
    with qtbot.waitExposed(area):
        area.show()
    area.activateWindow()
    area.setFocus()
    bar, batch = area.verticalScrollBar(), more.fields["batch_size"]
    before = state(batch)
    wheel_over(batch)
    assert bar.value() > 0 and state(batch) == before and not batch.hasFocus()
    bar.setValue(0)
    batch.setFocus()
    wheel_over(batch)
    assert state(batch) != before and bar.value() == 0


def number_boxes(program: Program) -> list[QAbstractSpinBox]:
    """One of each kind: seeds, a weight, a slider's number, settings of a training."""
    window = program.window
    form = window.training.form
    form.choose_recipe("vae")
    if not form.more_button.isChecked():
        form.more_button.click()
    settings = [form.more.fields[name] for name in ("batch_size", "peak_lr")]
    boxes: list[QWidget] = [
        *(window.play.seed.box, window.search.seed.box, window.weights.boxes[0]),
        *(window.controls.slider(DETAIL).box, form.epochs, *settings),
    ]
    return [box for box in boxes if isinstance(box, QAbstractSpinBox)]


def begin_to_type(program: Program, qtbot: QtBot, box: QAbstractSpinBox) -> None:
    program.window.activateWindow()
    for area in (
        program.window.training_dock,
        program.window.play_dock,
        program.window.search_dock,
    ):
        if area.isAncestorOf(box):
            area.show()
            area.raise_()
    qtbot.waitUntil(box.isVisible, timeout=PATIENCE)
    box.setFocus()
    assert box.hasFocus()
    box.selectAll()
    qtbot.keyClicks(box, "1")


def test_return_ends_a_number_and_escape_takes_it_back_and_the_canvas_has_the_keys_again(
    program: Program, qtbot: QtBot
) -> None:
    canvas = program.window.canvas
    for box in number_boxes(program):
        name = box.accessibleName()
        before, text = box.property("value"), box.text()
        begin_to_type(program, qtbot, box)
        qtbot.keyClick(box, KEY.Key_Escape)
        assert (box.property("value"), box.text()) == (before, text), name
        assert canvas.hasFocus(), name
        begin_to_type(program, qtbot, box)
        qtbot.keyClick(box, KEY.Key_Return)
        assert box.text() != text, name
        assert canvas.hasFocus(), name
    wait_for_blend(program, qtbot)


def test_keys_of_the_window_work_after_a_typed_number(program: Program, qtbot: QtBot) -> None:
    click_picture(program, qtbot, 3)
    box = program.window.weights.boxes[0]
    begin_to_type(program, qtbot, box)
    qtbot.keyClick(box, KEY.Key_Return)
    steps = program.undo.index()
    focus = present(QApplication.focusWidget())
    qtbot.keyClick(focus, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert program.undo.index() == steps - 1
    wait_for_blend(program, qtbot)
    qtbot.keyClick(focus, KEY.Key_F)
    qtbot.waitUntil(lambda: program.window.favourites.model.rowCount() == 1, timeout=PATIENCE)


def test_escape_keeps_what_came_by_itself_while_a_number_was_typed(
    program: Program, qtbot: QtBot
) -> None:
    box = program.window.weights.boxes[0]
    begin_to_type(program, qtbot, box)
    program.board.move_puck(0.2, 0.2, 1)
    weight = box.text()
    qtbot.keyClick(box, KEY.Key_Escape)
    assert box.text() == weight and program.board.board.puck == pytest.approx((0.2, 0.2))
    press(program, qtbot, KEY.Key_0)
    wait_for_blend(program, qtbot)


def test_a_number_takes_no_letters(program: Program, qtbot: QtBot) -> None:
    form = program.window.training.form
    form.choose_recipe("vae")
    form.more_button.click()
    for box in (program.window.weights.boxes[0], form.more.fields["peak_lr"]):
        assert isinstance(box, QAbstractSpinBox)
        begin_to_type(program, qtbot, box)
        qtbot.keyClicks(box, "pFxa")
        assert box.lineEdit().text() == "1", box.accessibleName()
        qtbot.keyClick(box, KEY.Key_Escape)
    wait_for_blend(program, qtbot)
