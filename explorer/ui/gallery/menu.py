"""The context menu of a picture in the gallery."""

from enum import Enum, auto

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget


class Chosen(Enum):
    """What the menu offers."""

    PICK = auto()
    ALIKE = auto()


TEXTS = {Chosen.PICK: "Put on the board, or take it off", Chosen.ALIKE: "Find alike"}


def ask_what_to_do(parent: QWidget, where: QPoint) -> Chosen | None:
    """Show the menu; return what was chosen, None where it was left."""
    menu = QMenu(parent)
    offered = {menu.addAction(text): chosen for chosen, text in TEXTS.items()}
    action = menu.exec(where)
    menu.deleteLater()
    return offered.get(action)
