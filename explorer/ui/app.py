"""The application: Qt set up, the program run, whatever goes wrong told and logged."""

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from explorer.core.home.home import Home
from explorer.core.options import OpenOptions
from explorer.ui.parts.resources import app_icon
from explorer.ui.parts.style import Look
from explorer.ui.program import Program
from explorer.ui.window import TITLE

log = logging.getLogger(__name__)

HEARTBEAT_MILLISECONDS = 250
"""How often Python gets to look whether Ctrl-C was pressed in the terminal."""
TURN_SECONDS = 0.0005
"""How long a thread may keep the interpreter while another one waits for it.

Python's own 5 ms are a whole frame: the worker would stand by while the window is painted."""
ONE_PAINTS = "QT_NO_GUI_THREADPOOL"
"""Tells Qt to paint on the window's thread alone. Else it hands 64 rows of a line or a picture at a
time to two others, which takes ten times as long as to draw them."""

M_ARENA_MAX, ARENAS = -8, 2
"""glibc's number for the setting, and from how many heaps all threads take memory. Each of some
forty threads would get one of its own, and in each remains some of what was freed: a hundred
megabytes in an hour."""


def main(options: OpenOptions, home: Home) -> int:
    """Open the window; return the exit status when it is closed."""
    share_threads()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("pegasus-explorer")
    app.setApplicationDisplayName(TITLE)
    app.setDesktopFileName("pegasus-explorer")
    app.setWindowIcon(app_icon())
    look = Look(app)
    program = Program(home, options, look)
    with _failures_told(program), _ended_by_signals(app):
        try:
            program.start()
        except BaseException:
            program.sessions.abandon()
            program.close()  # else the engine's thread would keep the process alive
            raise
        gc.freeze()
        gc.enable()
        status = app.exec()
        program.close()
    return status


def share_threads() -> None:
    """Let threads take turns as quickly as frames need and share their memory, before any start."""
    sys.setswitchinterval(TURN_SECONDS)
    os.environ.setdefault(ONE_PAINTS, "1")
    with suppress(OSError, AttributeError, TypeError):  # of another system, or another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


@contextmanager
def _failures_told(program: Program) -> Iterator[None]:
    """Save first, then log and say that something went wrong; the window stays open."""
    before, in_threads = sys.excepthook, threading.excepthook

    def fail(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.error("something went wrong", exc_info=(kind, error, trace))
        saved = "Your board is saved. " if program.sessions.save() else ""
        program.window.notice.warn(
            f"Something went wrong ({kind.__name__}: {error}). {saved}"
            "Help › Show log has the details."
        )

    def fail_in_thread(given: threading.ExceptHookArgs) -> None:
        log.error("a thread failed", exc_info=given.exc_value)

    sys.excepthook, threading.excepthook = fail, fail_in_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, in_threads


@contextmanager
def _ended_by_signals(app: QApplication) -> Iterator[None]:
    """Let Ctrl-C and a polite kill close the window as its own button does."""
    timer = QTimer()
    timer.timeout.connect(_nothing)  # Python looks at signals when it runs at all
    timer.start(HEARTBEAT_MILLISECONDS)
    kept = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        kept[number] = signal.signal(number, lambda *_: app.closeAllWindows())
    try:
        yield
    finally:
        timer.stop()
        for number, handler in kept.items():
            signal.signal(number, handler)


def _nothing() -> None:
    pass
