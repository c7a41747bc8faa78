"""The path: edited, recorded, replayed and filmed, with no window."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from explorer.core.board.board import Board
from explorer.core.films import GIF, Cut
from explorer.core.paths.path import PuckPath
from explorer.core.paths.walking import Ease, Ends, Pace
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import EditBoard, Gesture
from explorer.ui.parts.event import Event
from explorer.ui.paths.control import PathControl
from explorer.ui.paths.films_control import FilmsControl, Wish
from tests.explorer.control.fakes import FakeChores, FakeSteps, FakeWork, heard, two_pins

ZIGZAG = PuckPath(((0.2, 0.5), (0.8, 0.5)), 2.0, Ends.ONCE, Ease.NONE)


class FakeLayer:
    def __init__(self) -> None:
        self.point_moved = Event[int, float, float, int]()
        self.point_added = Event[int, float, float, int]()
        self.point_removed = Event[int]()
        self.line_drawn, self.left = Event[tuple[Any, ...]](), Event[()]()
        self.path = PuckPath()
        self.line: Any = ()
        self.editing = False

    def set_path(self, path: PuckPath) -> None:
        self.path = path

    def set_line(self, line: Any) -> None:
        self.line = line

    def set_editing(self, editing: bool) -> None:
        self.editing = editing


class FakeBar:
    def __init__(self) -> None:
        self.draw_toggled, self.record_toggled = Event[bool](), Event[bool]()
        self.play_toggled, self.seconds_typed = Event[bool](), Event[float]()
        self.ends_chosen, self.ease_chosen = Event[Ends](), Event[Ease]()
        self.pace_chosen, self.clear_wanted = Event[Pace](), Event[()]()
        self.cancel_wanted = Event[()]()
        self.path = PuckPath()
        self.state = (False, False, False)
        self.progress: tuple[int, int, str] | None = None

    def set_path(self, path: PuckPath) -> None:
        self.path = path

    def set_state(self, editing: bool, recording: bool, playing: bool) -> None:
        self.state = editing, recording, playing

    def set_progress(self, done: int, total: int, text: str) -> None:
        self.progress = done, total, text

    def clear_progress(self) -> None:
        self.progress = None


class FakeTicker:
    def __init__(self) -> None:
        self.ticked = Event[float]()
        self.running = False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False


class Edits:
    """Edits the board as its controller does."""

    def __init__(self, model: BoardModel, steps: FakeSteps) -> None:
        self.model, self.steps = model, steps

    def edit(
        self, text: str, change: Callable[[Board], Board], gesture: Gesture | None = None
    ) -> bool:
        new = change(self.model.board)
        if new != self.model.board:
            self.steps.push(EditBoard(text, self.model, new, gesture))
        return True


class Desk(NamedTuple):
    control: PathControl
    model: BoardModel
    steps: FakeSteps
    ticker: FakeTicker
    layer: FakeLayer
    bar: FakeBar
    now: list[float]

    @property
    def puck(self) -> tuple[float, float]:
        return self.model.board.puck

    def move(self, x: float, y: float) -> None:
        self.model.set(self.model.board.move_puck(x, y))


@pytest.fixture
def desk() -> Desk:
    model, steps, ticker, now = BoardModel(), FakeSteps(), FakeTicker(), [0.0]
    layer, bar = FakeLayer(), FakeBar()
    control = PathControl(
        model, Edits(model, steps), steps, ticker, layer, bar, clock=lambda: now[0]
    )
    model.set(two_pins())
    return Desk(control, model, steps, ticker, layer, bar, now)


def test_points_are_drawn_moved_added_and_deleted_each_as_a_step(desk: Desk) -> None:
    layer, control = desk.layer, desk.control
    layer.line_drawn.emit(((0.1, 0.1), (0.5, 0.1001), (0.9, 0.1)))
    assert control.path.points == ((0.1, 0.1), (0.9, 0.1))
    for x in (0.3, 0.35, 0.4):
        layer.point_moved.emit(0, x, 0.2, 1)
    layer.point_added.emit(1, 0.5, 0.5, 2)
    layer.point_moved.emit(1, 0.6, 0.6, 2)
    layer.point_removed.emit(2)
    assert control.path.points == ((0.4, 0.2), (0.6, 0.6)) == layer.path.points
    assert [step.text for step in desk.steps.done] == [
        "Draw a path",
        "Move a point",
        "Add a point",
        "Delete a point",
    ]
    for _ in range(4):
        desk.steps.undo()
    assert control.path == PuckPath() == desk.bar.path
    for _ in range(4):
        desk.steps.redo()
    assert control.path.points == ((0.4, 0.2), (0.6, 0.6))


def test_settings_are_steps_and_what_no_path_has_is_refused(desk: Desk) -> None:
    failed = heard(desk.control.failed)
    desk.bar.seconds_typed.emit(7.5)
    desk.bar.ends_chosen.emit(Ends.ROUND)
    desk.bar.ease_chosen.emit(Ease.END)
    desk.bar.pace_chosen.emit(Pace.LEGS)
    assert desk.control.path == PuckPath((), 7.5, Ends.ROUND, Ease.END, Pace.LEGS)
    assert len(desk.steps.done) == 4
    desk.layer.line_drawn.emit(tuple((0.5, i % 2) for i in range(201)))
    assert len(failed) <= 1 and len(desk.control.path.points) <= 200


def test_a_replay_walks_in_time_and_is_one_step(desk: Desk) -> None:
    desk.control.start_with(ZIGZAG)
    before = desk.model.board
    desk.bar.play_toggled.emit(True)
    assert desk.ticker.running and desk.bar.state == (False, False, True)
    seen = []
    for _ in range(4):
        desk.ticker.ticked.emit(0.4)
        seen.append(desk.puck[0])
    assert seen == pytest.approx([0.32, 0.44, 0.56, 0.68])
    desk.ticker.ticked.emit(0.6)
    assert desk.puck[0] == pytest.approx(0.8)
    assert not desk.ticker.running and desk.bar.state == (False, False, False)
    assert [step.text for step in desk.steps.done] == ["Play the path"]
    desk.steps.undo()
    assert desk.model.board == before


@pytest.mark.parametrize(("ends", "after"), [(Ends.ROUND, 0.5), (Ends.PING_PONG, 0.5)])
def test_a_replay_goes_on_and_on(desk: Desk, ends: Ends, after: float) -> None:
    desk.control.start_with(PuckPath(ZIGZAG.points, 2.0, ends, Ease.NONE))
    desk.control.toggle_playing()
    desk.ticker.ticked.emit(20 * 2.0 + (0.5 if ends is Ends.ROUND else 1.0))
    assert desk.puck[0] == pytest.approx(after) and desk.ticker.running
    desk.control.toggle_playing()
    assert not desk.ticker.running


def test_whoever_takes_the_puck_or_undoes_ends_a_replay(desk: Desk) -> None:
    desk.control.start_with(ZIGZAG)
    desk.control.set_playing(True)
    desk.ticker.ticked.emit(0.5)
    desk.steps.undo()
    assert not desk.control.is_playing
    desk.control.set_playing(True)
    desk.ticker.ticked.emit(0.5)
    desk.move(0.5, 0.9)
    assert not desk.control.is_playing and desk.puck == (0.5, 0.9)
    desk.ticker.ticked.emit(0.5)  # one that was on its way
    assert desk.puck == (0.5, 0.9)


def test_what_is_missing_for_a_replay_is_said(desk: Desk) -> None:
    failed = heard(desk.control.failed)
    desk.control.set_playing(True)
    desk.model.set(Board())
    desk.control.start_with(ZIGZAG)
    desk.control.set_playing(True)
    desk.control.set_recording(True)
    assert not desk.ticker.running and desk.bar.state == (False, False, False)
    assert "no path" in failed[0] and "pick two" in failed[1] and "pick two" in failed[2]


def test_a_recording_does_what_the_puck_did_at_its_speed(desk: Desk) -> None:
    """To the right within a second, then a rest of two, then up within one."""
    desk.now[0], told = 10.0, heard(desk.control.told)
    desk.bar.record_toggled.emit(True)
    assert desk.bar.state == (False, True, False)
    for i in range(1, 21):
        desk.now[0] = 10 + i / 20
        desk.move(0.5 + 0.4 * i / 20, 0.5)
    assert len(desk.layer.line) == 21
    for i in range(1, 21):
        desk.now[0] = 13 + i / 20
        desk.move(0.9, 0.5 - 0.4 * i / 20)
    desk.now[0] = 99.0  # to the last movement, not to the click that ends it
    desk.bar.record_toggled.emit(False)
    path = desk.control.path
    assert path.seconds == pytest.approx(4, abs=0.2) and not desk.layer.line
    shares = (np.array([0.5, 1.0, 3.5, 4.0]) - 0.0) / 4
    places = path.places(shares)
    wanted = [(0.7, 0.5), (0.9, 0.5), (0.9, 0.3), (0.9, 0.1)]
    np.testing.assert_allclose(places[[0, 1, 3]], np.array(wanted)[[0, 1, 3]], atol=0.06)
    assert places[2][0] == pytest.approx(0.9) and 0.1 < places[2][1] < 0.5
    assert [step.text for step in desk.steps.done] == ["Record a path"]
    assert "press Record again" in told[0] and "Play walks" in told[-1]


def test_a_recording_without_a_movement_leaves_the_path(desk: Desk) -> None:
    desk.control.start_with(ZIGZAG)
    told = heard(desk.control.told)
    desk.bar.record_toggled.emit(True)
    desk.bar.record_toggled.emit(False)
    assert desk.control.path == ZIGZAG and "Nothing was recorded" in told[-1]


def test_one_thing_is_done_at_a_time(desk: Desk) -> None:
    desk.control.start_with(ZIGZAG)
    desk.bar.record_toggled.emit(True)
    desk.bar.draw_toggled.emit(True)
    assert desk.bar.state == (True, False, False) and desk.layer.editing
    desk.bar.play_toggled.emit(True)
    assert desk.bar.state == (False, False, True) and not desk.layer.editing
    desk.layer.left.emit()
    desk.bar.record_toggled.emit(True)
    assert desk.bar.state == (False, True, False) and not desk.ticker.running


def test_what_is_out_of_sight_is_neither_edited_nor_recorded(desk: Desk) -> None:
    assert not desk.control.is_shown
    for toggled in (desk.bar.draw_toggled, desk.bar.record_toggled):
        desk.control.set_shown(True)
        toggled.emit(True)
        assert desk.control.is_shown and any(desk.bar.state)
        desk.control.set_shown(False)
        assert not desk.control.is_shown and not any(desk.bar.state)


def renderer() -> Any:
    """Paints as light as the point is far to the right."""

    def points(board: Board, at: np.ndarray) -> Any:
        shades = np.rint(250 * np.asarray(at)[:, 0]).astype(np.uint8)
        return SimpleNamespace(
            pictures=np.broadcast_to(shades[:, None, None, None], (len(at), 32, 32, 3))
        )

    return SimpleNamespace(points=points, engine=SimpleNamespace(missing={}))


class Studio(NamedTuple):
    films: FilmsControl
    desk: Desk
    work: FakeWork
    chores: FakeChores


@pytest.fixture
def studio(desk: Desk) -> Studio:
    work, chores = FakeWork(), FakeChores()
    desk.control.start_with(ZIGZAG)
    films = FilmsControl(desk.model, desk.control.paths, work, chores, desk.bar)
    films.set_renderer(renderer())
    return Studio(films, desk, work, chores)


def test_a_film_is_rendered_then_written_of_what_was_there_when_it_was_asked_for(
    studio: Studio, tmp_path: Path
) -> None:
    from PIL import Image

    told = heard(studio.films.told)
    studio.films.make(Wish(tmp_path / "film.gif", GIF, 5, Cut(scale=1, repeats=False)))
    assert studio.desk.bar.progress == (0, 5, "Rendering")
    studio.desk.control.start_with(PuckPath())
    studio.desk.model.set(Board())  # exploring goes on
    studio.work.settle()
    assert studio.desk.bar.progress == (0, 0, "Writing") and not list(tmp_path.iterdir())
    studio.chores.settle()
    assert studio.desk.bar.progress is None and "film.gif" in told[-1]
    with Image.open(tmp_path / "film.gif") as image:
        shades = []
        for i in range(image.n_frames):
            image.seek(i)
            shades.append(image.convert("RGB").getpixel((3, 3))[0])
    assert shades == pytest.approx([50, 88, 125, 162, 200], abs=1)


@pytest.mark.parametrize("when", ["rendering", "writing"])
def test_a_film_that_is_cancelled_leaves_nothing(studio: Studio, tmp_path: Path, when: str) -> None:
    told, failed = heard(studio.films.told), heard(studio.films.failed)
    studio.films.make(Wish(tmp_path / "film.gif", GIF, 5, Cut()))
    if when != "rendering":
        studio.work.settle()
    studio.desk.bar.cancel_wanted.emit()
    studio.work.settle()
    studio.chores.settle()
    assert not list(tmp_path.iterdir()) and studio.desk.bar.progress is None
    assert not studio.films.is_busy and not failed and "nothing was written" in told[-1]
    studio.films.make(Wish(tmp_path / "film.gif", GIF, 5, Cut()))  # and the next one works
    studio.work.settle()
    studio.chores.settle()
    assert (tmp_path / "film.gif").is_file()


def test_a_film_that_cannot_be_made_says_why(studio: Studio, tmp_path: Path) -> None:
    failed = heard(studio.films.failed)
    (tmp_path / "file").touch()
    wish = Wish(tmp_path / "file" / "film.gif", GIF, 5, Cut())
    studio.films.make(wish)
    studio.films.make(wish)
    assert "wait for it" in failed[-1]
    studio.work.settle()
    studio.chores.settle()
    assert "could not be" in failed[-1] and not studio.films.is_busy
    studio.desk.model.set(Board())
    studio.films.make(wish)
    assert "pick two" in failed[-1]
    studio.desk.control.start_with(PuckPath())
    studio.films.make(wish)
    assert "no path" in failed[-1]
