"""The control of trainings with no window: what it asks of runs, and what it tells its view."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from explorer.core.runs.plan import DataFacts, Plan
from explorer.core.runs.runs import Runs, StartRequest
from explorer.core.runs.watch import RunState, RunWatch, Status
from explorer.ui.parts.event import Event
from explorer.ui.training.control import TrainingControl
from tests.explorer.control.fakes import FakeChores, FakeSteps, heard
from tests.explorer.tiny_set import CLASSES, new_part, no_graphs
from training.models.publishing import extend
from training.run.events import EventLog
from training.run.locking import run_lock

PATIENT = """
import signal, sys, time
from pathlib import Path
from training.run.events import EventLog
from training.run.locking import run_lock
asked = []
signal.signal(signal.SIGINT, lambda number, frame: asked.append(number))
run = Path(sys.argv[sys.argv.index("--run") + 1])
with run_lock(run):
    log = EventLog(run / "events.jsonl")
    log.write("start", step=0, steps=9)
    log.write("step", step=1, steps=9, loss=1.0)
    deadline = time.monotonic() + 240
    while not asked and time.monotonic() < deadline:
        time.sleep(0.02)
    log.write("stopped", step=1)
"""
FINISHES = """
import sys
from pathlib import Path
from training.run.events import EventLog
run = Path(sys.argv[sys.argv.index("--run") + 1])
log = EventLog(run / "events.jsonl")
log.write("start", step=0, steps=1)
(run / "modelset").mkdir()
(run / "modelset" / "modelset.json").write_text("{}")
log.write("end", step=1)
"""
PATIENCE = 240.0


class FakeView:
    def __init__(self) -> None:
        for name in ("start", "pause", "resume", "cancel", "use", "delete", "folder"):
            setattr(self, f"{name}_requested", Event[Any]())
        self.changed, self.run_chosen = Event[StartRequest](), Event[Path]()
        self.kept = Event[Path | None, bool]()
        self.renamed = Event[Path, str]()
        self.facts: DataFacts | None = None
        self.plan = Plan()
        self.runs: Sequence[RunState] = ()
        self.named: list[RunState] = []
        self.run: RunState | None = None
        self.problem, self.looking = "", ""
        self.at_runs = False
        self.folder, self.has_files = Path(), True

    def set_plan(self, facts: DataFacts | None, plan: Plan) -> None:
        self.facts, self.plan = facts, plan

    def set_looking(self, text: str) -> None:
        self.looking = text

    def set_runs(self, states: Sequence[RunState]) -> None:
        self.runs = states

    def name_run(self, state: RunState) -> None:
        self.named.append(state)

    def set_run(self, state: RunState | None) -> None:
        self.run = state

    def show_runs(self) -> None:
        self.at_runs = True

    def set_problem(self, text: str) -> None:
        self.problem = text

    def show_folder(self, folder: Path) -> bool:
        self.folder = folder
        return self.has_files


class FakeWatcher:
    """Looks when it is told to."""

    all: list["FakeWatcher"]

    def __init__(self) -> None:
        self.changed, self.finished = Event[RunState](), Event[Path]()
        self.lost, self.broke = Event[str](), Event[RunState]()
        self.folder: Path | None = None
        self.state: RunState | None = None

    @property
    def alive(self) -> bool:
        return self.state is None or self.state.status.alive

    def watch(self, folder: Path) -> None:
        self.folder, self.state = folder, None

    def look(self) -> None:
        if self.folder is not None:
            last, self.state = self.state, RunWatch(self.folder).look()
            self.changed.emit(self.state)
            if last and last.status.alive and self.state.status is Status.FINISHED:
                self.finished.emit(self.state.folder)

    def stop(self) -> None:
        self.folder = None

    close = stop


class Desk:
    """A control with all that is around it."""

    def __init__(self, folder: Path, script: str, shipped: Path) -> None:
        self.view, self.chores, self.steps = FakeView(), FakeChores(), FakeSteps()
        self.watchers: list[FakeWatcher] = []
        self.runs = Runs(folder / "runs", program=(sys.executable, "-c", script))
        self.control = TrainingControl(
            self.runs,
            self.view,  # type: ignore[arg-type]
            self.chores,
            self.steps,
            self._new_watcher,
            folder / "cache",
            shipped,
        )
        self.failed = heard(self.control.failed)
        self.finished = heard(self.control.finished)

    def _new_watcher(self) -> FakeWatcher:
        self.watchers.append(FakeWatcher())
        return self.watchers[-1]

    def look_until(self, seen: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < deadline
            time.sleep(0.02)
            for watcher in list(self.watchers):
                watcher.look()

    def shows(self, status: Status) -> Callable[[], bool]:
        return lambda: self.view.run is not None and self.view.run.status is status

    def close(self) -> None:
        for state in self.runs.find():
            self.runs.cancel(state.folder)
        self.look_until(lambda: not any(s.status.alive for s in self.runs.find()))
        self.control.close()

    def start(self, request: StartRequest) -> None:
        self.control.start(request)
        self.chores.settle()


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []
    shipped = tmp_path / "shipped"
    extend(None, new_part("classifier"), shipped, CLASSES, no_graphs)

    def make(script: str = PATIENT) -> Desk:
        made.append(Desk(tmp_path, script, shipped))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()


def shapes(folder: Path, names: Sequence[str] = ("circle", "square"), each: int = 20) -> Path:
    for number, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        for shade in range(each):
            Image.new("RGB", (32, 32), (10 * shade, 90 * number, 5)).save(
                folder / name / f"{shade}.png"
            )
    return folder


def test_a_run_is_started_paused_resumed_and_cancelled(desk: Desk, tmp_path: Path) -> None:
    view, control = desk.view, desk.control
    desk.start(StartRequest("classifier", shapes(tmp_path / "data"), "scratch"))
    assert view.at_runs and len(view.runs) == 1
    run = view.runs[0].folder
    desk.look_until(lambda: bool(view.run and view.run.metrics))
    control.pause(run)
    desk.look_until(desk.shows(Status.STOPPED))
    control.resume(run)
    desk.look_until(desk.shows(Status.RUNNING))
    control.cancel(run)
    desk.look_until(desk.shows(Status.CANCELLED))
    assert desk.failed == []


def test_what_would_be_refused_is_said_before_anything_starts(desk: Desk, tmp_path: Path) -> None:
    data = shapes(tmp_path / "data", each=3)
    desk.start(StartRequest("classifier", data, "scratch"))
    assert "too few" in desk.view.plan.problem
    (data / "circle" / "broken.png").write_bytes(b"no picture")
    desk.start(StartRequest("classifier", data))
    assert "broken.png" in desk.view.plan.problem and "skip" in desk.view.plan.problem
    desk.start(StartRequest("classifier", tmp_path / "nowhere"))
    assert "no data set" in desk.view.plan.problem
    assert desk.runs.find() == []


def test_the_newest_question_alone_is_answered(desk: Desk, tmp_path: Path) -> None:
    desk.control.check(StartRequest("classifier", tmp_path / "nowhere"))
    desk.control.check(StartRequest("classifier", shapes(tmp_path / "data")))
    desk.chores.answer(1)()
    desk.chores.answer(0)()
    assert desk.view.plan.problem == "" and desk.view.facts is not None


def test_what_is_asked_for_no_more_is_read_no_further(desk: Desk, tmp_path: Path) -> None:
    desk.control.check(StartRequest("classifier", shapes(tmp_path / "data")))
    desk.control.check(StartRequest("classifier", tmp_path / "nowhere"))
    desk.chores.answer(0)()
    assert not list(tmp_path.glob("cache/**/*.npy")) and desk.view.facts is None
    desk.control.check(StartRequest("classifier", tmp_path / "data"))
    desk.chores.answer(1)()
    assert list(tmp_path.glob("cache/**/*.npy")) and desk.view.facts is not None


def test_what_the_form_is_set_to_is_known_without_asking_it(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(FINISHES)
    assert (desk.control.named, desk.control.skips_unreadable) == (None, False)
    desk.view.kept.emit(tmp_path, True)
    assert (desk.control.named, desk.control.skips_unreadable) == (tmp_path, True)


def test_a_classifier_comes_first_where_classes_are_new(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(FINISHES)
    data = shapes(tmp_path / "data")
    desk.start(StartRequest("vae", data))
    assert [step.recipe for step in desk.view.plan.steps] == ["classifier", "vae"]
    first = next(s for s in desk.view.runs if s.name == "classifier")
    second = next(s for s in desk.view.runs if s.name == "vae")
    assert second.status is Status.WAITING
    with pytest.raises(Exception, match="resume that one first"):
        desk.runs.resume(second.folder)
    again = make_desk(FINISHES)  # the window was closed meanwhile
    desk.look_until(lambda: RunWatch(first.folder).look().status is Status.FINISHED)
    again.control.find_again()
    again.look_until(lambda: RunWatch(second.folder).look().status is Status.FINISHED)
    words = (second.folder / "launch.json").read_text()
    assert str(first.folder / "modelset") in words


def test_what_waits_begins_when_the_first_is_seen_to_end(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(PATIENT)
    desk.start(StartRequest("vae", shapes(tmp_path / "data")))
    first = next(s for s in desk.view.runs if s.name == "classifier").folder
    second = next(s for s in desk.view.runs if s.name == "vae").folder
    desk.look_until(desk.shows(Status.RUNNING))
    (first / "modelset").mkdir()
    (first / "modelset" / "modelset.json").write_text("{}")
    desk.watchers[0].finished.emit(first)
    assert desk.finished == [first]
    desk.look_until(lambda: bool(desk.view.run and desk.view.run.folder == second))
    desk.look_until(desk.shows(Status.RUNNING))


def test_runs_are_renamed_and_deleted_with_undo(desk: Desk, tmp_path: Path) -> None:
    run = tmp_path / "runs" / "old"
    run.mkdir(parents=True)
    EventLog(run / "events.jsonl").write("stopped", step=2)
    desk.control.find_again()
    desk.view.renamed.emit(run, "  The good one ")
    assert [state.title for state in desk.view.runs] == ["The good one"]
    desk.steps.undo()
    assert [state.title for state in desk.view.runs] == [""]
    desk.control.follow(run)
    getattr(desk.view, "delete_requested").emit(run)  # noqa: B009
    assert list(desk.view.runs) == [] and not run.exists() and desk.view.run is None
    desk.steps.undo()
    assert [state.folder for state in desk.view.runs] == [run]
    desk.steps.redo()
    assert not run.exists()
    desk.runs.empty_trash()
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_run_that_goes_on_is_not_deleted(desk: Desk, tmp_path: Path) -> None:
    run = tmp_path / "runs" / "busy"
    run.mkdir(parents=True)
    EventLog(run / "events.jsonl").write("start", step=0, steps=2)
    with run_lock(run):
        getattr(desk.view, "delete_requested").emit(run)  # noqa: B009
    assert run.exists() and "cancel it" in desk.failed[0] and desk.steps.done == []


def test_the_end_of_a_run_is_told_while_another_is_shown(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for run in (first, second):
        run.mkdir()
        EventLog(run / "events.jsonl").write("start", step=0, steps=2)
    with run_lock(first):
        desk.control.follow(first)
        desk.look_until(desk.shows(Status.RUNNING))
        desk.control.follow(second)
        desk.look_until(desk.shows(Status.CRASHED))
        (first / "modelset").mkdir()
        (first / "modelset" / "modelset.json").write_text("{}")
        EventLog(first / "events.jsonl").write("end", step=2)
    desk.look_until(lambda: bool(desk.finished))
    assert desk.finished == [first] and desk.control.watcher.folder == second


def test_resuming_a_run_of_the_command_line_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.control.resume(tmp_path)
    assert "the same command again" in desk.view.problem and desk.failed


def test_use_is_passed_on(desk: Desk) -> None:
    told = heard(desk.control.use_requested)
    getattr(desk.view, "use_requested").emit(Path("a"))  # noqa: B009
    assert told == [Path("a")]


def test_a_folder_is_shown_and_said_where_there_is_no_file_manager(desk: Desk) -> None:
    told, run = heard(desk.control.told), Path("/runs/a")
    wanted = getattr(desk.view, "folder_requested")  # noqa: B009
    wanted.emit(run)
    assert desk.view.folder == run and told == [f"The training is in {run}."]
    desk.view.has_files = False
    wanted.emit(run)
    assert str(run) in desk.view.problem and "No file manager" in desk.view.problem
    desk.view.has_files = True
    wanted.emit(run)
    assert desk.view.problem == ""
