"""A window that is painted once for what is done and for what comes of it, and not twice."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

LONGEST_MILLISECONDS = 14
"""That is waited: less than a frame of the screen, so that nobody sees it."""


class OneGo(QObject):
    """Holds the painting of a window back while an answer is on its way, for a moment at most.

    All widgets of a window that changed are painted together; what they show is set at once.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._is_due = window, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LONGEST_MILLISECONDS)
        self._timer.timeout.connect(self._paint)
        window.installEventFilter(self)

    @property
    def is_waiting(self) -> bool:
        """Whether painting is held back."""
        return self._timer.isActive()

    def wait(self) -> None:
        """Paint nothing before :meth:`go`, or before a moment is over."""
        if self._window.isVisible() and not self.is_waiting:
            self._timer.start()

    def go(self) -> None:
        """Paint what has changed."""
        if self.is_waiting:
            self._timer.stop()
            self._paint()

    def _paint(self) -> None:
        if self._is_due:
            self._is_due = False
            QCoreApplication.postEvent(self._window, QEvent(QEvent.Type.UpdateRequest))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.Hide:  # closed while an answer was on its way: nobody waits for it
            self.go()
        elif kind is QEvent.Type.UpdateRequest and self.is_waiting:
            self._is_due = True
            return True
        return False
