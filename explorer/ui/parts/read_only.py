"""Columns of a list that nobody types in, beside one that can be edited."""

from PySide6.QtWidgets import QStyledItemDelegate, QWidget


class ReadOnly(QStyledItemDelegate):
    """Makes no editor."""

    def createEditor(self, *given: object) -> QWidget | None:  # type: ignore[override]
        return None
