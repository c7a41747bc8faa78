"""Trainings from the window: looked into before they begin, started, followed, kept in order."""

from collections.abc import Callable
from pathlib import Path

from explorer.core.runs.facts import look_at
from explorer.core.runs.plan import DataFacts, Plan, plan
from explorer.core.runs.runs import IN_USE, SCRATCH, Runs, StartRequest
from explorer.core.runs.watch import RunState, Status
from explorer.ui.canvas.steps import Steps
from explorer.ui.folder_edits import FolderEdits
from explorer.ui.parts.answers import Chores, Stopped
from explorer.ui.parts.event import Event
from explorer.ui.training.show import TrainingShow, Watcher
from training.files.errors import UserError
from training.files.places import SHIPPED
from training.models import modelset
from training.models.modelset import ModelSet
from training.run.folder import RunFolder

LOOKING = "Looking at the data…"


class TrainingControl:
    """Connects a training view with the runs of a home.

    ``told`` carries a sentence that is good to know, ``failed`` one that the view shows, too;
    ``finished`` and ``use_requested`` carry a run's folder, ``broke`` the state of a run that ended
    without a result.

    Attributes
    ----------
    named
        The data set that the user named in the form; None where it is the one that was offered.
    skips_unreadable
        Whether the form is set to leave out what cannot be read.
    """

    def __init__(
        self,
        runs: Runs,
        view: TrainingShow,
        chores: Chores,
        steps: Steps,
        new_watcher: Callable[[], Watcher],
        cache: Path | None = None,
        shipped: Path = SHIPPED,
    ) -> None:
        self.told, self.failed = Event[str](), Event[str]()
        self.finished, self.use_requested = Event[Path](), Event[Path]()
        self.broke = Event[RunState]()
        self.named: Path | None = None
        self.skips_unreadable = False
        self._runs, self._view, self._chores = runs, view, chores
        self._cache, self._shipped = cache, shipped
        self._new_watcher = new_watcher
        self._beside: dict[Path, Watcher] = {}
        self._turn, self._closed = 0, False
        self.watcher = self._watcher(self._changed)
        self.edits = FolderEdits(runs, steps, "a training")
        self.edits.changed.connect(self.list_runs)
        self.edits.removed.connect(self._let_go_of)
        self.edits.failed.connect(self._failed)
        self._listen(view)

    def _listen(self, view: TrainingShow) -> None:
        view.changed.connect(self.check)
        view.kept.connect(self._keep)
        view.start_requested.connect(self.start)
        view.pause_requested.connect(self.pause)
        view.resume_requested.connect(self.resume)
        view.cancel_requested.connect(self.cancel)
        view.run_chosen.connect(self.follow)
        view.renamed.connect(self.edits.rename)
        view.delete_requested.connect(self.edits.delete)
        view.folder_requested.connect(self.show_folder)
        view.use_requested.connect(self.use_requested.emit)

    def find_again(self) -> None:
        """List the runs that are there, and follow the one that goes on, or the newest."""
        self._runs.empty_trash()
        self._go_on()
        states = self.list_runs()
        alive = [state for state in states if state.status.alive]
        for state in reversed(alive or states[:1]):
            self.follow(state.folder)

    def list_runs(self) -> list[RunState]:
        """List the runs that there are, as they are called by now."""
        try:
            states = self._runs.find()
        except UserError as error:
            self._failed(str(error))
            return []
        self._view.set_runs(states)
        return states

    def follow(self, run: Path) -> None:
        """Show a run; the one that was shown is still watched for its end."""
        last = self.watcher.folder
        self._let_go(run)
        if last is not None and last != run and self.watcher.alive:
            self._watch_beside(last)
        self.watcher.watch(run)

    def check(self, request: StartRequest) -> None:
        """Find out, beside all else, what a training would need and refuse; show it."""
        self._look(request, self._view.set_plan)

    def start(self, request: StartRequest) -> None:
        """Start a training and follow it, as soon as it is known that it would not be refused."""
        self._view.set_problem("")

        def known(facts: DataFacts | None, planned: Plan) -> None:
            self._view.set_plan(facts, planned)
            if planned.steps:
                self._start(planned)

        self._look(request, known)

    def pause(self, run: Path) -> None:
        """Ask a run to stop and be kept."""
        self._ask(self._runs.pause, run)

    def resume(self, run: Path) -> None:
        """Go on with a run."""
        self._ask(self._runs.resume, run)

    def cancel(self, run: Path) -> None:
        """Ask a run to stop for good."""
        self._ask(self._runs.cancel, run)

    def show_folder(self, run: Path) -> None:
        """Open a run's folder in the file manager, or say where it is: not all systems have one."""
        self._view.set_problem("")
        if self._view.show_folder(run):
            self.told.emit(f"The training is in {run}.")
        else:
            self._failed(f"No file manager was found: the training is in {run}.")

    def pause_all(self) -> None:
        """Ask every run that goes on to stop and be kept."""
        try:
            for state in self._runs.find():
                if state.status.alive:
                    self._runs.pause(state.folder)
        except UserError as error:
            self._failed(str(error))

    def close(self) -> None:
        """Stop looking; trainings go on, and are found again at the next start."""
        self._turn += 1
        if not self._closed:
            for watcher in (self.watcher, *self._beside.values()):
                watcher.close()
        self._closed = True
        self._beside.clear()
        self._runs.reap()

    def _keep(self, named: Path | None, skips_unreadable: bool) -> None:
        self.named, self.skips_unreadable = named, skips_unreadable

    def _look(self, request: StartRequest, told: Callable[[DataFacts | None, Plan], None]) -> None:
        self._turn += 1
        turn = self._turn
        self._view.set_looking(LOOKING)

        def is_wanted(_: int) -> None:
            if turn != self._turn:  # read no more of it
                raise Stopped

        def work() -> tuple[DataFacts, Plan]:
            facts = look_at(request.data, self._cache, request.skip_unreadable, is_wanted)
            return facts, plan(request, facts, self._base(request), _origin(request))

        def done(outcome: tuple[DataFacts, Plan]) -> None:
            if turn == self._turn:  # else something else is asked for by now
                told(*outcome)

        def failed(error: Exception) -> None:
            if turn == self._turn:
                told(None, Plan(problem=str(error)))

        self._chores.submit(work, done, failed)

    def _base(self, request: StartRequest) -> ModelSet | None:
        return _read(request.base or self._shipped)

    def _start(self, planned: Plan) -> None:
        try:
            first = self._runs.start_all(planned.steps)[0]
        except UserError as error:
            self._failed(str(error))
            return
        self.list_runs()
        self.follow(first)
        self._view.show_runs()

    def _go_on(self) -> None:
        """Start what waited for a run that has finished."""
        try:
            begun = self._runs.go_on()
        except UserError as error:
            self._failed(str(error))
            return
        for run in begun:
            self.follow(run)

    def _ask(self, what: Callable[[Path], None], run: Path) -> None:
        self._view.set_problem("")
        try:
            what(run)
        except UserError as error:
            self._failed(str(error))
        self.follow(run)

    def _watcher(self, changed: Callable[[RunState], None]) -> Watcher:
        watcher = self._new_watcher()
        watcher.changed.connect(changed)
        watcher.finished.connect(self._finished)
        watcher.broke.connect(self.broke.emit)
        watcher.lost.connect(self._failed)
        return watcher

    def _watch_beside(self, run: Path) -> None:
        watcher = self._beside[run] = self._watcher(self._beside_changed)
        watcher.watch(run)

    def _beside_changed(self, state: RunState) -> None:
        self._view.name_run(state)
        if not state.status.alive and state.status is not Status.WAITING:
            self._let_go(state.folder)

    def _let_go(self, run: Path) -> None:
        """Watch a run beside the shown one no more."""
        watcher = self._beside.pop(run, None)
        if watcher is not None:
            watcher.close()

    def _let_go_of(self, run: Path) -> None:
        """Show another run than one that was deleted."""
        self._let_go(run)
        if self.watcher.folder == run:
            self.watcher.stop()
            self._view.set_run(None)

    def _changed(self, state: RunState) -> None:
        self._runs.reap()
        self._view.set_run(state)

    def _finished(self, run: Path) -> None:
        self.finished.emit(run)
        self._go_on()

    def _failed(self, text: str) -> None:
        self._view.set_problem(text)
        self.failed.emit(text)


def _origin(request: StartRequest) -> ModelSet | None:
    """What the run made that a training starts from; None where it starts from none."""
    is_run = request.init not in (IN_USE, SCRATCH)
    return _read(RunFolder(Path(request.init)).model_set) if is_run else None


def _read(folder: Path) -> ModelSet | None:
    return modelset.read(folder) if (folder / modelset.MANIFEST).is_file() else None
