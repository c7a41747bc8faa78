"""The program with eyes on it: it tells when its window and its first blend are seen, and ends."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

from explorer.__main__ import main
from explorer.bench.window.beats import Beats
from explorer.ui import app

Tell = Callable[..., None]
"""Takes what happened, and a number where that is not the time of now."""
BEATING_MILLISECONDS = 200
"""How long the window's thread is watched after the first blend."""


def run(arguments: list[str], tell: Tell) -> int:
    """Run the command with such a program; return its status."""

    class Watched(app.Program):
        def start(self) -> None:
            super().start()
            self._eyes = Eyes(self, tell)

    app.Program = Watched  # type: ignore[misc]
    return main(arguments)


class Eyes(QObject):
    """Sees what a program's window shows."""

    def __init__(self, of: app.Program, tell: Tell) -> None:
        super().__init__(of)
        self._of, self._tell = of, tell
        self._told = self._blend = False
        self._beats = Beats(self)
        self._beats.start()
        of.window.installEventFilter(self)
        of.blend.shown.connect(self._shown)

    def _shown(self, result: object) -> None:
        self._blend = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Paint, QEvent.Type.UpdateRequest):
            high = Qt.EventPriority.HighEventPriority.value
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), high)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.User:
            return super().event(event)
        if not self._told:
            self._told = True
            self._tell("window")
        elif self._blend:
            self._blend = False
            self._tell("blend")
            QTimer.singleShot(BEATING_MILLISECONDS, self._end)
        return True

    def _end(self) -> None:
        for waited in self._beats.waits:
            self._tell("beat", waited)
        self._of.window.close()
