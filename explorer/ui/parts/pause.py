"""A pause, after which something is done, for controllers that know no Qt."""

from PySide6.QtCore import QObject, QTimer, Signal


class Pause(QObject):
    """``ended`` comes some time after :meth:`start`; starting again begins the pause anew."""

    ended = Signal()

    def __init__(self, milliseconds: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self.ended)

    def start(self) -> None:
        """Begin the pause."""
        self._timer.start()

    def stop(self) -> None:
        """End it; nothing comes of it."""
        self._timer.stop()
