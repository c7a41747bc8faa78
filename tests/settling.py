"""Lets a window do all that it has to do, before it is pictured."""

import time

from PySide6.QtWidgets import QApplication

from explorer.ui.program import Program

PATIENCE = 240.0
"""Seconds that it may take."""
QUIET = 0.5
"""Seconds without anything to do after which it is finished: fields come in passes."""


def settle(program: Program, quiet: float = QUIET) -> None:
    """Let the window do all that it has to do."""
    deadline, quiet_since = time.monotonic() + PATIENCE, time.monotonic()
    while time.monotonic() - quiet_since < quiet:
        QApplication.processEvents()
        time.sleep(0.01)
        busy = program.work.pending() or program.chores.busy or not program.blend.is_up_to_date
        if busy and program.board.board.pins:
            quiet_since = time.monotonic()
        if time.monotonic() > deadline:
            raise TimeoutError("the window never comes to rest")
