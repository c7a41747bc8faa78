"""What the style sheet makes of dialogs, in both themes."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QListWidget,
    QProxyStyle,
    QStyle,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board
from explorer.core.home.home import Settings, ThemeChoice
from explorer.ui.canvas.parts_dialog import PartsDialog
from explorer.ui.parts.style import Look, theme_now
from tests.explorer.ui.hands import ink_of
from tests.noting import present

FRAME = 8
"""Pixels of a straight edge, at least, of a box of 16 with round corners."""


@pytest.fixture(params=[ThemeChoice.DARK, ThemeChoice.LIGHT])
def dialog(request: pytest.FixtureRequest, look: Look, qtbot: QtBot) -> PartsDialog:
    look.follow(Settings(theme=request.param))
    made = PartsDialog(("bird", "horse"), Board(body=frozenset({"horse"})))
    qtbot.addWidget(made)
    made.show()
    return made


def _indicator(made: QListWidget, row: int) -> QImage:
    line = made.visualItemRect(made.item(row))
    corner = made.viewport().mapTo(made, QPoint(line.left(), line.top()))
    return made.grab().toImage().copy(corner.x(), corner.y(), 26, line.height())


def _edges(image: QImage, ink: QColor) -> list[int]:
    """The rows in which there is a straight line of ``ink``."""
    size: QSize = image.size()
    counts = [
        sum(image.pixelColor(x, y) == ink for x in range(size.width()))
        for y in range(size.height())
    ]
    return [y for y, count in enumerate(counts) if count >= FRAME]


def test_a_box_that_is_not_ticked_has_a_whole_frame(dialog: PartsDialog) -> None:
    edges = _edges(_indicator(dialog.body, 0), QColor(theme_now().muted))
    assert len(edges) == 2 and edges[1] - edges[0] == 15
    ticked = _indicator(dialog.body, 1)
    assert _edges(ticked, QColor(theme_now().accent))


class _WithIcons(QProxyStyle):
    """The style where a desktop wants icons on such buttons."""

    def styleHint(self, hint: QStyle.StyleHint, *about: Any) -> int:
        if hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, *about)


def test_buttons_of_dialogs_say_in_words_alone_what_they_do(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    qapp.setStyle(_WithIcons("Fusion"))
    dialog = PartsDialog(("bird", "horse"), Board())
    qtbot.addWidget(dialog)
    buttons = dialog.buttons.buttons()
    assert [button.icon().isNull() for button in buttons] == [True, True]
    assert all(button.text() for button in buttons)


@pytest.mark.parametrize("theme", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_arrows_of_the_file_chooser_are_in_the_ink_of_the_theme(
    theme: ThemeChoice, look: Look, qtbot: QtBot
) -> None:
    look.follow(Settings(theme=theme))
    chooser = QFileDialog()
    qtbot.addWidget(chooser)
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    inks = {
        ink_of(present(chooser.findChild(QToolButton, name)).icon())
        for name in ("backButton", "forwardButton", "toParentButton")
    }
    assert inks == {theme_now().text}
