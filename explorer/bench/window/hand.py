"""A hand on the mouse: its moves come over a pipe, as those of a display server do.

A process of its own sends them in time, whatever the window is busy with. What is on the pipe at
once is one move, as Qt has it on a screen; each counts from when it was sent.
"""

import os
import struct
import subprocess
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSocketNotifier, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

RATE = 60
"""Moves a second."""
STAMP = struct.Struct("d")
SENDER = """
import struct, sys, time
for line in sys.stdin:
    count, rate = line.split()
    due = time.perf_counter()
    for _ in range(int(count)):
        due += 1 / float(rate)
        time.sleep(max(0.0, due - time.perf_counter()))
        sys.stdout.buffer.write(struct.pack("d", time.perf_counter()))
        sys.stdout.buffer.flush()
"""
"""It counts by the same clock, which on all systems is one for all processes."""


class Hand(QObject):
    """Calls ``moved`` with the times (of ``perf_counter``) at which moves came in."""

    def __init__(self, moved: Callable[[list[float]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moved, self._part = moved, b""
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-E", "-c", SENDER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        self._notifier = QSocketNotifier(self._pipe, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._take)

    def move(self, count: int) -> None:
        """Begin to send so many moves."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count} {RATE}\n".encode())
        self._process.stdin.flush()

    def close(self) -> None:
        """Take the hand off."""
        self._notifier.setEnabled(False)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def _take(self) -> None:
        content = self._part + os.read(self._pipe, 1 << 12)
        whole = len(content) - len(content) % STAMP.size
        self._part = content[whole:]
        if whole:
            self._moved([time for (time,) in STAMP.iter_unpack(content[:whole])])


def send(kind: QEvent.Type, widget: QWidget, at: QPointF) -> None:
    """Do something with the left button at a point of a widget, by way of its window."""
    window = widget.window()
    within = QPointF(widget.mapTo(window, QPointF(at)))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    held = none if kind is QEvent.Type.MouseButtonRelease else left
    on_screen = within + QPointF(window.mapToGlobal(QPoint(0, 0)))
    event = QMouseEvent(kind, within, on_screen, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), event)
