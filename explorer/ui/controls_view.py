"""How the pictures are blended: mode, layout, overshoot, detail, and what a mode asks for."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from explorer.core.board import Board, Layout, Mode, Placing
from explorer.ui.scores_view import role_label
from explorer.ui.words import MODES

PLACINGS = {
    Placing.BEST: ("Best fit", "Wherever they score best; found by trying"),
    Placing.EVIDENCE: ("By evidence", "Where the classifier sees them in their own picture"),
    Placing.ABOVE: ("Above", "In the upper half"),
    Placing.BELOW: ("Below", "In the lower half"),
    Placing.LEFT: ("Left", "In the left half"),
    Placing.RIGHT: ("Right", "In the right half"),
    Placing.INSIDE: ("Inside", "In the middle, the body around them"),
    Placing.AROUND: ("Around", "Around the body"),
}
LAYOUTS = {
    Layout.PRESET: ("Tidy", "Pins stand in a line, triangle, square or ring"),
    Layout.FREE: ("Free", "Pins can be dragged anywhere"),
}


class ControlsView(QWidget):
    """One row of controls below the canvas, and the layout and overshoot, which stand elsewhere."""

    mode_chosen = Signal(object)
    layout_chosen = Signal(object)
    placing_chosen = Signal(object)
    overshoot_chosen = Signal(bool)
    detail_moved = Signal(float, int)
    strength_moved = Signal(float, int)
    sharpness_moved = Signal(float, int)
    """Slider moves come with the number of their gesture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture = 0
        self.mode = self._choice("Blend mode", [(m, *MODES[m]) for m in Mode])
        self.layout_box = self._choice("Pin layout", [(m, *LAYOUTS[m]) for m in Layout])
        self.placing = self._choice("Where the wings go", [(p, *PLACINGS[p]) for p in Placing])
        self.overshoot = QCheckBox("Overshoot", self)
        self.overshoot.setToolTip("Go on beyond the pictures: weights from −50 % to 150 %")
        self.detail = self._slider("Detail", 100)
        self.detail.setToolTip(
            "Adds back what the model lost of the sources: at the right end they look as they are"
        )
        self.strength = self._slider("Refining strength", 100)
        self.strength.setToolTip("How much the prior may change: at the left end nothing")
        self.sharpness = self._slider("Region sharpness", 80)
        self.sharpness.setToolTip("From soft mixing everywhere to clean cuts between the sources")
        self._lay_out()
        self.set_board(Board())
        self.mode.activated.connect(self._mode_activated)
        self.layout_box.activated.connect(self._layout_activated)
        self.placing.activated.connect(self._placing_activated)
        self.overshoot.clicked.connect(self.overshoot_chosen)
        for slider in (self.detail, self.strength, self.sharpness):
            slider.sliderPressed.connect(self._next_gesture)
            slider.actionTriggered.connect(self._acted)
            slider.valueChanged.connect(self._slid)

    def _choice(self, name: str, items: list[tuple[object, str, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        for value, text, tip in items:
            box.addItem(text, value)
            box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        box.setToolTip(name)
        return box

    def _slider(self, name: str, most: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setAccessibleName(name)
        slider.setRange(0, most)
        slider.setPageStep(max(1, most // 10))
        slider.setMinimumWidth(40)  # all of a mode's controls fit a window of 1280 pixels
        slider.setMaximumWidth(150)
        return slider

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 10)
        row.setSpacing(8)
        row.addWidget(self.mode)
        self._placing_label = role_label("caption", "Wings", self)
        row.addWidget(self._placing_label)
        row.addWidget(self.placing)
        self._extras = []
        for name, slider in (("Sharpness", self.sharpness), ("Strength", self.strength)):
            label = role_label("caption", name, self)
            row.addWidget(label)
            row.addWidget(slider, 1)
            self._extras.append((label, slider))
        row.addWidget(role_label("caption", "Detail", self))
        row.addWidget(self.detail, 1)
        row.addStretch(1)

    @property
    def extras(self) -> list[tuple[QLabel, QSlider]]:
        return self._extras

    def set_board(self, board: Board) -> None:
        """Show a board's settings without saying that they were chosen."""
        boxes = self.mode, self.placing, self.layout_box, self.overshoot
        sliders = self.detail, self.strength, self.sharpness
        blockers = [QSignalBlocker(widget) for widget in (*boxes, *sliders)]
        self.mode.setCurrentIndex(self.mode.findData(board.mode))
        self.layout_box.setCurrentIndex(self.layout_box.findData(board.layout))
        self.placing.setCurrentIndex(self.placing.findData(board.placing))
        self.overshoot.setChecked(board.overshoot)
        for slider, value in (
            (self.detail, 100 * board.detail),
            (self.strength, 100 * board.refining),
            (self.sharpness, 10 * board.region_sharpness),
        ):
            if not slider.isSliderDown():
                slider.setValue(round(value))
        del blockers
        for widget in (self._placing_label, self.placing):
            widget.setVisible(board.mode.joins)
        regions, refined = self._extras
        refines = board.mode is Mode.REFINED
        for (label, slider), shown in ((regions, board.mode.joins), (refined, refines)):
            label.setVisible(shown)
            slider.setVisible(shown)

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        """Grey the modes that have a reason why they cannot be used, and say it as a tooltip."""
        model = self.mode.model()
        assert isinstance(model, QStandardItemModel)
        for i, mode in enumerate(Mode):
            text, tip = MODES[mode]
            reason = reasons.get(mode, "")
            item = model.item(i)
            item.setEnabled(not reason)
            item.setToolTip(reason or tip)
            item.setText(f"{text} (not with this model)" if reason else text)

    def _next_gesture(self) -> None:
        self._gesture += 1

    def _acted(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:  # a key or a click, not a drag
            self._gesture += 1

    def _slid(self, value: int) -> None:
        signals = {
            self.detail: (self.detail_moved, 100),
            self.strength: (self.strength_moved, 100),
            self.sharpness: (self.sharpness_moved, 10),
        }
        slider = self.sender()
        assert isinstance(slider, QSlider)
        signal, scale = signals[slider]
        signal.emit(value / scale, self._gesture)

    def _mode_activated(self, index: int) -> None:
        self.mode_chosen.emit(Mode(self.mode.itemData(index)))

    def _placing_activated(self, index: int) -> None:
        self.placing_chosen.emit(Placing(self.placing.itemData(index)))

    def _layout_activated(self, index: int) -> None:
        self.layout_chosen.emit(Layout(self.layout_box.itemData(index)))
