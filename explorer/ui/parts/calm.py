"""Boxes and sliders that change by nothing but what was meant for them.

The wheel over one without the focus is for the area around it, and Escape takes back what was
typed. Every box and slider of the program is made with one of the functions here.
"""

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

Control = TypeVar("Control", bound=QWidget)
Box = TypeVar("Box", bound=QAbstractSpinBox)
ROOM = 6
"""Left of the text, in logical pixels: the style sheet's padding gives none there."""


def calm(control: Control) -> Control:
    """Return a box or a slider that leaves the wheel to what is around it, unless it has the focus.

    The wheel does not give it the focus, either.
    """
    if control.focusPolicy() is Qt.FocusPolicy.WheelFocus:
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_LeftAlone(control))
    return control


def calm_number(box: Box) -> Box:
    """Return a box of a number that is calm, and in which Escape takes back what was typed."""
    box.installEventFilter(_TakenBack(box))
    return calm(box)


def padded(box: Box) -> Box:
    """Return a calm box of a number, with room left of the text."""
    box.lineEdit().setTextMargins(ROOM, 0, 0, 0)
    return calm_number(box)


class _LeftAlone(QObject):
    """Ignores the wheel for a control that has no focus, so that it goes on to the parents."""

    def eventFilter(self, control: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Wheel or not isinstance(control, QWidget):
            return False
        if control.hasFocus():
            return False
        event.ignore()
        return True


class _TakenBack(QObject):
    """Keeps the number that stood in a box before any of what is in it was typed."""

    def __init__(self, box: QAbstractSpinBox) -> None:
        super().__init__(box)
        self._box, self._line = box, box.lineEdit()
        self._stood: object = None

    def eventFilter(self, box: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self._line.setModified(False)
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._pressed(Qt.Key(event.key()))
        return False  # the box has it next, and then the window

    def _pressed(self, key: Qt.Key) -> None:
        if not self._line.isModified():
            self._stood = self._box.property("value")
        elif key is Qt.Key.Key_Escape:
            self._box.setProperty("value", self._stood)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._line.setModified(False)
