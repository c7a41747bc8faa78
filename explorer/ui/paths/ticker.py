"""Ticks at the pace of a screen, and says how much time went by."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

MILLISECONDS = 16


class FrameTicker(QObject):
    """Ticks while it is started; ``ticked`` carries the seconds since the last time."""

    ticked = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Tick from now on."""
        self._elapsed.start()
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def _tick(self) -> None:
        self.ticked.emit(self._elapsed.restart() / 1000)
