"""The panel of a comparison: what B is above, both pictures, what sets them apart, the scores."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.board.modes import Mode
from explorer.core.comparison import GAINS, Comparison, Difference
from explorer.ui.compare.choices import SideB
from explorer.ui.compare.score_table import ScoreTable
from explorer.ui.compare.show import Choice, Side
from explorer.ui.compare.words import Row
from explorer.ui.parts.calm import calm
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.pixels import to_image
from explorer.ui.parts.scrolled import scrolled
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.preview.scores_view import role_label

NARROWEST = 296
"""Width that the panel asks for, in logical pixels."""
GAIN_TIP = "How many times the difference is amplified, so that a small one is seen"


class CompareView(QWidget):
    """Shows what it is told of both sides, and reports what is chosen and wanted."""

    against_chosen = Signal(object)
    mode_chosen = Signal(object)
    set_chosen = Signal(object)
    board_wanted = Signal()
    linked_chosen = Signal(bool)
    gain_chosen = Signal(int)
    swap_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(NARROWEST)
        self.b = SideB(self)
        self.hint = role_label("caption", "", self)
        self.problem = role_label("warning", "", self)
        self.names = ElidedLabel("heading", parent=self), ElidedLabel("heading", parent=self)
        self.pictures = PixelView("Picture A", self), PixelView("Picture B", self)
        self.apart = PixelView("Difference of A and B", self)
        self.gain = self._gain_box()
        self.apart_words = role_label("caption", "", self)
        self.scores = ScoreTable(self)
        self.swap = QPushButton("Swap", self)
        self.swap.setToolTip("Let A be what B is, and B what A is; undo brings them back")
        self.keep = QPushButton("Keep both", self)
        self.keep.setToolTip("Keep A and B among your favourites, each with its recipe")
        self._lay_out()
        self._connect()
        self.set_usable(False)

    def _gain_box(self) -> QComboBox:
        box = calm(QComboBox(self))
        box.setAccessibleName("Amplification of the difference")
        box.setToolTip(GAIN_TIP)
        for gain in GAINS:
            box.addItem(f"\N{MULTIPLICATION SIGN} {gain}", gain)
        return box

    def _lay_out(self) -> None:
        for label in (self.hint, self.problem, self.apart_words):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        content = QWidget(self)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(12, 12, 12, 4)
        rows.setSpacing(8)
        for widget in (self.b, self.hint, self.problem):
            rows.addWidget(widget)
        rows.addLayout(self._pictures())
        rows.addSpacing(4)
        rows.addWidget(self.scores)
        rows.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 12)
        foot.addWidget(self.swap)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(content, "Comparison"), 1)
        layout.addLayout(foot)

    def _pictures(self) -> QGridLayout:
        """Names above pictures; below A the difference, and beside that what it means."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for column in range(2):
            grid.setColumnStretch(column, 1)
            grid.addWidget(self.names[column], 0, column)
            grid.addWidget(self.pictures[column], 1, column)
        grid.addWidget(role_label("heading", "Difference", self), 2, 0)
        grid.addWidget(self.apart, 3, 0)
        grid.addLayout(self._scale(), 3, 1)
        grid.setRowMinimumHeight(2, 28)
        return grid

    def _scale(self) -> QVBoxLayout:
        """What the brightness of the difference means."""
        amplified = QHBoxLayout()
        amplified.setSpacing(8)
        amplified.addWidget(role_label("caption", "Amplified", self))
        amplified.addWidget(self.gain)
        amplified.addStretch(1)
        beside = QVBoxLayout()
        beside.addLayout(amplified)
        beside.addWidget(self.apart_words, 1)
        return beside

    def _connect(self) -> None:
        self.b.against_chosen.connect(self.against_chosen)
        self.b.mode_chosen.connect(self.mode_chosen)
        self.b.set_chosen.connect(self.set_chosen)
        self.b.board_wanted.connect(self.board_wanted)
        self.b.linked_chosen.connect(self.linked_chosen)
        self.gain.activated.connect(self._gain_activated)
        self.swap.clicked.connect(self.swap_wanted)
        self.keep.clicked.connect(self.keep_wanted)

    def sizeHint(self) -> QSize:
        return QSize(332, 560)

    def set_comparison(self, comparison: Comparison, board_name: str) -> None:
        """Show what is chosen, without saying that it was chosen now."""
        self.b.set_comparison(comparison, board_name)
        with QSignalBlocker(self.gain):
            self.gain.setCurrentIndex(self.gain.findData(comparison.gain))

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        """Grey the modes that cannot be used, and say why."""
        self.b.set_mode_reasons(reasons)

    def set_sets(self, choices: Sequence[Choice], chosen: Path | None) -> None:
        """Offer model sets."""
        self.b.set_sets(choices, chosen)

    def set_sides(self, ours: Side, theirs: Side) -> None:
        """Show both pictures with their names; a side without one says why."""
        sides = zip("AB", (ours, theirs), self.names, self.pictures, strict=True)
        for letter, side, name, picture in sides:
            name.setText(f"{letter} · {side.name}" if side.name else letter)
            name.setToolTip(side.name)
            picture.set_image(None if side.picture is None else to_image(side.picture))
            picture.setAccessibleDescription(side.problem or side.name)
        told = [f"{a}: {side.problem}" for a, side in zip("AB", (ours, theirs), strict=True)]
        bad = [text for text, side in zip(told, (ours, theirs), strict=True) if side.problem]
        self.problem.setText("\n".join(bad))
        self.problem.setVisible(bool(bad))

    def set_difference(self, difference: Difference | None, words: str) -> None:
        """Show what sets the pictures apart, and say its scale."""
        self.apart.set_image(None if difference is None else to_image(difference.picture))
        self.apart.setAccessibleDescription(words)
        self.apart_words.setText(words)

    def set_scores(self, rows: Sequence[Row]) -> None:
        """Show the scores of both, and how far they are apart."""
        self.scores.set_rows(rows)

    def set_hint(self, text: str) -> None:
        """Say what to do where there is nothing to see; empty for nothing."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def set_usable(self, usable: bool) -> None:
        """Offer to swap and to keep, or not."""
        self.swap.setEnabled(usable)
        self.keep.setEnabled(usable)

    def _gain_activated(self, place: int) -> None:
        self.gain_chosen.emit(self.gain.itemData(place))
