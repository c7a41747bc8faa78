"""The context menu of the canvas: of a pin, or of the plane."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from explorer.ui.actions import Do
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.window import Window

ON_THE_PLANE: tuple[Do | None, ...] = (
    *(Do.KEEP, Do.EXPORT, Do.COPY, Do.PASTE, None),
    *(Do.CENTRE, Do.RANDOM, Do.COMPARE, None, Do.NEW),
)


def show_canvas_menu(window: Window, board: BoardControl, pin: int, where: QPoint) -> None:
    """Show the menu of a pin, or with -1 of the plane, and do what is chosen."""
    menu = QMenu(window)
    if pin < 0:
        for do in ON_THE_PLANE:
            menu.addSeparator() if do is None else menu.addAction(window.action_for(do))
        menu.exec(where)
    else:
        locked = board.board.pins[pin].locked
        here = menu.addAction("Move the blend here")
        lock = menu.addAction("Unlock" if locked else "Lock")
        off = menu.addAction("Take off the board")
        off.setEnabled(not locked)
        _do(board, pin, menu.exec(where), (here, lock, off))
    menu.deleteLater()


def _do(
    board: BoardControl, pin: int, chosen: QAction | None, offered: tuple[QAction, ...]
) -> None:
    here, lock, off = offered
    if chosen is here:
        board.show_pin(pin)
    elif chosen is lock:
        board.toggle_lock(pin)
    elif chosen is off:
        board.remove(pin)
