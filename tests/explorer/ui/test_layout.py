"""The window on small screens: everything is there, and comes back where it was."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.core.home.home import Home
from explorer.ui.compare.words import Row
from explorer.ui.inspector import SHARE
from explorer.ui.parts.calm import ROOM
from explorer.ui.preview.scores_view import MOST_LINES
from explorer.ui.program import Program
from explorer.ui.window import Window
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import click_picture, press
from training.models.modelset import ModelSet

SMALL = ((1024, 640), (960, 640), (960, 500))
"""A small laptop; half of a screen of 1920; the same screen at 200 %, logical pixels."""


@pytest.fixture(autouse=True)
def all_panels(program: Program) -> None:
    """Make what comes late at once: it would be made in the middle of a wait for the layout."""
    for part in program.window.late:
        part()


def _show_all_docks(window: Window, qtbot: QtBot) -> list[QDockWidget]:
    docks = window.findChildren(QDockWidget)
    for dock in docks:
        if dock.isHidden():
            dock.toggleViewAction().trigger()
    qtbot.wait(20)
    return docks


@pytest.mark.parametrize("size", SMALL)
def test_the_window_fits_small_screens_with_all_its_panels(
    program: Program, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = program.window
    docks = _show_all_docks(window, qtbot)
    window.resize(*size)
    qtbot.wait(20)
    assert (window.width(), window.height()) == size
    for dock in docks:
        dock.raise_()
        qtbot.wait(20)
        assert window.rect().contains(dock.geometry()), dock.windowTitle()
        assert dock.width() >= dock.widget().minimumSizeHint().width(), dock.windowTitle()
        assert dock.width() >= 200 and dock.height() >= 120, dock.windowTitle()


def test_no_tool_hides_and_words_come_back_with_the_room(program: Program, qtbot: QtBot) -> None:
    window, bar = program.window, program.window.bar
    window.resize(1600, 800)
    qtbot.wait(20)
    button = bar.widgetForAction(window.undo_action)
    assert isinstance(button, QToolButton)
    wide = button.width()
    window.resize(960, 640)
    qtbot.wait(20)
    for action in bar.actions():
        widget = bar.widgetForAction(action)
        assert widget.isVisible() and bar.rect().contains(widget.geometry()), action.text()
    assert button.width() < wide and button.toolTip()
    for width in range(960, 1600, 16):  # “Redo” in words beside an arrow alone looks like a fault
        window.resize(width, 640)
        qtbot.wait(1)
        assert window.undo_action.priority() is window.redo_action.priority(), width
    window.resize(1600, 800)
    qtbot.wait(20)
    assert button.width() == wide


def test_panels_that_were_closed_come_back_in_full(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.resize(960, 640)
    docks = _show_all_docks(window, qtbot)
    for _ in range(2):
        for dock in docks:
            dock.close()
        qtbot.wait(20)
        _show_all_docks(window, qtbot)
    for dock in docks:
        dock.toggleViewAction().trigger()
        dock.toggleViewAction().trigger()
        qtbot.wait(20)
        assert not dock.visibleRegion().isEmpty(), f"{dock.windowTitle()} came back unseen"
        assert dock.width() >= dock.minimumSizeHint().width()


def test_the_usual_layout_is_one_menu_entry_away(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.gallery_dock.close()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.preview_dock)
    entries = {action.text(): action for action in window.menus["&View"].actions()}
    entries["&Usual layout"].trigger()
    qtbot.wait(20)
    right = Qt.DockWidgetArea.RightDockWidgetArea
    assert window.gallery_dock.isVisible() and window.training_dock.isHidden()
    assert window.dockWidgetArea(window.preview_dock) == right


def _all_of_it_is_seen(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("pins", (2, 5, 8))
def test_pages_scores_and_weights_are_in_sight_at_768_pixels(
    program: Program, qtbot: QtBot, pins: int
) -> None:
    window = program.window
    window.resize(1366, 768)
    for row in range(1, pins - 1):
        click_picture(program, qtbot, row)
    wait_for_blend(program, qtbot)
    numbers = [meter.number for meter in window.scores.meters.values()]
    if pins == 8:
        numbers = numbers[:1]  # eight lines of weights leave no more room: it scrolls
    boxes = window.weights.boxes
    assert len(boxes) == pins
    due = [*window.pages.buttons, *numbers, window.preview.picture, *boxes]
    qtbot.waitUntil(lambda: all(map(_all_of_it_is_seen, due)), timeout=PATIENCE)


@pytest.mark.parametrize(("size", "zoom"), [((1366, 768), 6), ((1920, 1080), 8)])
def test_the_picture_keeps_its_size_whatever_page_is_shown_and_however_many_pins(
    program: Program, qtbot: QtBot, size: tuple[int, int], zoom: int
) -> None:
    window, sides = program.window, set[int]()
    window.resize(*size)
    for pins in range(2, 9):
        if pins > 2:
            click_picture(program, qtbot, pins - 2)
        wait_for_blend(program, qtbot)
        for page in range(len(window.pages.buttons)):
            window.pages.turn_to(page)
            qtbot.wait(20)
            sides.add(window.preview.picture.height())
        window.pages.turn_to(0)
    assert sides == {zoom * 32} and len(program.board.board.pins) == 8


@pytest.mark.usefixtures("look")
def test_the_picture_stays_in_sight_while_a_page_below_it_is_scrolled(
    program: Program, qtbot: QtBot
) -> None:
    """How soft a wing is, is seen while it is set; another page begins at its top."""
    window, pages = program.window, program.window.pages
    window.resize(1366, 1400)
    pages.turn_to(pages.number_of(window.wings))
    area = pages.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: window.height() == 1400 and bar.maximum() == 0, timeout=PATIENCE)
    wide = window.wings.width()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=PATIENCE)
    bar.setValue(bar.maximum())
    due = [window.preview.picture, *pages.buttons]
    qtbot.waitUntil(lambda: all(map(_all_of_it_is_seen, due)), timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.wings.width() == wide, timeout=PATIENCE)
    pages.turn_to(0)
    pages.turn_to(pages.number_of(window.wings))
    assert bar.value() == 0


def test_numbers_stand_clear_of_the_frames_of_their_boxes(program: Program) -> None:
    boxes = program.window.findChildren(QAbstractSpinBox)
    to_the_left = [box for box in boxes if box.alignment() & Qt.AlignmentFlag.AlignLeft]
    assert to_the_left
    for box in to_the_left:
        line = box.findChild(QLineEdit)
        assert line is not None and line.textMargins().left() >= ROOM, box.accessibleName()


def test_no_pin_covers_the_name_of_the_upward_axis(program: Program) -> None:
    canvas = program.window.canvas
    shown = {}
    for sized in (True, False):
        canvas.set_plane(axes=False, tidy=True, sized=sized)
        shown[sized] = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    with_name, plain = (
        np.frombuffer(bytes(image.constBits()), np.uint32).reshape(image.height(), -1)
        for image in shown.values()
    )
    rows, columns = np.nonzero(with_name != plain)
    assert len(rows)
    left, top = float(columns.min()), float(rows.min())
    name = QRectF(left, top, float(np.ptp(columns)), float(np.ptp(rows)))
    space = canvas.geometry_now
    assert not any(name.intersects(space.pin_box(p.place)) for p in program.board.board.pins)


def test_the_field_that_finds_favourites_has_room_for_its_words(
    program: Program, qtbot: QtBot
) -> None:
    window, field = program.window, program.window.favourites.search
    press(program, qtbot, Qt.Key.Key_F)
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE)
    for width in (1920, 1366, 960):
        window.resize(width, 768)
        qtbot.wait(20)
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        inner = (
            field.style()
            .subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
            .marginsRemoved(field.textMargins())
        )
        words = field.fontMetrics().horizontalAdvance(field.placeholderText())
        assert words + 4 <= inner.width(), width


def test_weights_scroll_where_there_is_no_room_and_the_picture_is_larger_where_there_is(
    program: Program, qtbot: QtBot
) -> None:
    window, picture = program.window, program.window.preview.picture
    for row in range(1, 7):
        click_picture(program, qtbot, row)
    window.resize(960, 500)
    qtbot.waitUntil(lambda: picture.height() == 4 * 32, timeout=PATIENCE)
    first, last = window.weights.boxes[0], window.weights.boxes[7]
    qtbot.waitUntil(
        lambda: _all_of_it_is_seen(first) and last.visibleRegion().isEmpty(), timeout=PATIENCE
    )
    panel = window.preview_dock.widget()
    assert window.weights.visibleRegion().boundingRect().height() <= panel.height() / SHARE
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    first.setFocus()
    for _ in range(24):  # a box and a lock each, and what is between
        if not last.hasFocus():
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert last.visibleRegion().boundingRect().height() > last.height() / 2
    window.resize(1366, 1000)
    qtbot.waitUntil(lambda: picture.height() == picture.area.height() == 8 * 32, timeout=PATIENCE)
    wait_for_blend(program, qtbot)


@pytest.mark.usefixtures("look")
def test_what_is_said_on_the_left_is_whole_and_does_not_widen_the_panels(
    program: Program, qtbot: QtBot
) -> None:
    window, compare = program.window, program.window.compare
    window.resize(1366, 768)
    window.path_bar.show()
    _show_all_docks(window, qtbot)
    width = window.gallery_dock.width()
    window.gallery.left_out.setText("1 left out")
    window.gallery.left_out.show()
    window.compare_dock.raise_()
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(lambda: bool(compare.scores.texts), timeout=PATIENCE)  # its own
    tip = "The likeliest class"
    compare.set_scores([Row("Seen most", "aeroplane 93 %", "salamandridae 100 %", "other", tip)])
    QApplication.processEvents()
    assert window.gallery_dock.width() == window.compare_dock.width() == width
    labels = [label for label in compare.scores.findChildren(QLabel) if label.isVisible()]
    assert all(map(_all_of_it_is_seen, labels))
    assert any("salamandridae" in label.toolTip() for label in labels)
    tabs = [bar for bar in window.findChildren(QTabBar) if bar.parent() is window]
    names = {bar.tabText(i) for bar in tabs for i in range(bar.count())}
    assert {"Gallery", "Find pegasi", "Compare", "Training"} <= names
    for bar in tabs:
        assert bar.elideMode() is Qt.TextElideMode.ElideNone
    ease: QComboBox = window.path_bar.ease
    assert ease.width() >= ease.fontMetrics().horizontalAdvance("Gentle") + 40


def test_a_long_reason_pushes_no_score_out_of_sight(program: Program, qtbot: QtBot) -> None:
    meter, other = program.window.scores.meters.values()
    height, why = other.height(), " ".join(["The wing of this picture is not clear."] * 9)
    meter.set_value(0.0, why)
    qtbot.wait(20)
    assert meter.reason.text().endswith("\N{HORIZONTAL ELLIPSIS}") and why in meter.toolTip()
    assert meter.reason.height() <= MOST_LINES * meter.reason.fontMetrics().lineSpacing() + 3
    meter.set_value(0.0, "Short.")
    assert meter.reason.text() == "Short." and why not in meter.toolTip()
    assert other.height() == height


@pytest.mark.parametrize(
    ("factor", "width", "height"), [(1.25, 1366, 768), (1.5, 1440, 900), (2, 1920, 1080)]
)
def test_nothing_is_cut_off_on_scaled_screens(
    home: Home,
    tiny_set: ModelSet,
    starter: Path,
    compiled: Path,
    factor: float,
    width: int,
    height: int,
) -> None:
    shutil.copytree(compiled, home.compiled, dirs_exist_ok=True)
    given = (home.session.parent, tiny_set.folder, starter, width, height)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.explorer.ui.scaled", *map(str, given)],
        env={**os.environ, "QT_SCALE_FACTOR": str(factor)},
        capture_output=True,
        text=True,
        timeout=PATIENCE / 1000,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["scale"] == factor and said["cut off"] == []
    assert np.abs(np.subtract(said["size"], (width, height))).max() <= factor
    assert said["zoom"] >= 4 and said["zoom"] == round(said["zoom"])  # whole pixels of the screen
