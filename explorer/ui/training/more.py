"""Every setting of a recipe, made from the recipe itself."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from explorer.core.runs.settings import Setting, settings_of
from training.recipes import Recipe

LARGEST = 10_000_000
SHOWN_ABOVE = ("epochs",)
"""Settings that the form has a field for by itself."""


class FloatBox(QDoubleSpinBox):
    """Takes "0.3" and "0,3" in every locale, and writes a number as short as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(8)
        self.setRange(0.0, LARGEST)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:
        return f"{value:g}"

    def valueFromText(self, text: str) -> float:
        return float(text.replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            fits = 0.0 <= float(text.replace(",", ".")) <= LARGEST
        except ValueError:
            fits = False
        half = QValidator.State.Intermediate
        return (QValidator.State.Acceptable if fits else half, text, position)


class MoreSettings(QWidget):
    """A field for each setting of a recipe; ``changed`` says that one was changed by hand."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe: Recipe | None = None
        self.fields: dict[str, QWidget] = {}
        """By the setting's name."""
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def set_recipe(self, recipe: Recipe) -> None:
        """Show the settings of ``recipe`` with the values that it has."""
        self._recipe = recipe
        while self._form.rowCount():
            self._form.removeRow(0)
        self.fields = {}
        for setting in settings_of(type(recipe)):
            if setting.name not in SHOWN_ABOVE:
                self._add(setting, getattr(recipe, setting.name))

    def recipe(self, epochs: int) -> Recipe:
        """Return the recipe as it is set here.

        Raises
        ------
        UserError
            Where what was typed is no value of its setting.
        """
        assert self._recipe is not None
        rows = {setting.name: setting for setting in settings_of(type(self._recipe))}
        values = {name: _value(rows[name], field) for name, field in self.fields.items()}
        return replace(self._recipe, epochs=epochs, **values)

    def _add(self, setting: Setting, value: Any) -> None:
        field = self._field(setting, value)
        field.setToolTip(setting.text)
        field.setAccessibleName(setting.title)
        field.setAccessibleDescription(setting.text)
        self.fields[setting.name] = field
        if isinstance(field, QCheckBox):
            field.setText(setting.title)
            self._form.addRow(field)
        else:
            self._form.addRow(setting.title, field)
            self._form.labelForField(field).setToolTip(setting.text)

    def _field(self, setting: Setting, value: Any) -> QWidget:
        if setting.choices:
            box = QComboBox(self)
            box.addItems(setting.choices)
            box.setCurrentText(value)
            box.currentIndexChanged.connect(self.changed)
            return box
        match value:
            case bool():
                tick = QCheckBox(self)
                tick.setChecked(value)
                tick.toggled.connect(self.changed)
                return tick
            case int():
                whole = QSpinBox(self)
                whole.setRange(0, LARGEST)
                whole.setValue(value)
                whole.valueChanged.connect(self.changed)
                return whole
            case float():
                number = FloatBox(self)
                number.setValue(value)
                number.valueChanged.connect(self.changed)
                return number
        line = QLineEdit(setting.written(value), self)
        line.textChanged.connect(self.changed)
        return line


def _value(setting: Setting, field: QWidget) -> Any:
    match field:
        case QCheckBox():
            return field.isChecked()
        case QComboBox():
            return field.currentText()
        case QSpinBox() | QDoubleSpinBox():
            return field.value()
        case QLineEdit():
            return setting.parse(field.text())
    raise TypeError(type(field))
