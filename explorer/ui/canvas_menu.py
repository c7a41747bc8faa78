"""The context menu of the canvas: of a pin, or of the plane."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from explorer.core.board.board import Role, Source
from explorer.ui.actions import Do
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.window import Window

ON_THE_PLANE: tuple[Do | None, ...] = (
    *(Do.KEEP, Do.EXPORT, Do.COPY, Do.PASTE, None),
    *(Do.CENTRE, Do.BEST, Do.FIT, Do.RANDOM, Do.COMPARE, None, Do.NEW),
)

ROLES = {
    "Gives its class's part": None,
    "Gives the body": Role.BODY,
    "Gives the wings": Role.WINGS,
}


def show_canvas_menu(
    window: Window,
    board: BoardControl,
    find_alike: Callable[[Source], None],
    pin: int,
    where: QPoint,
) -> None:
    """Show the menu of a pin, or with -1 of the plane, and do what is chosen."""
    menu = QMenu(window)
    if pin < 0:
        for do in ON_THE_PLANE:
            menu.addSeparator() if do is None else menu.addAction(window.action_for(do))
    else:
        _fill(menu, board, find_alike, pin)
    menu.exec(where)
    menu.deleteLater()


def _fill(menu: QMenu, board: BoardControl, find_alike: Callable[[Source], None], pin: int) -> None:
    """What can be done with a pin."""
    now = board.board.pins[pin]
    menu.addAction("Move the blend here", partial(board.show_pin, pin))
    menu.addAction("More like this", partial(find_alike, now.source))
    menu.addSeparator()
    for name, role in ROLES.items():
        action = menu.addAction(name, partial(board.set_role, pin, role))
        action.setCheckable(True)
        action.setChecked(now.role is role)
    menu.addSeparator()
    hold = menu.addAction(
        "Lock its weight" if now.held is None else "Unlock its weight",
        partial(board.toggle_hold, pin),
    )
    hold.setEnabled(len(board.board.pins) > 1)
    lock = "Unlock the picture" if now.locked else "Lock the picture"
    menu.addAction(lock, partial(board.toggle_lock, pin))
    off = menu.addAction("Take off the board", partial(board.remove, pin))
    off.setEnabled(not now.locked)
