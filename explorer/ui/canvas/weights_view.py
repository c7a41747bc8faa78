"""The weights of the pins as numbers that can be typed."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from explorer.core.board.board import Pin, Source
from explorer.core.board.modes import SHARES, Amount
from explorer.ui.canvas.weight_box import WeightBox
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.resources import icon
from explorer.ui.parts.style import PIN_COLOURS, theme_now
from explorer.ui.parts.tab_order import follow
from explorer.ui.parts.words import class_label, source_label

OFF_THE_PLANE = "Off the plane: drag to go back"
WHAT_IS_OFF = "No point of the plane has these weights: drag the blend to go back to it"
HOW_TO_TYPE = "Type a share: 0.3, 0,3, 30 and 30 % are the same"


class WeightsView(QWidget):
    """One line a pin: its colour and number, what it is, and its weight."""

    weight_typed = Signal(int, float)
    hold_toggled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Weights")
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(2)
        self._layout.setColumnStretch(1, 1)
        self._amount, self._bounds = SHARES, (0.0, 1.0)
        self._rows: list[tuple[QLabel, QLabel, WeightBox, QToolButton]] = []
        self.note = ElidedLabel("caption", parent=self)
        """What is said of the weights; whoever lays it out keeps its room, so that no row moves."""

    @property
    def boxes(self) -> list[WeightBox]:
        """The boxes in use, one a pin."""
        return [row[2] for row in self._rows if not row[2].isHidden()]

    @property
    def holds(self) -> list[QToolButton]:
        """The buttons in use that hold a weight, one a pin."""
        return [row[3] for row in self._rows if not row[3].isHidden()]

    def set_pins(self, pins: Sequence[Pin]) -> None:
        """Show one line a pin; a lone one has nothing to type."""
        while len(self._rows) < len(pins):
            self._add_row(len(self._rows))
        for i, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(i < len(pins))
            if i < len(pins):
                self._name(i, pins[i].source)
                row[2].setEnabled(len(pins) > 1 and pins[i].held is None)
                row[3].setEnabled(len(pins) > 1)
                row[3].setChecked(pins[i].held is not None)

    def set_amounts(self, amount: Amount, low: float, high: float) -> None:
        """Take weights in another way, between ``low`` and ``high``."""
        self._amount, self._bounds = amount, (low, high)
        for row in self._rows:
            self._set_range(row[2])

    def set_weights(self, weights: Sequence[float], off_the_plane: bool = False) -> None:
        """Show the weights, and say so where no point of the plane has them."""
        for row, weight in zip(self._rows, weights, strict=False):
            with QSignalBlocker(row[2]):
                row[2].setValue(weight * self._amount.scale)
        self.note.setText(OFF_THE_PLANE if off_the_plane else "")
        self.note.setToolTip(WHAT_IS_OFF if off_the_plane else "")

    def dress(self) -> None:
        """Draw the icons in the ink of the present theme."""
        theme = theme_now()
        for row in self._rows:
            row[3].setIcon(icon("lock", QColor(theme.text), QColor(theme.muted)))

    def _add_row(self, i: int) -> None:
        swatch = QPixmap(10, 10)
        swatch.fill(QColor(PIN_COLOURS[i % len(PIN_COLOURS)]))
        mark, name = QLabel(self), ElidedLabel(parent=self)
        box, hold = WeightBox(self), QToolButton(self)
        mark.setPixmap(swatch)
        box.setProperty("pin", i)
        box.setProperty("dense", True)  # eight rows have room beside the scores
        box.setToolTip(HOW_TO_TYPE)
        self._set_range(box)
        box.valueChanged.connect(self._typed)
        hold.setProperty("pin", i)
        hold.setProperty("dense", True)
        hold.setCheckable(True)
        hold.setAutoRaise(True)
        hold.setIconSize(QSize(14, 14))
        hold.setToolTip("Lock this weight: it stays what it is while others change")
        hold.clicked.connect(self._hold_clicked)
        for column, widget in enumerate((mark, name, box, hold)):
            self._layout.addWidget(widget, i, column)
        follow(self._rows[-1][2] if self._rows else self, box)  # one number after another
        follow(self._rows[-1][3] if self._rows else box, hold)
        self._rows.append((mark, name, box, hold))
        self.dress()

    def _name(self, i: int, source: Source) -> None:
        _, name, box, hold = self._rows[i]
        label = class_label(source.class_name) if source.class_name else source_label(source.name)
        name.setText(f"{i + 1}  {label}")
        name.setToolTip(plain_tip(source_label(source.name)))
        box.setAccessibleName(f"Weight of picture {i + 1}, {label}")
        hold.setAccessibleName(f"Lock the weight of picture {i + 1}")

    def _set_range(self, box: WeightBox) -> None:
        with QSignalBlocker(box):
            box.set_amount(self._amount, *self._bounds)

    def _typed(self, value: float) -> None:
        box = self.sender()
        assert isinstance(box, WeightBox)
        if box.isHidden():  # it had the focus when its pin was taken off, and gives up its text
            return
        self.weight_typed.emit(box.property("pin"), box.amount)

    def _hold_clicked(self, checked: bool) -> None:
        self.hold_toggled.emit(self.sender().property("pin"))
