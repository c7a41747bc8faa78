"""The window on a screen whose pixels are scaled, as ``QT_SCALE_FACTOR`` has it.

    python -m tests.explorer.ui.scaled HOME MODELS STARTER WIDTH HEIGHT

opens it with all its panels, on so many pixels of the screen, and prints as JSON its scale and its
size in pixels, how large the preview's pixels are, and what does not fit.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from explorer.core.home.home import Home
from explorer.core.options import OpenOptions
from explorer.ui.parts.style import Look
from explorer.ui.program import Program

PATIENCE = 60
"""Seconds; what is not there by then is not seen."""


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        QTest.qWait(20)


def cut_off(program: Program) -> Iterator[str]:
    """Yield the name of each panel, tool and part that is not wholly seen."""
    window = program.window
    docks = [dock for dock in window.findChildren(QDockWidget) if not dock.isHidden()]
    for dock in docks:
        dock.raise_()
        QTest.qWait(20)
        least = dock.widget().minimumSizeHint().width()
        if not window.rect().contains(dock.geometry()) or dock.width() < max(least, 200):
            yield dock.windowTitle()
    for action in window.bar.actions():
        tool = window.bar.widgetForAction(action)
        if not (tool.isVisible() and window.bar.rect().contains(tool.geometry())):
            yield action.text()
    window.preview_dock.raise_()
    QTest.qWait(20)
    parts: list[QWidget] = [*window.pages.buttons, window.preview.picture]
    for part in parts:
        if part.visibleRegion().boundingRect() != part.rect():
            yield part.accessibleName() or part.objectName() or type(part).__name__


def scaled(home: str, models: str, starter: str, width: str, height: str) -> dict[str, object]:
    """Open the window, look, and close it again."""
    app = QApplication([])
    look = Look(app)
    program = Program(
        Home.at(Path(home)), OpenOptions(), look, shipped=Path(models), starter=Path(starter)
    )
    program.start()
    window = program.window
    for part in window.late:
        part()
    ratio = window.devicePixelRatioF()
    wait_until(lambda: program.blend.renderer is not None and program.blend.is_up_to_date)
    for dock in window.findChildren(QDockWidget):
        if dock.isHidden():
            dock.toggleViewAction().trigger()
    window.resize(round(int(width) / ratio), round(int(height) / ratio))
    QTest.qWait(100)
    shown = window.size().toSizeF() * ratio
    said = {
        "scale": ratio,
        "size": [round(shown.width()), round(shown.height())],
        "zoom": window.preview.picture.area.width() * ratio / 32,
        "cut off": list(cut_off(program)),
    }
    window.close()
    return said


if __name__ == "__main__":
    print(json.dumps(scaled(*sys.argv[1:])))
