"""The weights of the pins as numbers that can be typed."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QWidget

from explorer.core.board.board import Pin, Source
from explorer.core.board.modes import SHARES, Amount
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
        self._amount, self._bounds = SHARES, (0.0, 1.0)
        self._rows: list[tuple[QLabel, QLabel, QDoubleSpinBox]] = []

    @property
    def boxes(self) -> list[QDoubleSpinBox]:
        """The boxes in use, one a pin."""
        return [box for _, _, box in self._rows if not box.isHidden()]

    def set_pins(self, pins: Sequence[Pin]) -> None:
        """Show one line a pin; a lone one has nothing to type."""
        while len(self._rows) < len(pins):
            self._add_row(len(self._rows))
        for i, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(i < len(pins))
            if i < len(pins):
                self._name(i, pins[i].source)
                row[2].setEnabled(len(pins) > 1)

    def set_amounts(self, amount: Amount, low: float, high: float) -> None:
        """Take weights in another way, between ``low`` and ``high``."""
        self._amount, self._bounds = amount, (low, high)
        for _, _, box in self._rows:
            self._set_range(box)

    def set_weights(self, weights: Sequence[float]) -> None:
        """Show the weights; a box that is being typed in keeps its text."""
        for (_, _, box), weight in zip(self._rows, weights, strict=False):
            shown, rounding = weight * self._amount.scale, 0.5 * 0.1 ** box.decimals()
            if not box.hasFocus() or abs(box.value() - shown) > rounding:
                with QSignalBlocker(box):
                    box.setValue(shown)

    def _add_row(self, i: int) -> None:
        swatch = QPixmap(10, 10)
        swatch.fill(QColor(PIN_COLOURS[i % len(PIN_COLOURS)]))
        mark, name, box = QLabel(self), QLabel(self), QDoubleSpinBox(self)
        mark.setPixmap(swatch)
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setFixedWidth(76)
        box.setProperty("pin", i)
        self._set_range(box)
        box.valueChanged.connect(self._typed)
        for column, widget in enumerate((mark, name, box)):
            self._layout.addWidget(widget, i, column)
        self._rows.append((mark, name, box))

    def _name(self, i: int, source: Source) -> None:
        _, name, box = self._rows[i]
        label = class_label(source.class_name) if source.class_name else source_label(source.name)
        name.setText(f"{i + 1}  {label}")
        name.setToolTip(source_label(source.name))
        box.setAccessibleName(f"Weight of picture {i + 1}, {label}")

    def _set_range(self, box: QDoubleSpinBox) -> None:
        amount, (low, high) = self._amount, self._bounds
        with QSignalBlocker(box):
            box.setDecimals(amount.decimals)
            box.setRange(amount.scale * low, amount.scale * high)
            box.setSingleStep(amount.step)
            box.setPrefix(amount.prefix)
            box.setSuffix(amount.suffix)

    def _typed(self, value: float) -> None:
        box = self.sender()
        assert isinstance(box, QDoubleSpinBox)
        self.weight_typed.emit(box.property("pin"), value / self._amount.scale)
