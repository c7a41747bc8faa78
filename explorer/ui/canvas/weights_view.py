"""The weights of the pins as numbers that can be typed."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QWidget

from explorer.core.board.board import Board, Mode
from explorer.core.board.weights import HIGHEST, LARGEST_AMOUNT, LOWEST
from explorer.ui.parts.style import PIN_COLOURS
from explorer.ui.parts.words import class_label, source_label


class WeightsView(QWidget):
    """One line a pin: its colour and number, what it is, and its weight."""

    weight_typed = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Weights")
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(4)
        self._layout.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel, QDoubleSpinBox]] = []

    @property
    def boxes(self) -> list[QDoubleSpinBox]:
        """The boxes in use, one a pin."""
        return [box for _, _, box in self._rows if not box.isHidden()]

    def set_weights(self, board: Board, weights: tuple[float, ...]) -> None:
        """Show the weights of a board; a box that is being typed in keeps its text."""
        while len(self._rows) < len(board.pins):
            self._add_row(len(self._rows))
        for i, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(i < len(board.pins))
            if i < len(board.pins):
                self._fill(i, board, weights[i])

    def _add_row(self, i: int) -> None:
        swatch = QPixmap(10, 10)
        swatch.fill(QColor(PIN_COLOURS[i % len(PIN_COLOURS)]))
        mark, name, box = QLabel(self), QLabel(self), QDoubleSpinBox(self)
        mark.setPixmap(swatch)
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setFixedWidth(76)
        box.setProperty("pin", i)
        box.valueChanged.connect(self._typed)
        for column, widget in enumerate((mark, name, box)):
            self._layout.addWidget(widget, i, column)
        self._rows.append((mark, name, box))

    def _fill(self, i: int, board: Board, weight: float) -> None:
        _, name, box = self._rows[i]
        source = board.pins[i].source
        label = class_label(source.class_name) if source.class_name else source_label(source.name)
        name.setText(f"{i + 1}  {label}")
        name.setToolTip(source_label(source.name))
        with QSignalBlocker(box):
            self._set_range(box, board)
            shown, rounding = self._scaled(board, weight), 0.5 * 0.1 ** box.decimals()
            if not box.hasFocus() or abs(box.value() - shown) > rounding:
                box.setValue(shown)
        box.setAccessibleName(f"Weight of picture {i + 1}, {label}")
        box.setEnabled(len(board.pins) > 1)

    @staticmethod
    def _scaled(board: Board, weight: float) -> float:
        return weight if board.mode is Mode.SUM else 100 * weight

    @staticmethod
    def _set_range(box: QDoubleSpinBox, board: Board) -> None:
        if board.mode is Mode.SUM:
            box.setDecimals(2)
            box.setRange(0.0, LARGEST_AMOUNT)
            box.setSingleStep(0.05)
            box.setSuffix("")
            box.setPrefix("× ")
        else:
            low, high = (LOWEST, HIGHEST) if board.overshoot else (0.0, 1.0)
            box.setDecimals(0)
            box.setRange(100 * low, 100 * high)
            box.setSingleStep(5)
            box.setPrefix("")
            box.setSuffix(" %")

    def _typed(self, value: float) -> None:
        box = self.sender()
        assert isinstance(box, QDoubleSpinBox)
        scale = 1.0 if box.prefix() else 100.0
        self.weight_typed.emit(box.property("pin"), value / scale)
