"""Runs on Qt's side: a watcher that follows one, and what the training view's buttons do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.core.runs.runs import Runs, StartRequest
from explorer.core.runs.watch import RunState, RunWatch
from explorer.ui.training.view import TrainingView
from training.files.errors import UserError

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
        self._beside: dict[Path, RunWatcher] = {}
        self.watcher = RunWatcher(self)
        self.watcher.changed.connect(self._changed)
        self.watcher.finished.connect(self.finished)
        self.watcher.lost.connect(self._failed)
        view.start_requested.connect(self.start)
        view.pause_requested.connect(self.pause)
        view.resume_requested.connect(self.resume)
        view.cancel_requested.connect(self.cancel)
        view.run_chosen.connect(self.follow)
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
        for state in reversed(alive or states[:1]):
            self.follow(state.folder)

    def follow(self, run: Path) -> None:
        """Show a run; the one that was shown is still watched for its end."""
        last = self.watcher.folder
        self._let_go(run)
        if last is not None and last != run and self.watcher.alive:
            self._watch_beside(last)
        self.watcher.watch(run)

    def start(self, request: StartRequest) -> None:
        """Start a training and follow it."""
        self._view.set_problem("")
        try:
            self.follow(self._runs.start(request))
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
        for watcher in (self.watcher, *self._beside.values()):
            watcher.stop()
        self._runs.reap()

    def _ask(self, what: Callable[[Path], None], run: Path) -> None:
        self._view.set_problem("")
        try:
            what(run)
        except UserError as error:
            self._failed(str(error))
        self.follow(run)

    def _watch_beside(self, run: Path) -> None:
        watcher = self._beside[run] = RunWatcher(self)
        watcher.changed.connect(self._beside_changed)
        watcher.finished.connect(self.finished)
        watcher.lost.connect(self._failed)
        watcher.watch(run)

    def _beside_changed(self, state: RunState) -> None:
        self._view.name_run(state)
        if not state.status.alive:
            QTimer.singleShot(0, self, partial(self._let_go, state.folder))

    def _let_go(self, run: Path) -> None:
        """Watch a run beside the shown one no more; its end has been told by then."""
        watcher = self._beside.pop(run, None)
        if watcher is not None:
            watcher.stop()
            watcher.deleteLater()

    def _changed(self, state: RunState) -> None:
        self._runs.reap()
        self._view.set_run(state)

    def _failed(self, text: str) -> None:
        self._view.set_problem(text)
        self.failed.emit(text)
