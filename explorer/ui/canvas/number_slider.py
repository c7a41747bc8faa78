"""A slider that shows its number, and takes one that is typed."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from explorer.core.board.modes import Amount
from explorer.ui.canvas.weight_box import WeightBox
from explorer.ui.preview.scores_view import role_label

LABEL, NARROWEST = 86, 40
"""Widths in logical pixels: of what it is called, and of the shortest slider."""


class NumberSlider(QWidget):
    """From ``least`` to ``most`` in so many steps, written as an :class:`Amount`."""

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
    ) -> None:
        super().__init__(parent)
        self._least, self._step, self._gesture = least, (most - least) / steps, 0
        self._scale = amount.scale
        self.slider, self.box = QSlider(Qt.Orientation.Horizontal, self), WeightBox(self)
        self.slider.setRange(0, steps)
        self.slider.setPageStep(max(1, steps // 10))
        self.slider.setMinimumWidth(NARROWEST)
        self.box.set_amount(amount, least, most)
        for widget, kind in ((self.slider, ""), (self.box, ", as a number")):
            widget.setAccessibleName(name + kind)
            widget.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        label = role_label("caption", name, self)
        label.setToolTip(tip)
        label.setMinimumWidth(LABEL)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        self.slider.sliderPressed.connect(self._next_gesture)
        self.slider.actionTriggered.connect(self._acted)
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)

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
