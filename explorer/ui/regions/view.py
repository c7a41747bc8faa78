"""What regions are painted with: a picture, a brush or cells, and what else is done to them."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.core.board.board import MAX_PINS, Pin
from explorer.core.board.modes import Amount
from explorer.core.board.pins import title
from explorer.ui.canvas.number_slider import NumberSlider
from explorer.ui.parts.buttons import choice_button, push_button
from explorer.ui.parts.glossary import meaning
from explorer.ui.parts.plain import plain_item, plain_tip
from explorer.ui.parts.rows import row_of
from explorer.ui.preview.scores_view import role_label
from explorer.ui.regions.control import Brush
from explorer.ui.regions.patterns import SIDE, swatch

RUB_OUT, FIRST = 0, 1
"""Numbers of the buttons: Qt keeps -1 for itself."""
PIXELS = Amount(suffix=" px", decimals=1, step=0.5)
RADII = (1.0, 16.0, 30)
"""Pixels of the smallest and of the largest brush, and steps between them."""
SOFTEST = 12.0
"""Pixels over which the edge of a brush can fade."""


class RegionsView(QWidget):
    """The pictures to paint with, the brush, and buttons that fill and clear."""

    pin_chosen = Signal(int)
    cells_chosen = Signal(bool)
    radius_moved = Signal(float, int)
    soft_moved = Signal(float, int)
    fill_wanted = Signal()
    clear_wanted = Signal()
    seen_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Regions")
        self.note = role_label("warning", "", self)
        self.note.setWordWrap(True)
        self._which, self._tools = QButtonGroup(self), QButtonGroup(self)
        self.sources = [self._source(pin) for pin in range(MAX_PINS)]
        self.rub = choice_button(
            self._which, RUB_OUT, "Rub out", "What is rubbed out goes by evidence again (0)"
        )
        self.round = choice_button(self._tools, 0, "Brush", "Paint with a round brush")
        self.cells = choice_button(self._tools, 1, "Cells", "Paint the cells of the latent, whole")
        low, high, steps = RADII
        self.radius = NumberSlider(
            "Brush", "How large the brush is", PIXELS, high, steps, self, least=low
        )
        self.soft = NumberSlider(
            "Soft edge", "Over how much the edge of the brush fades", PIXELS, SOFTEST, 24, self
        )
        self.fill = push_button(
            "By evidence", f"Paint all cells: {_low(meaning('By evidence'))}", self
        )
        self.clear = push_button("Clear", "Let all go by evidence again", self)
        self.seen = QCheckBox("Show the regions", self)
        self.seen.setToolTip("Patterns and numbers over the picture, or the picture alone")
        self.seen.setChecked(True)
        self._lay_out()
        self._connect()
        self.set_sources(())
        self.set_note("")

    def _source(self, pin: int) -> QPushButton:
        button = choice_button(
            self._which, FIRST + pin, str(pin + 1), f"Paint with picture {pin + 1}"
        )
        button.setIconSize(QSize(SIDE, SIDE))
        button.setProperty("left", True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        for pin, button in enumerate(self.sources):
            grid.addWidget(button, pin // 2, pin % 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.note)
        column.addLayout(row_of(role_label("heading", "Paint with", self), self.seen))
        column.addLayout(grid)
        column.addLayout(row_of(self.rub, self.fill, self.clear, stretch=True))
        column.addLayout(row_of(self.round, self.cells, stretch=True))
        column.addWidget(self.radius)
        column.addWidget(self.soft)

    def _connect(self) -> None:
        self._which.idClicked.connect(self._picked)
        self._tools.idClicked.connect(self._tool_picked)
        self.radius.moved.connect(self.radius_moved)
        self.soft.moved.connect(self.soft_moved)
        self.fill.clicked.connect(self.fill_wanted)
        self.clear.clicked.connect(self.clear_wanted)
        self.seen.toggled.connect(self.seen_chosen)

    def set_sources(self, pins: Sequence[Pin]) -> None:
        """Offer pictures to paint with."""
        for i, button in enumerate(self.sources):
            button.setVisible(i < len(pins))
            if i < len(pins):
                name = title(i, pins[i])
                button.setText(plain_item(name))
                button.setAccessibleName(f"Paint with picture {name}")
                button.setToolTip(plain_tip(f"Paint with picture {name} ({i + 1})"))
                button.setIcon(swatch(i, self.devicePixelRatioF()))

    def set_brush(self, brush: Brush) -> None:
        """Show what is painted with."""
        chosen = self.rub if brush.pin is None else self.sources[brush.pin]
        chosen.setChecked(True)
        (self.cells if brush.cells else self.round).setChecked(True)
        self.radius.set_number(brush.radius)
        self.soft.set_number(brush.soft)
        for widget in (self.radius, self.soft):
            widget.setEnabled(not brush.cells)

    def set_painted(self, painted: bool) -> None:
        """Offer to clear, where something is painted."""
        self.clear.setEnabled(painted)

    def set_note(self, text: str) -> None:
        """Say why nothing can be painted; nothing where it can."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        for widget in (self.fill, self.seen):
            widget.setEnabled(not text)

    def _picked(self, number: int) -> None:
        self.pin_chosen.emit(number - FIRST)

    def _tool_picked(self, number: int) -> None:
        self.cells_chosen.emit(number == 1)


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
