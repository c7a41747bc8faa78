"""The window on small screens: everything is there, and comes back where it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QToolButton
from pytestqt.qtbot import QtBot

from explorer.ui.program import Program
from explorer.ui.window import Window

SMALL = ((1024, 640), (960, 640), (960, 500))
"""A small laptop; half of a screen of 1920; the same screen at 200 %, logical pixels."""


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
