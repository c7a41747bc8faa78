"""Pages that share a place, with a button for each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.parts.scrolled import scrolled


class Pages(QWidget):
    """A row of buttons, and below it the page whose button is down; a high page scrolls.

    A line stands above each page but the first: what that one says, in short. Left and right of all
    is a margin, which has room for the scroll bar.
    """

    turned = Signal(int)

    def __init__(self, name: str, margin: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        self._pages: list[QWidget] = []
        self._numbers: dict[QWidget, int] = {}
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.turn_to)
        self.line = QLabel(self)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.hide()
        content = QWidget(self)
        self._row, self._column = QHBoxLayout(), QVBoxLayout(content)
        self._row.setSpacing(4)
        self._row.setContentsMargins(margin, 0, margin, 0)
        self.line.setContentsMargins(margin, 0, margin, 0)
        self._column.addStretch(1)
        self._area, self._margin = scrolled(content, name), margin
        self._area.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._make_room(0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._row)
        column.addWidget(self.line)
        column.addWidget(self._area, 1)

    def _make_room(self, least: int, most: int) -> None:
        """Let the scroll bar have a part of the margin: pages are as wide with it as without."""
        bar = self._area.verticalScrollBar().sizeHint().width() if most > least else 0
        self._column.setContentsMargins(self._margin, 0, self._margin - bar, 6)

    def add_page(self, name: str, tip: str, *content: QWidget) -> None:
        """Add a page of widgets, one below the other; the first is shown."""
        page, button = QWidget(self), QPushButton(name, self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for widget in content:
            column.addWidget(widget)
            self._numbers[widget] = len(self._pages)
        button.setCheckable(True)
        button.setProperty("page", True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # all alike
        button.setToolTip(tip)
        self._group.addButton(button, len(self._pages))
        self._row.addWidget(button, 1)
        self._column.insertWidget(len(self._pages), page)
        self.buttons.append(button)
        self._pages.append(page)
        self.turn_to(0)

    @property
    def page(self) -> int:
        """The number of the page that is shown."""
        return self._group.checkedId()

    @property
    def content(self) -> QWidget:
        """The page that is shown."""
        return self._pages[self.page]

    def number_of(self, content: QWidget) -> int:
        """Return the number of the page that has a widget."""
        return self._numbers[content]

    def turn_to(self, number: int) -> None:
        """Show a page, as if its button were clicked."""
        self.buttons[number].setChecked(True)
        for i, page in enumerate(self._pages):
            page.setVisible(i == number)
        self._area.verticalScrollBar().setValue(0)
        self.line.setVisible(number > 0)
        self.turned.emit(number)

    def set_line(self, text: str) -> None:
        """Say in short what the first page says; it keeps its place while there is nothing."""
        self.line.setText(text)

    def set_usable(self, number: int, usable: bool, tip: str) -> None:
        """Grey the button of a page, and say why; a page that cannot be used gives way."""
        self.buttons[number].setEnabled(usable)
        self.buttons[number].setToolTip(tip)
        if not usable and self.page == number:
            self.turn_to(0)
