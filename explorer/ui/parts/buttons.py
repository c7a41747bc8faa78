"""Buttons with a tip, alone or in a group of which one is down."""

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget


def push_button(text: str, tip: str, parent: QWidget) -> QPushButton:
    """Return a button that says on hover what it does."""
    button = QPushButton(text, parent)
    button.setToolTip(tip)
    return button


def choice_button(group: QButtonGroup, number: int, text: str, tip: str) -> QPushButton:
    """Return a button of a group, whose parent it takes; ``number`` is 0 or more."""
    parent = group.parent()
    assert isinstance(parent, QWidget)
    button = push_button(text, tip, parent)
    button.setCheckable(True)
    group.addButton(button, number)
    return button
