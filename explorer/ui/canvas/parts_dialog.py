"""Asks which classes of a model set count as body, and which as wings."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from explorer.core.board.board import Board
from explorer.ui.parts.words import class_label

NAMED = Qt.ItemDataRole.UserRole
TICKED, CLEAR = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class Parts(NamedTuple):
    """Classes that count as body, and as wings."""

    body: frozenset[str]
    wings: frozenset[str]


class PartsDialog(QDialog):
    """A list of all classes for each part; a class that is ticked in one is cleared in the other.

    ``chosen`` has what is ticked. What the board says of classes that are not listed, as of other
    models, stays.
    """

    def __init__(self, classes: Sequence[str], board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Body and wings")
        self._others = Parts(board.body - {*classes}, board.wings - {*classes})
        self.body = self._list("Body", classes, board.body)
        self.wings = self._list("Wings", classes, board.wings)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.body.itemChanged.connect(lambda item: self._ticked(item, self.body, self.wings))
        self.wings.itemChanged.connect(lambda item: self._ticked(item, self.wings, self.body))
        self._tell()

    @property
    def chosen(self) -> Parts:
        """The classes that are ticked, and those that are not listed."""
        return Parts(
            self._others.body | {*_ticked_in(self.body)},
            self._others.wings | {*_ticked_in(self.wings)},
        )

    def _list(self, part: str, classes: Sequence[str], ticked: frozenset[str]) -> QListWidget:
        made = QListWidget(self)
        made.setStyleSheet("QListWidget::item { padding: 4px 2px; }")  # room for whole boxes
        made.setAccessibleName(f"Classes that count as {part.lower()}")
        for name in classes:
            item = QListWidgetItem(class_label(name), made)
            item.setData(NAMED, name)
            item.setCheckState(TICKED if name in ticked else CLEAR)
        return made

    def _lay_out(self) -> None:
        said = QLabel(
            "Which classes give the body, and which the wings? Tick at least one for each.", self
        )
        said.setWordWrap(True)
        grid = QGridLayout()
        for place, (part, made) in enumerate((("Body", self.body), ("Wings", self.wings))):
            grid.addWidget(QLabel(part, self), 0, place)
            grid.addWidget(made, 1, place)
        column = QVBoxLayout(self)
        column.addWidget(said)
        column.addLayout(grid)
        column.addWidget(self.buttons)

    def _ticked(self, item: QListWidgetItem, here: QListWidget, there: QListWidget) -> None:
        if item.checkState() is TICKED:
            there.item(here.row(item)).setCheckState(CLEAR)
        self._tell()

    def _tell(self) -> None:
        both = bool(_ticked_in(self.body)) and bool(_ticked_in(self.wings))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(both)


def _ticked_in(made: QListWidget) -> list[str]:
    items = [made.item(row) for row in range(made.count())]
    return [item.data(NAMED) for item in items if item.checkState() is TICKED]


def ask_parts(parent: QWidget, classes: Sequence[str], board: Board) -> Parts | None:
    """Ask for the classes of body and wings; None where they are to stay as they are."""
    dialog = PartsDialog(classes, board, parent)
    agreed = dialog.exec()
    chosen = dialog.chosen
    dialog.deleteLater()
    return chosen if agreed else None
