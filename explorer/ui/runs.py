"""Runs on Qt's side: a watcher that follows one, and what the training view's buttons do."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.run_watch import RunState, RunWatch
from explorer.core.runs import Runs, StartRequest
from explorer.ui.training_view import TrainingView
from training.errors import UserError

LOOK_MILLISECONDS = 500


class RunWatcher(QObject):
    """Looks at one run twice a second for as long as it is alive.

    Signals: ``changed`` carries a RunState, ``finished`` the folder of a run that was seen to end
    with a result, ``lost`` a sentence about a run that cannot be looked at.
    """

    changed = Signal(object)
    finished = Signal(object)
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

    def watch(self, folder: Path) -> None:
        """Follow the run in ``folder``, and no other any more."""
        self._watch, self._last = RunWatch(folder), None
        self._timer.start(0)

    def stop(self) -> None:
        """Follow no run; the training itself goes on."""
        self._watch = None
        self._timer.stop()

    def _look(self) -> None:
        if self._watch is None:
            return
        try:
            if self._watch.catch_up():  # a long history: go on after the next frame
                self._timer.start(0)
                return
            state = self._watch.look()
        except (OSError, UserError) as error:
            self.lost.emit(f"The run in {self._watch.folder} cannot be followed: {error}")
            return
        if state.status.alive:
            self._timer.start(self._interval)
        self._tell(state)

    def _tell(self, state: RunState) -> None:
        last, self._last = self._last, state
        if state != last:
            self.changed.emit(state)
        if last is not None and last.status.alive and not state.status.alive and state.result:
            self.finished.emit(state.folder)


class TrainingControl(QObject):
    """Connects a training view with the runs of a home.

    ``failed`` carries a sentence that the view shows, too; ``finished`` and ``use_requested``
    carry a run's folder.
    """

    failed = Signal(str)
    finished = Signal(object)
    use_requested = Signal(object)

    def __init__(self, runs: Runs, view: TrainingView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs, self._view = runs, view
        self.watcher = RunWatcher(self)
        self.watcher.changed.connect(self._changed)
        self.watcher.finished.connect(self.finished)
        self.watcher.lost.connect(self._failed)
        view.start_requested.connect(self.start)
        view.pause_requested.connect(self.pause)
        view.resume_requested.connect(self.resume)
        view.cancel_requested.connect(self.cancel)
        view.run_chosen.connect(self.watcher.watch)
        view.use_requested.connect(self.use_requested)

    def find_again(self) -> None:
        """List the runs that are there, and follow the one that goes on, or the newest."""
        try:
            states = self._runs.find()
        except UserError as error:
            self._failed(str(error))
            return
        self._view.set_runs(states)
        alive = [state for state in states if state.status.alive]
        for state in (alive or states)[:1]:
            self.watcher.watch(state.folder)

    def start(self, request: StartRequest) -> None:
        """Start a training and follow it."""
        self._view.set_problem("")
        try:
            self.watcher.watch(self._runs.start(request))
        except UserError as error:
            self._failed(str(error))

    def pause(self, run: Path) -> None:
        """Ask a run to stop and be kept."""
        self._ask(self._runs.pause, run)

    def resume(self, run: Path) -> None:
        """Go on with a run."""
        self._ask(self._runs.resume, run)

    def cancel(self, run: Path) -> None:
        """Ask a run to stop for good."""
        self._ask(self._runs.cancel, run)

    def close(self) -> None:
        """Stop looking; trainings go on, and are found again at the next start."""
        self.watcher.stop()
        self._runs.reap()

    def _ask(self, what: Callable[[Path], None], run: Path) -> None:
        self._view.set_problem("")
        try:
            what(run)
        except UserError as error:
            self._failed(str(error))
        self.watcher.watch(run)

    def _changed(self, state: RunState) -> None:
        self._runs.reap()
        self._view.set_run(state)

    def _failed(self, text: str) -> None:
        self._view.set_problem(text)
        self.failed.emit(text)
