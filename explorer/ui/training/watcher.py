"""Looks at a run again and again, on Qt's side."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.runs.watch import RunState, RunWatch, Status
from training.files.errors import UserError, explained

LOOK_MILLISECONDS = 500


class RunWatcher(QObject):
    """Looks at one run twice a second for as long as it is alive.

    Signals: ``changed`` carries a RunState, ``finished`` the folder of a run that was seen to end
    with a result, ``broke`` the RunState of one that was seen to end without, though nobody asked
    it to, ``lost`` a sentence about a run that cannot be looked at.
    """

    changed = Signal(object)
    finished = Signal(object)
    broke = Signal(object)
    lost = Signal(str)

    def __init__(self, parent: QObject | None = None, interval: int = LOOK_MILLISECONDS) -> None:
        super().__init__(parent)
        self._interval = interval
        self._watch: RunWatch | None = None
        self._last: RunState | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """The run that is watched."""
        return self._watch.folder if self._watch else None

    @property
    def alive(self) -> bool:
        """Whether a process worked on the run when it was last looked at, or that is not known."""
        return self._last is None or self._last.status.alive

    def watch(self, folder: Path) -> None:
        """Follow the run in ``folder``, and no other any more."""
        self._watch, self._last = RunWatch(folder), None
        self._timer.start(0)

    def stop(self) -> None:
        """Follow no run; the training itself goes on."""
        self._watch = None
        self._timer.stop()

    def close(self) -> None:
        """Follow no run any more, and go."""
        self.stop()
        self.deleteLater()

    def _look(self) -> None:
        if self._watch is None:
            return
        what = f"The run in {self._watch.folder} cannot be followed"
        try:
            with explained(what, "let its files be read, or choose another run"):
                if self._watch.catch_up():  # a long history: go on after the next frame
                    self._timer.start(0)
                    return
                state = self._watch.look()
        except UserError as error:
            self.lost.emit(str(error))
            return
        if state.status.alive:
            self._timer.start(self._interval)
        self._tell(state)

    def _tell(self, state: RunState) -> None:
        last, self._last = self._last, state
        if state != last:
            self.changed.emit(state)
        if last is None or not last.status.alive:
            return
        if state.status is Status.FINISHED:
            self.finished.emit(state.folder)
        elif state.status.broken:
            self.broke.emit(state)
