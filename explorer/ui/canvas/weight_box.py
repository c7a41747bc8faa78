"""A box for a weight that takes what people type: "0.3", "0,3", "30" and "30 %" are the same."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from explorer.core.board.modes import SHARES, Amount
from explorer.ui.parts.calm import calm_number

DECIMALS = 9
"""That the box keeps, so that what is typed is what is blended."""
WHOLE = 2
"""Decimals up to which a number counts as typed, and is shown in full."""
SIGNS = frozenset("0123456789.,+-\N{MINUS SIGN}% ")
"""That numbers are written with."""


class WeightBox(QDoubleSpinBox):
    """One amount; its text is written and read by the :class:`Amount`, in every locale alike.

    Its value is the amount times the amount's scale.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        calm_number(self)
        self._amount = SHARES
        self.setDecimals(DECIMALS)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(76)

    def set_amount(self, amount: Amount, low: float, high: float) -> None:
        """Take amounts of another kind, between ``low`` and ``high``."""
        self._amount = amount
        self.setRange(amount.scale * low, amount.scale * high)
        self.setSingleStep(amount.step)

    @property
    def amount(self) -> float:
        """What is in the box."""
        return self.value() / self._amount.scale

    def textFromValue(self, value: float) -> str:
        return self._amount.written_in_full(value / self._amount.scale, WHOLE)

    def valueFromText(self, text: str) -> float:
        try:
            return self._amount.read(text) * self._amount.scale
        except ValueError:
            return self.value()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Refuse what no number has, and take what is a number within the range."""
        state = QValidator.State
        if not set(text) <= SIGNS | set(self._amount.prefix + self._amount.suffix):
            return state.Invalid, text, at
        try:
            value = self._amount.read(text) * self._amount.scale
        except ValueError:
            return state.Intermediate, text, at
        fits = self.minimum() <= value <= self.maximum()
        return (state.Acceptable if fits else state.Intermediate), text, at

    def fixup(self, text: str) -> str:
        """Go back to the last number where what was typed is none, or is out of range."""
        return self.textFromValue(self.value())
