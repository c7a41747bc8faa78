"""What side B of a comparison is: one box for the kind, and below it which one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from explorer.core.board.modes import MODES, Mode
from explorer.core.comparison import Against, Comparison
from explorer.ui.compare.show import Choice
from explorer.ui.compare.words import AGAINST
from explorer.ui.parts.calm import calm
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.plain import plain_tip, shortened
from explorer.ui.preview.scores_view import role_label

NO_BOARD_YET = "None kept yet"
CHOOSE = "Choose a model set"
LETTERS = 12


class SideB(QWidget):
    """Boxes to choose from. A model set is told by its folder."""

    against_chosen = Signal(object)
    mode_chosen = Signal(object)
    set_chosen = Signal(object)
    board_wanted = Signal()
    linked_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.against = self._box("What the board is compared with")
        for against, (text, tip) in AGAINST.items():
            _add(self.against, text, against, tip)
        self.mode = self._box("Mode of B")
        for mode in MODES:
            _add(self.mode, mode.label, mode.name, mode.tip)
        self.sets = self._box("Model set of B")
        self.board = ElidedLabel(text=NO_BOARD_YET, parent=self)
        self.take = QPushButton("Keep as B", self)
        self.take.setToolTip("Let B be the board as it is now; A goes on from there")
        self.linked = QCheckBox("B follows the puck of A", self)
        self.linked.setToolTip(
            "The puck of B is always where the one of A is; else it stays as it was kept"
        )
        self._lay_out()
        self.against.activated.connect(self._against_activated)
        self.mode.activated.connect(self._mode_activated)
        self.sets.activated.connect(self._set_activated)
        self.take.clicked.connect(self.board_wanted)
        self.linked.clicked.connect(self.linked_chosen)

    def _box(self, name: str) -> QComboBox:
        box = calm(QComboBox(self))
        box.setAccessibleName(name)
        box.setToolTip(name)
        narrow(box, LETTERS)
        return box

    def _lay_out(self) -> None:
        kept = QWidget(self)
        row = QHBoxLayout(kept)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.board, 1)
        row.addWidget(self.take)
        which = QWidget(self)
        self._which = QStackedLayout(which)
        for page in (self.mode, self.sets, kept):
            self._which.addWidget(page)
        first, second = QHBoxLayout(), QHBoxLayout()
        for line, word, widget in (
            (first, "With", self.against),
            (second, "B", which),
        ):
            label = role_label("caption", word, self)
            label.setFixedWidth(30)
            line.addWidget(label)
            line.addWidget(widget, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.linked)

    def set_comparison(self, comparison: Comparison, board_name: str) -> None:
        """Show what is chosen, without saying that it was chosen now."""
        against = comparison.against
        blockers = [QSignalBlocker(box) for box in (self.against, self.mode, self.linked)]
        self.against.setCurrentIndex(self.against.findData(against))
        self.mode.setCurrentIndex(self.mode.findData(comparison.mode.name))
        self.linked.setChecked(comparison.linked)
        del blockers
        self._which.setCurrentIndex(list(Against).index(against))
        self.board.setText(board_name or NO_BOARD_YET)
        self.board.setEnabled(bool(board_name))
        self.board.setToolTip(plain_tip(board_name))
        self.linked.setVisible(against is Against.BOARD)

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        """Grey the modes that cannot be used, and say why."""
        for place in range(self.mode.count()):
            mode = MODES.named(self.mode.itemData(place))
            _tell(self.mode, place, reasons.get(mode, ""), mode.tip)

    def set_sets(self, choices: Sequence[Choice], chosen: Path | None) -> None:
        """Offer model sets; those that cannot be chosen say why."""
        with QSignalBlocker(self.sets):
            self.sets.clear()
            for place, choice in enumerate(choices):
                self.sets.addItem(shortened(choice.name), str(choice.folder))  # Qt compares text
                _tell(self.sets, place, choice.problem, plain_tip(str(choice.folder)))
            self.sets.setPlaceholderText(CHOOSE)
            folders = [choice.folder for choice in choices]
            self.sets.setCurrentIndex(-1 if chosen is None else folders.index(chosen))
        narrow(self.sets, LETTERS)

    def _against_activated(self, place: int) -> None:
        self.against_chosen.emit(Against(self.against.itemData(place)))

    def _mode_activated(self, place: int) -> None:
        self.mode_chosen.emit(MODES.named(self.mode.itemData(place)))

    def _set_activated(self, place: int) -> None:
        self.set_chosen.emit(Path(self.sets.itemData(place)))


def _add(box: QComboBox, text: str, value: object, tip: str) -> None:
    box.addItem(text, value)
    box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


def _tell(box: QComboBox, place: int, problem: str, tip: str) -> None:
    """Grey an entry that has a problem, and say it on hover."""
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    model.item(place).setEnabled(not problem)
    model.item(place).setToolTip(problem or tip)
