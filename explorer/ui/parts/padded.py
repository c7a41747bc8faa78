"""Boxes of numbers with room left of their text, which the style sheet's padding does not give."""

from typing import TypeVar

from PySide6.QtWidgets import QAbstractSpinBox

Box = TypeVar("Box", bound=QAbstractSpinBox)
ROOM = 6
"""Left of the text, in logical pixels."""


def padded(box: Box) -> Box:
    """Return a box of a number, with room left of the text."""
    box.lineEdit().setTextMargins(ROOM, 0, 0, 0)
    return box
