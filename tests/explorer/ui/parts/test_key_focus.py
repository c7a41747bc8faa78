"""A button's frame says where keys are, not what was clicked last."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.ui.parts.style import Look, theme_now
from tests.explorer.ui.conftest import PATIENCE
from tests.explorer.ui.hands import LEFT


def test_keys_show_the_focus_of_a_button_and_the_mouse_does_not(look: Look, qtbot: QtBot) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    column = QVBoxLayout(panel)
    first, second = (QPushButton(name, panel) for name in ("One", "Two"))
    column.addWidget(first)
    column.addWidget(second)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow, timeout=PATIENCE)

    def frame(button: QPushButton) -> QColor:
        return button.grab().toImage().pixelColor(button.width() // 2, 0)

    handle = panel.windowHandle()
    place = second.mapTo(panel, second.rect().center())
    QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(second.hasFocus, timeout=PATIENCE)
    assert frame(second) == QColor(theme_now().line)
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert first.hasFocus() and frame(first) == QColor(theme_now().accent)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus() and frame(second) == QColor(theme_now().accent)
