"""The context menu of a picture in the gallery."""

from enum import Enum, auto

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget


class Chosen(Enum):
    """What the menu offers."""

    PICK = auto()
    ALIKE = auto()
    REMOVE = auto()


TEXTS = {
    Chosen.PICK: "Put on the board, or take it off",
    Chosen.ALIKE: "Find alike",
    Chosen.REMOVE: "Remove from my pictures",
}


def ask_what_to_do(parent: QWidget, where: QPoint, own: bool) -> Chosen | None:
    """Show the menu; return what was chosen, None where it was left.

    Pictures of the user's ``own`` can be removed.
    """
    menu = QMenu(parent)
    texts = TEXTS if own else {c: text for c, text in TEXTS.items() if c is not Chosen.REMOVE}
    offered = {menu.addAction(text): chosen for chosen, text in texts.items()}
    action = menu.exec(where)
    menu.deleteLater()
    return offered.get(action)
