"""A label whose text gives way in its middle, so that no name moves the layout."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LETTERS = 4
"""Room for so many is always asked for."""


class ElidedLabel(QLabel):
    """One line of plain text: as much of it as there is room for, beginning and end first."""

    def __init__(self, role: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        """The text as it is drawn."""
        line = " ".join(self.text().split())
        middle = Qt.TextElideMode.ElideMiddle
        return self.fontMetrics().elidedText(line, middle, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        width = LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(width, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            self.shown,
            self.foregroundRole(),
        )
        painter.end()
