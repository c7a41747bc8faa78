"""Where Tab goes to what is made late: Qt puts it behind all that was there before."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow(before: QWidget, widget: QWidget) -> None:
    """Let Tab go to ``widget`` right after ``before``, or after the last before that takes it."""
    anchor: QWidget | None = before
    while anchor is not None:
        if anchor.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(anchor, widget)
            return
        anchor = anchor.previousInFocusChain()
        if anchor is before:  # there is no other
            return
