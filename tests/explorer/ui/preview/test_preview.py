"""What is seen of the blend beside its scores, by mouse and keys in the real window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.gallery.view import LIKENESS
from explorer.ui.preview.nearest_view import OFF, PIN, NearestRow
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import LEFT, drag, on_screen


def turn_to_nearest(program: Program, qtbot: QtBot) -> list[NearestRow]:
    window = program.window
    number = window.pages.number_of(window.nearest)
    qtbot.mouseClick(window.pages.buttons[number], LEFT)
    rows = window.nearest.rows
    qtbot.waitUntil(lambda: "all 36" in window.nearest.note.text(), timeout=PATIENCE)
    return rows


def from_menu(monkeypatch: pytest.MonkeyPatch, where: str, widget: QWidget, text: str) -> list[str]:
    """Right click on a widget, and choose from its menu, which no screen of tests can show."""
    offered = list[str]()

    class Chosen(QMenu):
        def exec(self, where: QPoint) -> None:  # type: ignore[override]
            offered.extend(action.text() for action in self.actions())
            (action,) = (action for action in self.actions() if action.text() == text)
            action.trigger()

    monkeypatch.setattr(f"{where}.QMenu", Chosen)
    place, reason = widget.rect().center(), QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))
    return offered


def test_the_nearest_pictures_follow_the_puck_and_are_pinned_by_a_button(
    program: Program, qtbot: QtBot
) -> None:
    rows = turn_to_nearest(program, qtbot)
    start = on_screen(program, program.board.board.puck)
    bird = program.board.board.pins[1]
    drag(program, qtbot, start, start + QPoint(30, 0), on_screen(program, bird.place))
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(lambda: rows[0].source == bird.source, timeout=PATIENCE)
    assert rows[0].far.text() == "distance 0.0" and rows[0].button.text() == OFF
    assert rows[1].isVisible() and rows[1].button.text() == PIN
    other = rows[1].source
    assert other is not None and rows[1].name.text() == other.name
    rows[1].button.setFocus()
    qtbot.keyClick(rows[1].button, Qt.Key.Key_Space)
    assert program.board.board.pins[2].source == other
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(
        lambda: OFF in [row.button.text() for row in rows if row.source == other], timeout=PATIENCE
    )
    program.undo.undo()
    assert len(program.board.board.pins) == 2
    wait_for_blend(program, qtbot)


def test_the_menu_of_a_nearest_picture(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = turn_to_nearest(program, qtbot)
    room = "explorer.ui.preview.nearest_view"
    offered = from_menu(monkeypatch, room, rows[0], "More like this")
    assert offered == [rows[0].button.text(), "More like this", "Copy picture"]
    assert program.gallery.selection.order == LIKENESS
    from_menu(monkeypatch, room, rows[2], "Copy picture")
    copied, source = QGuiApplication.clipboard().image(), rows[2].source
    assert source is not None
    assert copied.pixelColor(3, 7).getRgb()[:3] == tuple(source.picture[7, 3].tolist())
    qtbot.waitUntil(lambda: "gallery" not in program.work.pending(), timeout=PATIENCE)
