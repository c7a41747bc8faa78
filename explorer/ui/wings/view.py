"""The settings of the wings that are set by hand: which, how, and how they are cut out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from explorer.core.board.modes import SHARES, Amount
from explorer.core.board.sources import Source
from explorer.core.board.wings import SeenCut, SetWing
from explorer.ui.canvas.number_slider import NumberSlider
from explorer.ui.parts.buttons import choice_button, push_button
from explorer.ui.parts.rows import row_of
from explorer.ui.parts.words import class_label, source_label
from explorer.ui.preview.scores_view import role_label
from explorer.ui.wings.cut_view import CutView
from explorer.ui.wings.handles import Handles, Limb
from training.grafting.placement import SOFTEST

WINGS = ("Near wing", "Far wing")
BRUSHING = ("Add", "belongs"), ("Rub out", "does not belong")
INKS = ("#ffd166", "#7ad7f0")
"""Of the near wing and of the far one, over any picture."""
PIXELS = Amount(suffix=" px", decimals=1, step=0.5)
BRUSHES = (0.5, 8.0, 15)
"""Radius of the smallest and of the largest brush in pixels, and steps between them."""


class WingsView(QWidget):
    """What is set of the wing that is chosen, and the picture that it is cut out of."""

    wing_chosen = Signal(int)
    flip_wanted = Signal()
    behind_chosen = Signal(bool)
    pair_chosen = Signal(bool)
    tone_moved = Signal(float, int)
    softness_moved = Signal(float, int)
    reset_wanted = Signal()
    brushed = Signal(float, float, float, bool, int)
    """Where, radius, whether it adds, and the number of the gesture."""
    cut_reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Wings")
        self.doubts = role_label("warning", "", self)
        self.doubts.setWordWrap(True)
        self._which = QButtonGroup(self)
        self.which = [
            choice_button(self._which, i, name, f"Set the {name.lower()}")
            for i, name in enumerate(WINGS)
        ]
        self.pair, self.behind = QCheckBox("Two wings", self), QCheckBox("Behind the body", self)
        self.pair.setToolTip("One picture of wings gives both, or the near one alone (W)")
        self.behind.setToolTip("The body covers the wing, or the wing the body (V)")
        self.flip = push_button("Flip", "Turn the wing's picture over along root to tip (X)", self)
        self.reset = push_button("Automatic", "Forget all that was set by hand", self)
        self.tone = NumberSlider(
            "Colour match", "How far the wing takes the body's colour", SHARES, 1, 100, self
        )
        self.softness = NumberSlider(
            "Softness", "How far the wing is blurred", PIXELS, SOFTEST, 80, self
        )
        self._make_cut()
        self._lay_out()
        self._connect()

    def _make_cut(self) -> None:
        self.cut_title = role_label("heading", "", self)
        self.cut = CutView(self)
        self.cut_ends = Handles(self.cut, self.cut.brush)
        self._adding = QButtonGroup(self)
        self.add, self.rub = (
            choice_button(self._adding, i, text, f"Brush: what it covers {does} to the wing")
            for i, (text, does) in enumerate(BRUSHING)
        )
        self.add.setChecked(True)
        low, high, steps = BRUSHES
        self.size_ = NumberSlider(
            "Brush", "How large the brush is", PIXELS, high, steps, self, least=low
        )
        self.size_.set_number(2.0)
        self.cut_reset = push_button("Reset cut", "Cut the wing out as it was found", self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.doubts)
        column.addLayout(row_of(*self.which, stretch=True))
        column.addLayout(row_of(self.pair, self.behind))
        column.addWidget(self.tone)
        column.addWidget(self.softness)
        column.addLayout(row_of(self.flip, self.reset, stretch=True))
        column.addWidget(self.cut_title)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        for button in (self.add, self.rub, self.cut_reset):
            beside.addWidget(button)
        beside.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(self.cut)
        across.addLayout(beside, 1)
        column.addLayout(across)
        column.addWidget(self.size_)

    def _connect(self) -> None:
        self._which.idClicked.connect(self.wing_chosen)
        self.pair.clicked.connect(self.pair_chosen)
        self.behind.clicked.connect(self.behind_chosen)
        self.flip.clicked.connect(self.flip_wanted)
        self.reset.clicked.connect(self.reset_wanted)
        self.tone.moved.connect(self.tone_moved)
        self.softness.moved.connect(self.softness_moved)
        self.cut.brush.brushed.connect(self._brushed)
        self.cut_reset.clicked.connect(self.cut_reset_wanted)
        self.size_.moved.connect(self._set_brush)
        self._adding.buttonClicked.connect(self._set_brush)

    @property
    def cut_root_moved(self) -> Signal:
        """Root of the cut: of which limb, where to, and the number of the gesture."""
        return self.cut_ends.root_moved  # type: ignore[return-value]

    @property
    def cut_tip_moved(self) -> Signal:
        """Tip of the cut, in the same way."""
        return self.cut_ends.tip_moved  # type: ignore[return-value]

    def set_wing(self, chosen: int, wings: tuple[SetWing, ...]) -> None:
        """Show what holds of a wing, and which wings there are."""
        for i, button in enumerate(self.which):
            button.setEnabled(i < len(wings))
            button.setChecked(i == chosen)
        for widget in (self.behind, self.tone, self.softness, self.flip):
            widget.setEnabled(chosen < len(wings))
        if chosen < len(wings):
            wing = wings[chosen]
            self.behind.setChecked(wing.behind)
            self.tone.set_number(wing.tone)
            self.softness.set_number(wing.softness)

    def set_pair(self, pair: bool, single: bool) -> None:
        """Show whether a single picture gives two wings; of several each gives its own."""
        self.pair.setChecked(pair or not single)
        self.pair.setEnabled(single)

    def set_by_hand(self, by_hand: bool, cut_by_hand: bool) -> None:
        """Offer to forget what is set by hand, where something is."""
        self.reset.setEnabled(by_hand)
        self.cut_reset.setEnabled(cut_by_hand)

    def set_cut(self, source: Source, cut: SeenCut, unsure: bool) -> None:
        """Show how a wing is cut out of its picture."""
        name = class_label(source.class_name) if source.class_name else source_label(source.name)
        self.cut_title.setText(f"Cut out of the picture of the {name}")
        self.cut_title.setToolTip(source_label(source.name))
        self.cut.set_cut(source.picture, cut)
        tips = "Drag it to where the wing begins", "Drag it to where the wing ends"
        self.cut_ends.set_limbs([Limb("Cut", cut.root, cut.tip, INKS[0], unsure, True, *tips)])

    def set_doubts(self, text: str) -> None:
        """Say what is not sure, and what to do; nothing where all is."""
        self.doubts.setText(text)
        self.doubts.setVisible(bool(text))

    def _brushed(self, x: float, y: float, gesture: int) -> None:
        self.brushed.emit(x, y, self.size_.number, self.add.isChecked(), gesture)

    def _set_brush(self, *_: object) -> None:
        self.cut.brush.set_brush(self.size_.number, self.add.isChecked())


class PreviewHandles(Handles):
    """The dots of the wings on the large picture."""

    def set_wings(self, wings: tuple[SetWing, ...], chosen: int) -> None:
        """Show dots at root and tip of each wing."""
        self.set_limbs(
            [
                Limb(WINGS[i], wing.root, wing.seen_tip, INKS[i], not wing.sure, wing.opacity > 0)
                for i, wing in enumerate(wings)
            ]
        )
        self.set_active(chosen)
