"""Shows the focus of a button where keys brought it: a frame after a click looks like a choice."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

CLICKED = "clicked"
"""Property of a button that has the focus since the mouse pressed it; the style sheet reads it."""


class KeyFocus(QObject):
    """Marks buttons by what gave them the focus."""

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        app.focusChanged.connect(self._mark)

    def _mark(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QPushButton | QToolButton):
            clicked = bool(QApplication.mouseButtons())
            if bool(now.property(CLICKED)) != clicked:
                now.setProperty(CLICKED, clicked)
                now.style().unpolish(now)
                now.style().polish(now)
