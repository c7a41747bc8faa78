"""Keyboard and screen readers: every control is reached, seen and named; every key is listed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.core.board.modes import MODES
from explorer.core.gallery.view import LIKENESS, orders
from explorer.ui.actions import ABOUT, Do
from explorer.ui.parts import dialogs, glossary
from explorer.ui.program import Program
from explorer.ui.shortcuts import SUBJECTS, shortcut_groups
from tests.explorer.ui.conftest import PATIENCE
from tests.explorer.ui.hands import click_picture
from tests.noting import noting, present

SILENT = {"qt_menubar_ext_button", "qt_toolbar_ext_button", "qt_spinbox_lineedit"}
"""Parts of Qt's own controls, which speak for them."""


def _tab_stops(program: Program, qtbot: QtBot) -> Iterator[QWidget]:
    """Press Tab until the first stop comes again."""
    window = program.window
    window.activateWindow()
    window.bar.widgetForAction(window.action_for(Do.NEW)).setFocus(Qt.FocusReason.TabFocusReason)
    first = QApplication.focusWidget()
    assert first is not None
    yield first
    for _ in range(200):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stop = QApplication.focusWidget()
        if stop is first:
            return
        assert stop is not None
        yield stop
    raise AssertionError("the tab order never comes back")


def _image(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.usefixtures("look")
def test_every_tab_stop_is_seen_and_they_go_as_one_reads(program: Program, qtbot: QtBot) -> None:
    click_picture(program, qtbot, 3)
    stops = []
    for stop in _tab_stops(program, qtbot):
        focused = _image(stop)
        stop.clearFocus()
        unfocused = _image(stop)
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        assert focused != unfocused, f"{stop} does not show that it has the focus"
        stops.append(stop)
    window = program.window
    for wanted in (window.canvas, window.gallery.grid, window.favourites.strip, window.field):
        assert wanted in stops or not wanted.isVisible(), f"Tab never comes to {wanted}"
    in_bar = [stop for stop in stops if window.bar.isAncestorOf(stop)]
    lefts = [stop.mapTo(window, stop.rect().topLeft()).x() for stop in in_bar]
    assert len(in_bar) >= 9 and lefts == sorted(lefts)


def test_rows_that_are_made_later_are_reached_one_after_the_other(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    for part in window.late:
        part()
    for row in (1, 2, 3):
        click_picture(program, qtbot, row)
    window.pages.turn_to(window.pages.number_of(window.nearest))
    rows = window.nearest.rows
    qtbot.waitUntil(lambda: bool(rows) and rows[-1].button.isVisible(), timeout=PATIENCE)
    stops = list(_tab_stops(program, qtbot))
    pins = [*window.weights.boxes, *window.weights.holds]  # typed one after another
    nearest = [row.button for row in rows]
    for group in (nearest, pins):
        first = stops.index(group[0])
        assert stops[first : first + len(group)] == group
    places = [stops.index(stop) for stop in (window.evidence.box, nearest[0], pins[0])]
    assert places == sorted(places)  # from above to below


def _name(widget: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(widget)
    return spoken.text(QAccessible.Text.Name) if spoken else ""


def test_every_control_has_a_name_and_a_role(program: Program, qtbot: QtBot) -> None:
    click_picture(program, qtbot, 3)
    window = program.window
    for part in window.late:
        part()
    window.show_training()
    qtbot.wait(50)
    controls = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.window() is window  # lists of boxes are windows of their own
        and widget.objectName() not in SILENT
    ]
    assert len(controls) > 20
    for control in controls:
        spoken = QAccessible.queryAccessibleInterface(control)
        assert _name(control), f"{control} has no name"
        assert spoken.role() != QAccessible.Role.NoRole, control
    for button in window.findChildren(QAbstractButton):
        clears = isinstance(button.parentWidget(), QLineEdit)  # its field has the name
        named = _name(button) or clears or button.objectName() in SILENT
        assert named, f"{button} has no name"


def test_every_key_is_on_the_page_of_keys(program: Program) -> None:
    window = program.window
    for part in window.late:
        part()
    keys = [key for action in window.findChildren(QAction) for key in action.shortcuts()]
    for shortcut in window.findChildren(QShortcut):
        keys += QShortcut.keys(shortcut)
    native = QKeySequence.SequenceFormat.NativeText
    listed = {
        word
        for _, rows in shortcut_groups(window.actions_by_name)
        for text, _ in rows
        for word in re.split(r" or | … |, ", text)
    }
    assert len(keys) > 15
    missing = {key.toString(native) for key in keys} - listed - {""}
    assert not missing


def test_a_menu_names_a_key_of_each_action_that_has_one(program: Program) -> None:
    actions = program.window.actions_by_name
    named = {do for do, action in actions.items() if action.shortcut().toString()}
    assert named == {do for do, about in ABOUT.items() if about.keys}


def test_the_page_of_keys_has_a_heading_for_each_subject(program: Program) -> None:
    window = program.window
    sorted_in = [do for subject in SUBJECTS for do in subject.actions]
    assert len(sorted_in) == len(set(sorted_in))
    assert set(sorted_in) == {do for do, about in ABOUT.items() if about.keys}
    dialog = dialogs.shortcuts_page(window, shortcut_groups(window.actions_by_name))
    page = present(dialog.findChild(QLabel)).text()
    heads = re.findall(r"<h3[^>]*>([^<]+)</h3>", page)
    assert heads == [subject.title for subject in SUBJECTS] and "Canvas" in heads
    assert page.index(">Canvas<") < page.index("Blend in the next of the modes")
    assert page.index("Blend in the next of the modes") < page.index(">Path<")
    dialog.deleteLater()


def test_coined_words_explain_themselves(program: Program) -> None:
    window = program.window
    compare = window.action_for(Do.COMPARE)
    assert compare.toolTip().startswith(glossary.meaning("Before or after"))
    for button in window.preview.findChildren(QAbstractButton):
        if button.text() in glossary.WORDS:
            assert button.toolTip() == glossary.meaning(button.text())
    assert window.controls.overshoot.toolTip() == glossary.meaning("Overshoot")
    tip = Qt.ItemDataRole.ToolTipRole
    boxes = {window.controls.mode: [mode.name for mode in MODES], window.gallery.order: [LIKENESS]}
    for box, values in boxes.items():
        assert isinstance(box, QComboBox)
        for value in values:
            told = box.itemData(box.findData(value), tip)
            assert told and len(told.split()) > 4, value
    bar = window.path_bar
    for way, said in ((bar.ends, "Loop"), (bar.ease, "Easing"), (bar.pace, "Pace")):
        assert way.toolTip().startswith(f"{said}: ") and way.accessibleName().startswith(said)
        assert all(f"\n{way.itemText(i)}: " in way.toolTip() for i in range(way.count()))
    assert orders()[LIKENESS] in glossary.WORDS
    for tool in window.bar.findChildren(QToolButton):
        assert tool.toolTip() or not tool.isVisible()


def test_the_page_of_words_has_all_of_them_and_links_that_lead_somewhere(program: Program) -> None:
    page = glossary.page()
    assert all(f"<b>{word}</b>" in page for word in glossary.WORDS if "'" not in word)
    links = re.findall(r"href='file://([^']+)'", page)
    asked = [
        "graft",
        "slerp",
        "refined",
        "sharpness",
        "strength",
        "overshoot",
        "latent",
        "vae",
        "critic",
        "prior",
        "classifier",
        "evidence",
        "pegasus",
        "detail",
        "regions",
    ]
    known = {word.lower(): meaning.meaning for word, meaning in glossary.WORDS.items()}
    assert all(len(known[word].split()) > 4 for word in asked)
    assert glossary.meaning("Puck").startswith("The gold ring")  # as the canvas draws it
    assert links and all((glossary.DOCS / link.split("/")[-1]).is_file() for link in links)
    dialog = dialogs.words_page(program.window)
    assert dialog.windowTitle() == "Words"
    dialog.deleteLater()


def test_where_favourites_are_is_said_even_without_a_file_manager(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "show_in_system", lambda path: False)
    program.favourites.show_folder()
    assert str(program.favourites.folder) in program.window.statusBar().currentMessage()


def test_where_a_training_is_is_said_as_its_folder_is_shown(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, shown = program.window.training, list[tuple[object, ...]]()
    monkeypatch.setattr(dialogs, "show_in_system", noting(shown, lambda path: True))
    view.folder_requested.emit(tmp_path)
    assert shown == [(tmp_path,)]
    assert str(tmp_path) in program.window.statusBar().currentMessage()
    monkeypatch.setattr(dialogs, "show_in_system", lambda path: False)
    view.folder_requested.emit(tmp_path)
    assert str(tmp_path) in view.problem.text()
