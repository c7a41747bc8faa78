"""A start of the program, or of an empty window, that tells when what is seen; then it ends.

    python -m explorer.bench.window.started bare
    python -m explorer.bench.window.started program open --home DIR

What is seen is written to stdout, each with the time of ``perf_counter``, which is one clock for
all processes. The empty window is what PySide6 needs at least.
"""

import sys
import time


def tell(what: str, value: float | None = None) -> None:
    """Write what happened now."""
    print(what, time.perf_counter() if value is None else value, flush=True)


def bare() -> None:
    """Show a window with nothing in it."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: object) -> None:
            tell("window")
            app.quit()

    app = QApplication(["bare"])
    window = Bare()
    window.resize(1360, 860)
    window.show()
    app.exec()


def program(arguments: list[str]) -> None:
    """Run the command with a program that is watched; end it after its first blend."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

    from explorer.__main__ import main
    from explorer.bench.window.beats import Beats
    from explorer.ui import app

    class Watched(app.Program):
        def start(self) -> None:
            super().start()
            self._eyes = Eyes(self)

    class Eyes(QObject):
        def __init__(self, of: app.Program) -> None:
            super().__init__(of)
            self._of, self._told, self._blend = of, False, False
            self._beats = Beats(self)
            self._beats.start()
            of.window.installEventFilter(self)
            of.blend.shown.connect(self._shown)

        def _shown(self, result: object) -> None:
            self._blend = True

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() in (QEvent.Type.Paint, QEvent.Type.UpdateRequest):
                later = QEvent(QEvent.Type.User)
                high = Qt.EventPriority.HighEventPriority.value
                QCoreApplication.postEvent(self, later, high)
            return False

        def event(self, event: QEvent) -> bool:
            if event.type() != QEvent.Type.User:
                return super().event(event)
            if not self._told:
                self._told = True
                tell("window")
            elif self._blend:
                self._blend = False
                tell("blend")
                QTimer.singleShot(200, self._end)
            return True

        def _end(self) -> None:
            for waited in self._beats.waits:
                tell("beat", waited)
            self._of.window.close()

    app.Program = Watched  # type: ignore[misc]
    sys.exit(main(arguments))


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else program(sys.argv[2:])
