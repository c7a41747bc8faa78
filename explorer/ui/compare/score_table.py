"""The scores of two pictures side by side, and how far they are apart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.ui.compare.words import Row
from explorer.ui.parts.plain import plain_tip
from explorer.ui.preview.scores_view import role_label

LETTERS = 10
"""Of a word in a value: longer ones would move a column out of sight."""
HEADS = ("", "A", "B", "B \N{MINUS SIGN} A")


class ScoreTable(QWidget):
    """A line a score; lines come and go with what there is to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Scores of A and B")
        self._lines: list[tuple[QLabel, ...]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        for column, head in enumerate(HEADS):
            self._put(role_label("caption", head, self), 0, column)

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """What stands in each line."""
        return [tuple(label.text() for label in line) for line in self._lines if line[0].text()]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these lines."""
        self.setVisible(bool(rows))
        while len(self._lines) < len(rows):
            self._add_line()
        for place, line in enumerate(self._lines):
            row = rows[place] if place < len(rows) else Row("", "", "", "", "")
            for label, text in zip(line, row[: len(HEADS)], strict=True):
                words = [_cut(word) for word in text.split(" ")]
                label.setText(" ".join(words) if label is not line[0] else text)
                label.setToolTip(
                    plain_tip(f"{text}\n{row.tip}" if label.text() != text else row.tip)
                )
                label.setVisible(bool(row.label))

    def _add_line(self) -> None:
        roles = ("", "", "", "heading")
        line = tuple(role_label(role, "", self) for role in roles)
        self._lines.append(line)
        for column, label in enumerate(line):
            label.setWordWrap(0 < column < 3)  # "aeroplane 93 %" takes two lines
            self._put(label, len(self._lines), column)

    def _put(self, label: QLabel, row: int, column: int) -> None:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, row, column)


def _cut(word: str) -> str:
    return word if len(word) <= LETTERS else f"{word[: LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
