"""Every setting of a recipe, made from the recipe itself."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, SignalInstance
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
from explorer.ui.parts.calm import calm, padded
from training.recipes import Recipe

LARGEST = 10_000_000
SIGNS = frozenset("0123456789.,+-e")
"""That numbers are written with: "1e-05" is one."""
SHOWN_ABOVE = ("epochs",)
"""Settings that the form has a field for by itself."""
GIVEN = "The weights that it starts from have this: start from scratch to set it"


class FloatBox(QDoubleSpinBox):
    """Takes "0.3" and "0,3" in every locale, and writes a number as short as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(8)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:
        return f"{value:g}"

    def valueFromText(self, text: str) -> float:
        return float(text.replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not set(text) <= SIGNS:
            return (QValidator.State.Invalid, text, position)
        try:
            fits = self.minimum() <= float(text.replace(",", ".")) <= self.maximum()
        except ValueError:
            fits = False
        half = QValidator.State.Intermediate
        return (QValidator.State.Acceptable if fits else half, text, position)


class MoreSettings(QWidget):
    """A field for each setting of a recipe; ``changed`` says that one was changed by hand.

    A field that nobody changed shows what the training will have, by :meth:`show_values`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe: Recipe | None = None
        self._rows: dict[str, Setting] = {}
        self._own: set[str] = set()
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
        self.fields, self._own = {}, set()
        self._rows = {setting.name: setting for setting in settings_of(type(recipe))}
        for setting in self._rows.values():
            if setting.name not in SHOWN_ABOVE:
                self._add(setting, getattr(recipe, setting.name))

    def show_values(self, recipe: Recipe, given: Collection[str] = ()) -> None:
        """Show what a training will have; ``given`` settings follow from weights: none can be set.

        What was changed by hand stays as it is.
        """
        if type(recipe) is not type(self._recipe):  # another one was chosen meanwhile
            return
        for name, field in self.fields.items():
            setting = self._rows[name]
            field.setEnabled(name not in given)
            field.setToolTip(GIVEN if name in given else setting.text)
            if name not in self._own:
                with QSignalBlocker(field):
                    _put(setting, field, getattr(recipe, name))

    def forget(self, names: Collection[str]) -> None:
        """Take back what was changed by hand of some settings."""
        self._own -= set(names)
        if self._recipe is not None:
            self.show_values(self._recipe)

    def recipe(self, epochs: int) -> Recipe:
        """Return the recipe as it is set here.

        Raises
        ------
        UserError
            Where what was typed is no value of its setting.
        """
        assert self._recipe is not None
        values = {name: _value(self._rows[name], self.fields[name]) for name in self._own}
        return replace(self._recipe, epochs=epochs, **values)

    def _add(self, setting: Setting, value: Any) -> None:
        field, edited = self._field(setting, value)
        edited.connect(partial(self._edited, setting.name))
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

    def _edited(self, name: str, *_: object) -> None:
        self._own.add(name)
        self.changed.emit()

    def _field(self, setting: Setting, value: Any) -> tuple[QWidget, SignalInstance]:
        """A field for a setting, and what says that it was changed."""
        if setting.choices:
            box = calm(QComboBox(self))
            box.addItems(setting.choices)
            box.setCurrentText(value)
            return box, box.currentIndexChanged
        match value:
            case bool():
                tick = QCheckBox(self)
                tick.setChecked(value)
                return tick, tick.toggled
            case int():
                whole = padded(QSpinBox(self))
                whole.setRange(*map(int, _reach(setting)))
                whole.setValue(value)
                return whole, whole.valueChanged
            case float():
                number = padded(FloatBox(self))
                number.setRange(*_reach(setting))
                number.setValue(value)
                return number, number.valueChanged
        line = QLineEdit(setting.written(value), self)
        return line, line.textChanged


def _reach(setting: Setting) -> tuple[float, float]:
    """The least and the most that a box takes."""
    bounds = setting.bounds
    return (0, LARGEST) if bounds is None else (bounds.least, min(bounds.most, LARGEST))


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


def _put(setting: Setting, field: QWidget, value: Any) -> None:
    match field:
        case QCheckBox():
            field.setChecked(value)
        case QComboBox():
            field.setCurrentText(value)
        case QSpinBox() | QDoubleSpinBox():
            field.setValue(value)
        case QLineEdit():
            field.setText(setting.written(value))
