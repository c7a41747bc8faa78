"""How the pictures are blended: mode, layout, overshoot, detail, and what a mode asks for."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QWidget,
)

from explorer.core.board.board import Board, Layout
from explorer.core.board.modes import DETAIL, MODES, Amount, Mode, Setting, all_settings
from explorer.ui.canvas.number_slider import NumberSlider
from explorer.ui.parts.calm import calm
from explorer.ui.parts.glossary import meaning

LAYOUTS = {
    Layout.PRESET: ("Tidy", meaning("Tidy")),
    Layout.FREE: ("Free", meaning("Free")),
}


class ControlsView(QWidget):
    """One row of controls below the canvas, and the layout and overshoot, which stand elsewhere."""

    mode_chosen = Signal(object)
    layout_chosen = Signal(object)
    overshoot_chosen = Signal(bool)
    setting_moved = Signal(object, float, int)
    """A Setting, its value and the number of the gesture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode = self._choice("Blend mode", [(m.name, m.label, m.tip) for m in MODES])
        self.layout_box = self._choice("Pin layout", [(m, *LAYOUTS[m]) for m in Layout])
        self.overshoot = QCheckBox("Overshoot", self)
        self.overshoot.setToolTip(meaning("Overshoot"))
        self._settings = {setting: self._slider(setting) for setting in (*all_settings(), DETAIL)}
        self._lay_out()
        self.set_board(Board())
        self.mode.activated.connect(self._mode_activated)
        self.layout_box.activated.connect(self._layout_activated)
        self.overshoot.clicked.connect(self.overshoot_chosen)

    def _choice(self, name: str, items: list[tuple[object, str, str]]) -> QComboBox:
        box = calm(QComboBox(self))
        box.setAccessibleName(name)
        for value, text, tip in items:
            box.addItem(text, value)
            box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        box.setToolTip(name)
        return box

    def _slider(self, setting: Setting) -> NumberSlider:
        amount = Amount(step=setting.most / setting.steps)
        made = NumberSlider(
            setting.name,
            setting.tip,
            amount,
            setting.most,
            setting.steps,
            self,
            label=setting.label,
            compact=True,  # all of a mode's controls fit a window of 1280 pixels
        )
        made.moved.connect(partial(self.setting_moved.emit, setting))
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 10)
        row.setSpacing(8)
        row.addWidget(self.mode)
        for slider in self._settings.values():
            row.addWidget(slider, 4)
        row.addStretch(1)

    def slider(self, setting: Setting) -> NumberSlider:
        """Return the slider of a setting, with its number."""
        return self._settings[setting]

    def set_board(self, board: Board) -> None:
        """Show a board's settings without saying that they were chosen."""
        blockers = [QSignalBlocker(w) for w in (self.mode, self.layout_box, self.overshoot)]
        self.mode.setCurrentIndex(self.mode.findData(board.mode.name))
        self.layout_box.setCurrentIndex(self.layout_box.findData(board.layout))
        self.overshoot.setChecked(board.overshoot)
        del blockers
        for setting, slider in self._settings.items():
            slider.setVisible(setting is DETAIL or setting in board.mode.settings)
            slider.set_number(getattr(board, setting.field))

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        """Grey the modes that have a reason why they cannot be used, and say it as a tooltip."""
        model = self.mode.model()
        assert isinstance(model, QStandardItemModel)
        for i in range(self.mode.count()):
            mode = MODES.named(self.mode.itemData(i))
            reason = reasons.get(mode, "")
            item = model.item(i)
            item.setEnabled(not reason)
            item.setToolTip(reason or mode.tip)
            item.setText(f"{mode.label} (not with this model)" if reason else mode.label)

    def _mode_activated(self, index: int) -> None:
        self.mode_chosen.emit(MODES.named(self.mode.itemData(index)))

    def _layout_activated(self, index: int) -> None:
        self.layout_chosen.emit(Layout(self.layout_box.itemData(index)))
