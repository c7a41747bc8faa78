"""A slider that shows its number, and takes one that is typed."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from explorer.core.board.modes import Amount
from explorer.ui.canvas.weight_box import WeightBox
from explorer.ui.parts.calm import calm
from explorer.ui.preview.scores_view import role_label

LABEL, NARROWEST = 86, 40
"""Widths in logical pixels: of what it is called, and of the shortest slider."""
COMPACT_BOX, COMPACT_LEAST, COMPACT_MOST = 60, 30, 150
"""The same of a compact one: of its box, and of its slider."""


class NumberSlider(QWidget):
    """From ``least`` to ``most`` in so many steps, written as an :class:`Amount`.

    Parameters
    ----------
    name
        Spoken, and written beside it where no shorter ``label`` is given.
    compact
        Whether it stands in a row of others, as wide as need be; else it fills its column.
    """

    moved = Signal(float, int)
    """The number, and the number of the gesture."""

    def __init__(
        self,
        name: str,
        tip: str,
        amount: Amount,
        most: float,
        steps: int,
        parent: QWidget | None = None,
        least: float = 0.0,
        label: str = "",
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        self._least, self._step, self._gesture = least, (most - least) / steps, 0
        self._scale = amount.scale
        self.slider = calm(QSlider(Qt.Orientation.Horizontal, self))
        self.box = WeightBox(self)
        self.slider.setRange(0, steps)
        self.slider.setPageStep(max(1, steps // 10))
        self.box.set_amount(amount, least, most)
        for widget, kind in ((self.slider, ""), (self.box, ", as a number")):
            widget.setAccessibleName(name + kind)
            widget.setToolTip(tip)
        self._lay_out(label or name, tip, compact)
        self.slider.sliderPressed.connect(self._next_gesture)
        self.slider.actionTriggered.connect(self._acted)
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)

    def _lay_out(self, text: str, tip: str, compact: bool) -> None:
        label = role_label("caption", text, self)
        label.setToolTip(tip)
        self.slider.setMinimumWidth(COMPACT_LEAST if compact else NARROWEST)
        if compact:
            self.slider.setMaximumWidth(COMPACT_MOST)
            self.box.setFixedWidth(COMPACT_BOX)
        else:
            label.setMinimumWidth(LABEL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if compact:
            row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        if compact:  # beyond that there would be gaps
            widths = label.sizeHint().width(), COMPACT_MOST, COMPACT_BOX
            self.setMaximumWidth(sum(widths) + 2 * row.spacing())

    @property
    def number(self) -> float:
        """What it shows."""
        return self.box.amount

    def set_number(self, number: float) -> None:
        """Show a number without saying that it was chosen."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.box):
            if not self.slider.isSliderDown():
                self.slider.setValue(round((number - self._least) / self._step))
            self.box.setValue(number * self._scale)

    def _next_gesture(self) -> None:
        self._gesture += 1

    def _acted(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:  # a key or a click, not a drag
            self._gesture += 1

    def _slid(self, value: int) -> None:
        number = self._least + value * self._step
        with QSignalBlocker(self.box):
            self.box.setValue(number * self._scale)
        self.moved.emit(number, self._gesture)

    def _typed(self) -> None:
        self._gesture += 1
        number = self.box.amount
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((number - self._least) / self._step))
        self.moved.emit(number, self._gesture)
