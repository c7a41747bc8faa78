"""Boxes to choose from that leave their panel its width."""

from PySide6.QtWidgets import QComboBox


def narrow(box: QComboBox, letters: int) -> None:
    """Let ``box`` ask for room for ``letters`` alone; its list fits what it has by now."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    view = box.view()
    view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width())
