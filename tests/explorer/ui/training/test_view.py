"""The training view: what it asks for, and what it shows of a run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette, QPixmap
from pytestqt.qtbot import QtBot

from explorer.core.runs.runs import StartRequest
from explorer.core.runs.watch import RunState, Status
from explorer.ui.training.view import TrainingView
from explorer.ui.training.words import duration, figures_text, progress_text, run_title, status_text
from explorer.ui.window import INSPECTOR_WIDTH
from training.recipes import NOT_SHIPPED, RECIPES
from training.reproduce.asked.exercises import EXERCISES


def make_state(**changes: Any) -> RunState:
    """A run in full swing."""
    about: dict[str, Any] = {
        "folder": Path("/runs/vae-1"),
        "name": "vae",
        "status": Status.RUNNING,
        "started": 1_700_000_000.0,
        "step": 412,
        "steps": 1200,
        "seconds_left": 190.0,
        "metrics": {"loss": 0.25},
        "figures": {"validation_psnr": 26.75},
        "message": "",
        "result": None,
        "samples": None,
        "losses": np.array([[1, 3.0], [2, 2.0], [3, 1.0]]),
    }
    return RunState(**{**about, **changes})


@pytest.fixture
def view(qtbot: QtBot) -> TrainingView:
    view = TrainingView()
    qtbot.addWidget(view)
    view.show()
    return view


def _asked(view: TrainingView) -> list[tuple[str, Any]]:
    asked: list[tuple[str, Any]] = []
    for name in ("start", "pause", "resume", "cancel", "use"):
        signal = getattr(view, f"{name}_requested")
        signal.connect(lambda value, name=name: asked.append((name, value)))
    return asked


def test_the_form_asks_for_what_it_says(view: TrainingView) -> None:
    asked = _asked(view)
    view.set_data(Path("/data/cifar"))
    view.set_base(Path("/models/mine"))
    view.form.choose_recipe("prior")
    view.form.epochs.setValue(7)
    view.form.init.setCurrentIndex(view.form.init.findData("scratch"))
    view.form.start.click()
    request = StartRequest("prior", Path("/data/cifar"), "scratch", Path("/models/mine"), 7)
    assert asked == [("start", request)]


@pytest.mark.parametrize("name", RECIPES)
def test_each_recipe_is_explained_with_its_own_length(view: TrainingView, name: str) -> None:
    view.form.choose_recipe(name)
    assert view.form.epochs.value() == RECIPES[name]().epochs
    assert view.form.explanation.text() in " ".join((RECIPES[name].__doc__ or "").split())


@pytest.mark.parametrize("row", EXERCISES)
def test_the_coursework_can_be_chosen_row_by_row(view: TrainingView, row: str) -> None:
    view.form.choose_recipe(f"coursework/{row}")
    exercise, request = EXERCISES[row], view.form.request()
    assert view.form.recipe.currentText() == f"Coursework {exercise.title}"
    assert view.form.explanation.text() == exercise.text
    assert (request.recipe, request.more) == (exercise.name, exercise.words)
    assert (request.epochs, request.init) == (exercise.recipe.epochs, "scratch")


@pytest.mark.parametrize("name", RECIPES)
def test_what_does_not_ship_starts_from_scratch(view: TrainingView, name: str) -> None:
    view.form.choose_recipe(name)
    assert (view.form.request().init == "scratch") is (name in NOT_SHIPPED)


def test_nothing_can_be_started_without_data(view: TrainingView) -> None:
    assert not view.form.start.isEnabled()
    view.form.data.setText("  ")
    assert not view.form.start.isEnabled() and view.form.start.toolTip() == "Choose a data set"
    view.set_data(Path("/data"))
    assert view.form.start.isEnabled()


def test_data_that_the_user_typed_stays(view: TrainingView, qtbot: QtBot) -> None:
    view.set_data(Path("/first"))
    view.form.data.selectAll()
    qtbot.keyClicks(view.form.data, "/mine")
    view.set_data(Path("/second"))
    assert view.form.data.text() == "/mine"


def test_without_a_run_nothing_of_one_is_shown(view: TrainingView) -> None:
    buttons = (view.pause, view.resume, view.cancel, view.use)
    assert not any(button.isVisible() for button in buttons)
    assert not view.progress.isVisible() and not view.runs.isVisible()
    view.set_run(make_state())
    view.set_run(None)
    assert not view.status.isVisible() and not any(button.isVisible() for button in buttons)


def test_a_run_in_full_swing(view: TrainingView) -> None:
    view.set_run(make_state())
    assert (view.progress.value(), view.progress.maximum()) == (412, 1200)
    assert view.steps.text() == "412 of 1,200 steps, about 3 minutes left"
    assert view.status.text() == "Training."
    assert view.figures.text() == "loss  0.25\nvalidation psnr  26.75"
    assert view.runs.currentText().startswith("VAE, ")


def test_the_progress_of_a_run_that_gets_ready_is_busy(view: TrainingView) -> None:
    view.set_run(make_state(step=0, steps=0, message="It is getting ready."))
    assert (view.progress.minimum(), view.progress.maximum()) == (0, 0)
    assert view.status.text() == "Training. It is getting ready."


@pytest.mark.parametrize(
    ("status", "enabled"),
    [
        (Status.RUNNING, {"pause", "cancel"}),
        (Status.STOPPING, set()),
        (Status.STOPPED, {"resume", "cancel"}),
        (Status.CANCELLED, {"resume"}),
        (Status.FAILED, {"resume", "cancel"}),
        (Status.CRASHED, {"resume", "cancel"}),
        (Status.FINISHED, {"use"}),
    ],
)
def test_what_can_be_done_with_a_run(view: TrainingView, status: Status, enabled: set[str]) -> None:
    asked = _asked(view)
    state = make_state(status=status, result=Path("/runs/vae-1/modelset"))
    view.set_run(state)
    for name in ("pause", "resume", "cancel", "use"):
        getattr(view, name).click()
    assert {name for name, _ in asked} == enabled
    assert all(folder == state.folder for _, folder in asked)


def test_a_finished_run_without_a_result_cannot_be_used(view: TrainingView) -> None:
    view.set_run(make_state(status=Status.FINISHED))
    assert not view.use.isEnabled()


def test_a_crash_is_said_and_its_words_are_plain_text(view: TrainingView) -> None:
    message = "It ended in the middle: <b>RuntimeError</b>"
    view.set_run(make_state(status=Status.CRASHED, message=message))
    assert view.status.text() == f"Crashed. {message}"
    assert view.status.property("role") == "warning"
    view.set_run(make_state())
    assert view.status.property("role") == ""


def test_a_problem_is_shown_until_it_is_gone(view: TrainingView) -> None:
    view.set_problem("There is no data set.")
    assert view.problem.isVisible()
    view.set_problem("")
    assert not view.problem.isVisible()


def test_the_curve_shows_what_is_finite(view: TrainingView) -> None:
    view.set_run(make_state(losses=np.empty((0, 2))))
    view.set_run(make_state(losses=np.array([[1, 3.0], [2, np.nan], [3, 1.0]])))
    assert view._plot is not None
    np.testing.assert_array_equal(view._plot.shown(), [[1, 3.0], [3, 1.0]])


def test_a_long_curve_is_averaged(view: TrainingView) -> None:
    from explorer.ui.training.loss_plot import POINTS

    steps = np.arange(1.0, 10_001)
    view.set_run(make_state(losses=np.stack([steps, 2 * steps], axis=1)))
    assert view._plot is not None
    shown = view._plot.shown()
    assert len(shown) == POINTS
    np.testing.assert_allclose(shown[:, 1], 2 * shown[:, 0])
    assert shown.mean() == pytest.approx(1.5 * steps.mean(), rel=1e-2)


def test_the_curve_follows_the_palette(view: TrainingView) -> None:
    view.set_run(make_state())
    assert view._plot is not None
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#102030"))
    view.setPalette(palette)
    assert view._plot.backgroundBrush().color() == QColor("#102030")


def test_samples_are_shown_where_there_are_any(view: TrainingView, tmp_path: Path) -> None:
    path = tmp_path / "samples.png"
    picture = QPixmap(8, 8)
    picture.fill(QColor("red"))
    picture.save(str(path))
    view.set_run(make_state(samples=path))
    assert view.samples.isVisible() and view.samples.pixmap().width() == 16
    path.write_bytes(b"half a pict")
    view.set_run(make_state(samples=path))
    assert not view.samples.isVisible()


def test_runs_are_listed_and_chosen(view: TrainingView, qtbot: QtBot) -> None:
    other = make_state(folder=Path("/runs/old"), status=Status.FINISHED, name="prior")
    view.set_run(make_state())
    view.set_runs([make_state(), other])
    assert view.runs.currentIndex() == 0
    assert "Prior" in view.runs.itemText(1) and "finished" in view.runs.itemText(1)
    with qtbot.waitSignal(view.run_chosen) as chosen:
        view.runs.activated.emit(1)
    assert chosen.args == [other.folder]
    view.set_run(other)
    assert view.runs.currentIndex() == 1
    view.set_run(make_state(folder=Path("/runs/new")))
    assert (view.runs.count(), view.runs.currentIndex()) == (3, 0)


def test_every_control_has_a_name_and_a_place_in_the_tab_order(view: TrainingView) -> None:
    view.set_run(make_state())
    form = view.form
    controls = (form.recipe, form.data, form.browse, form.epochs, form.init, form.start)
    for control in (*controls, view.runs, view.pause, view.resume, view.cancel, view.use):
        assert control.accessibleName() or getattr(control, "text", str)()
        assert control.toolTip() or not control.isEnabled()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (89, "89 seconds"),
        (95, "2 minutes"),
        (89 * 60, "89 minutes"),
        (3 * 3600, "3 hours"),
        (50 * 3600, "2 days"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_words_of_a_run() -> None:
    assert progress_text(make_state(steps=0)) == ""
    assert progress_text(make_state(seconds_left=12)) == "412 of 1,200 steps"
    assert status_text(make_state(status=Status.FINISHED)) == "Finished."
    assert run_title(make_state(started=0.0)) == "VAE, running"
    assert figures_text({"loss": 1.0}, {"loss": 2.0}) == "loss  2"


def test_long_titles_leave_the_panel_its_width(view: TrainingView) -> None:
    for row in EXERCISES:
        view.form.choose_recipe(f"coursework/{row}")
        assert view.minimumSizeHint().width() <= INSPECTOR_WIDTH
