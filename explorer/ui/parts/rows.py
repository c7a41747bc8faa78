"""Widgets side by side."""

from PySide6.QtWidgets import QHBoxLayout, QWidget


def row_of(*widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    """Return widgets in a row, as wide as they want to be, or with ``stretch`` all alike."""
    row = QHBoxLayout()
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget, int(stretch))
    if not stretch:
        row.addStretch(1)
    return row
