"""Asks which classes, of a model set and of a gallery, count as body, and which as wings."""

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
from explorer.core.board.parts import counts_as
from explorer.core.gallery.gallery import Gallery
from explorer.ui.parts.words import class_label
from training.data.class_words import known_word

ASKED = "Which classes give the body, and which the wings? Tick at least one for each."
OF_GALLERY = "Those of {title} that the models do not know are listed last."
LEAST_HEIGHT = 270
"""Of a list, in pixels: a dozen classes are seen at once."""
NAMED = Qt.ItemDataRole.UserRole
TICKED, CLEAR = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class Parts(NamedTuple):
    """Classes that count as body, and as wings."""

    body: frozenset[str]
    wings: frozenset[str]


class PartsDialog(QDialog):
    """A list of all classes for each part; a class that is ticked in one is cleared in the other.

    ``chosen`` has what is ticked. What the board says of classes that are not listed, as of other
    models, stays. ``said`` is what is asked.
    """

    def __init__(
        self, classes: Sequence[str], board: Board, parent: QWidget | None = None, said: str = ASKED
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Body and wings")
        self._others = Parts(_besides(board.body, classes), _besides(board.wings, classes))
        self.said = QLabel(said, self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)  # it has the name of a folder
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
        made.setMinimumHeight(LEAST_HEIGHT)
        made.setAccessibleName(f"Classes that count as {part.lower()}")
        for name in classes:
            item = QListWidgetItem(class_label(name), made)
            item.setData(NAMED, name)
            item.setCheckState(TICKED if counts_as(name, ticked) else CLEAR)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout()
        for place, (part, made) in enumerate((("Body", self.body), ("Wings", self.wings))):
            grid.addWidget(QLabel(part, self), 0, place)
            grid.addWidget(made, 1, place)
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addLayout(grid)
        column.addWidget(self.buttons)

    def _ticked(self, item: QListWidgetItem, here: QListWidget, there: QListWidget) -> None:
        if item.checkState() is TICKED:
            there.item(here.row(item)).setCheckState(CLEAR)
        self._tell()

    def _tell(self) -> None:
        both = bool(_ticked_in(self.body)) and bool(_ticked_in(self.wings))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(both)


def _besides(part: frozenset[str], classes: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name in part if not counts_as(name, classes))


def _ticked_in(made: QListWidget) -> list[str]:
    items = [made.item(row) for row in range(made.count())]
    return [item.data(NAMED) for item in items if item.checkState() is TICKED]


def classes_besides(known: Sequence[str], gallery: Gallery | None) -> list[str]:
    """Return the classes of a gallery that are none of those that a model set knows."""
    names = gallery.classes if gallery is not None else ()
    return [known_word(name) for name in names if not counts_as(name, known)]


def ask_parts(
    parent: QWidget, known: Sequence[str], gallery: Gallery | None, board: Board
) -> Parts | None:
    """Ask for the classes of body and wings; None where they are to stay as they are."""
    own, said = classes_besides(known, gallery), ASKED
    if own and gallery is not None:
        said = f"{ASKED} {OF_GALLERY.format(title=gallery.title)}"
    dialog = PartsDialog([*known, *own], board, parent, said)
    agreed = dialog.exec()
    chosen = dialog.chosen
    dialog.deleteLater()
    return chosen if agreed else None
