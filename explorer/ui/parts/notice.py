"""A line over the canvas that says what happened, and goes away again."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

READING_MILLISECONDS = 9000
MOST_WARNINGS = 3
"""Shown at once; older ones make room."""


class Notice(QFrame):
    """Shows a sentence; a warning stays until it is closed, and further ones are added to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setAccessibleName("Notice")
        self._warnings: list[str] = []
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # names of files are in it
        self._text.setWordWrap(True)
        close = QToolButton(self)
        close.setText("\N{MULTIPLICATION SIGN}")
        close.setToolTip("Close")
        close.setAccessibleName("Close the notice")
        close.clicked.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty where it is not to be seen."""
        return "" if self.isHidden() else self._text.text()

    def inform(self, text: str) -> None:
        """Say something good to know; it goes away by itself."""
        self._warnings = []
        self._show(text, "")
        self._timer.start(READING_MILLISECONDS)

    def warn(self, text: str) -> None:
        """Say what went wrong and what to do about it."""
        before = [] if self.isHidden() else [line for line in self._warnings if line != text]
        self._warnings = [*before[1 - MOST_WARNINGS :], text]
        self._show("\n".join(self._warnings), "warning")
        self._timer.stop()

    def withdraw(self, text: str) -> None:
        """Take away a warning that holds no more; others stay."""
        if text in self._warnings and not self.isHidden():
            self._warnings.remove(text)
            self._show("\n".join(self._warnings), "warning")

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _show(self, text: str, role: str) -> None:
        self._text.setText(text)
        self._text.setProperty("role", role)
        self._text.style().polish(self._text)
        self.setAccessibleDescription(text)
        self.setVisible(bool(text))
