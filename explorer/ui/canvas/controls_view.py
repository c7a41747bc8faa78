"""How the pictures are blended: mode, layout, overshoot, detail, and what a mode asks for."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QWidget,
)

from explorer.core.board.board import Board, Layout
from explorer.core.board.modes import DETAIL, MODES, Mode, Setting, all_settings
from explorer.ui.parts.glossary import meaning
from explorer.ui.preview.scores_view import role_label

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
        self._gesture = 0
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
        box = QComboBox(self)
        box.setAccessibleName(name)
        for value, text, tip in items:
            box.addItem(text, value)
            box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        box.setToolTip(name)
        return box

    def _slider(self, setting: Setting) -> tuple[QLabel, QSlider, QDoubleSpinBox]:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setAccessibleName(setting.name)
        slider.setToolTip(setting.tip)
        slider.setRange(0, setting.steps)
        slider.setPageStep(max(1, setting.steps // 10))
        slider.setMinimumWidth(30)  # all of a mode's controls fit a window of 1280 pixels
        slider.setMaximumWidth(150)
        slider.sliderPressed.connect(self._next_gesture)
        slider.actionTriggered.connect(self._acted)
        slider.valueChanged.connect(self._slid)
        return role_label("caption", setting.label, self), slider, self._number(setting)

    def _number(self, setting: Setting) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setAccessibleName(f"{setting.name}, as a number")
        box.setToolTip(setting.tip)
        box.setLocale(QLocale.c())  # a point, as everywhere in the window
        box.setKeyboardTracking(False)
        box.setRange(0, setting.most)
        box.setSingleStep(setting.most / setting.steps)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setFixedWidth(60)
        box.valueChanged.connect(self._typed)
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 10)
        row.setSpacing(8)
        row.addWidget(self.mode)
        for label, slider, number in self._settings.values():
            row.addWidget(label)
            row.addWidget(slider, 1)
            row.addWidget(number)
        row.addStretch(1)

    def slider(self, setting: Setting) -> QSlider:
        """Return the slider of a setting."""
        return self._settings[setting][1]

    def number(self, setting: Setting) -> QDoubleSpinBox:
        """Return the box with the number of a setting."""
        return self._settings[setting][2]

    def set_board(self, board: Board) -> None:
        """Show a board's settings without saying that they were chosen."""
        blockers = [QSignalBlocker(w) for w in (self.mode, self.layout_box, self.overshoot)]
        self.mode.setCurrentIndex(self.mode.findData(board.mode.name))
        self.layout_box.setCurrentIndex(self.layout_box.findData(board.layout))
        self.overshoot.setChecked(board.overshoot)
        del blockers
        for setting, (label, slider, number) in self._settings.items():
            for widget in (label, slider, number):
                widget.setVisible(setting is DETAIL or setting in board.mode.settings)
            with QSignalBlocker(number):
                number.setValue(getattr(board, setting.field))
            if not slider.isSliderDown():
                with QSignalBlocker(slider):
                    slider.setValue(
                        round(getattr(board, setting.field) * setting.steps / setting.most)
                    )

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

    def _next_gesture(self) -> None:
        self._gesture += 1

    def _acted(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:  # a key or a click, not a drag
            self._gesture += 1

    def _slid(self, value: int) -> None:
        moved = self.sender()
        for setting, (_, slider, _) in self._settings.items():
            if slider is moved:
                value_of = value * setting.most / setting.steps
                self.setting_moved.emit(setting, value_of, self._gesture)

    def _typed(self, value: float) -> None:
        self._gesture += 1
        for setting, (_, _, number) in self._settings.items():
            if number is self.sender():
                self.setting_moved.emit(setting, value, self._gesture)

    def _mode_activated(self, index: int) -> None:
        self.mode_chosen.emit(MODES.named(self.mode.itemData(index)))

    def _layout_activated(self, index: int) -> None:
        self.layout_chosen.emit(Layout(self.layout_box.itemData(index)))
