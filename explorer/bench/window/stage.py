"""The real window, drawn in memory, on a home of its own, with the pictures that ship."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from explorer.bench.figures import Bench
from explorer.core.home.libraries import require_screen

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported; Xvfb does, too

from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from explorer.core.options import OpenOptions
from explorer.ui.app import share_threads
from explorer.ui.parts.style import Look
from explorer.ui.program import Program
from explorer.ui.window import SIZE
from training.files.errors import UserError

PATIENCE = 120.0
"""Seconds after which something that is waited for is not coming any more."""
POLL_MILLISECONDS = 5


def application() -> QApplication:
    """Return the application, made at the first call.

    Raises
    ------
    UserError
        Where Qt cannot be loaded.
    """
    require_screen(os.environ)
    qInstallMessageHandler(_say)
    share_threads()  # as the program itself does
    app = QApplication.instance() or QApplication(["pegasus-bench"])
    assert isinstance(app, QApplication)
    return app


@contextmanager
def opened(bench: Bench, **options: object) -> Iterator[Program]:
    """Open the program as at a first start, and close it at the end; its first blend is shown."""
    app = application()
    named = OpenOptions(models=bench.models, device=bench.device, **options)  # type: ignore[arg-type]
    program = Program(bench.home, named, Look(app), shipped=bench.models)
    program.start()
    program.window.resize(*SIZE)  # a screen in memory is smaller than a person's
    try:
        wait(lambda: program.blend.renderer is not None and program.blend.is_up_to_date)
        yield program
    finally:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
        app.processEvents()


def wait(until: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the window work until something is so.

    Raises
    ------
    UserError
        Where it does not become so in time.
    """
    loop, timer, end = QEventLoop(), QTimer(), time.monotonic() + patience

    def look() -> None:
        if until() or time.monotonic() > end:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(POLL_MILLISECONDS)
    if not until():
        loop.exec()
    timer.stop()
    if not until():
        raise UserError("The window does not get on: try again on a machine that does less.")


def rest(seconds: float) -> None:
    """Let the window work for a while, as it does with nobody there."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _say(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but for what the platform in memory says of every window."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)
