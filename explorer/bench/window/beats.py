"""Whether the window's thread is free: how long a timer of 10 ms waits."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MILLISECONDS = 10


class Beats(QObject):
    """Notes the milliseconds from each beat to the next, in ``waits``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.waits: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to beat."""
        self._last = time.perf_counter()
        self._timer.start(BEAT_MILLISECONDS)

    def stop(self) -> None:
        """Beat no more; what was noted stays."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.waits.append(1000 * (now - self._last))
        self._last = now
