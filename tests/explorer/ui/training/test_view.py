"""The training view: what it asks for, and what it shows of a run."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QColor, QPalette, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from explorer.core.runs.plan import DataFacts, Plan
from explorer.core.runs.result import FOR_REPORTS
from explorer.core.runs.runs import StartRequest
from explorer.core.runs.watch import RunState, Status
from explorer.ui.inspector import INSPECTOR_WIDTH
from explorer.ui.parts.time_words import duration
from explorer.ui.training.form import TYPING_MILLISECONDS
from explorer.ui.training.view import TrainingView
from explorer.ui.training.words import figures_text, progress_text, run_title, status_text
from tests.noting import present
from training.__main__ import parse_train
from training.recipes import NOT_SHIPPED, RECIPES, PriorRecipe, VaeRecipe
from training.reproduce.asked.exercises import EXERCISES
from training.run.folder import RunFolder


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
    view.resize(INSPECTOR_WIDTH, 700)
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
    made = PriorRecipe(epochs=7)
    request = StartRequest(
        "prior", Path("/data/cifar"), "scratch", Path("/models/mine"), 7, settings=made
    )
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
    assert (request.recipe, request.settings) == (exercise.name, exercise.recipe)
    assert set(exercise.words) <= set(request.arguments(Path("/run")))
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


def test_folders_that_a_typed_path_begins_with_are_not_asked_for(
    view: TrainingView, qtbot: QtBot
) -> None:
    asked, started = list[str](), list[str]()
    view.changed.connect(lambda request: asked.append(str(request.data)))
    view.start_requested.connect(lambda request: started.append(str(request.data)))
    qtbot.keyClicks(view.form.data, "/home/mine")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["/home/mine"]
    qtbot.keyClicks(view.form.data, "/x")
    view.form.start.click()  # nothing is asked after it, which would be an answer to the start
    qtbot.wait(2 * TYPING_MILLISECONDS)
    assert (asked[1:], started) == ([], ["/home/mine/x"])


def test_a_paused_run_says_whether_anything_of_it_was_kept(tmp_path: Path) -> None:
    paused = make_state(status=Status.STOPPED, folder=tmp_path)
    assert status_text(paused).startswith("Paused: nothing was kept before it was ended")
    RunFolder(tmp_path).checkpoint.touch()
    assert status_text(paused) == "Paused: it goes on from where it was."


def test_without_a_run_nothing_of_one_is_shown(view: TrainingView) -> None:
    view.show_runs()
    run = view.run
    buttons = (run.pause, run.resume, run.cancel, run.use)
    assert not any(button.isVisible() for button in buttons)
    assert not view.run.progress.isVisible() and not view.runs.isVisible()
    view.set_run(make_state())
    view.set_run(None)
    assert not view.run.status.isVisible() and not any(button.isVisible() for button in buttons)


def test_a_run_in_full_swing(view: TrainingView) -> None:
    view.set_run(make_state())
    assert (view.run.progress.value(), view.run.progress.maximum()) == (412, 1200)
    assert view.run.steps.text() == "412 of 1,200 steps, about 3 minutes left"
    assert view.run.status.text() == "Training."
    assert view.run.figures.text() == "loss  0.25\nvalidation psnr  26.75"
    assert present(view.runs.topLevelItem(0)).text(0) == "vae-1" == view.run.title.text()
    assert view.run.title.toolTip().startswith("vae-1, VAE, ")
    assert present(view.runs.topLevelItem(0)).text(1) == "34 %, 3 minutes"


def test_the_progress_of_a_run_that_gets_ready_is_busy(view: TrainingView) -> None:
    view.set_run(make_state(step=0, steps=0, message="It is getting ready."))
    assert (view.run.progress.minimum(), view.run.progress.maximum()) == (0, 0)
    assert view.run.status.text() == "Training. It is getting ready."


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
        getattr(view.run, name).click()
    assert {name for name, _ in asked} == enabled
    assert all(folder == state.folder for _, folder in asked)


def test_a_finished_run_without_a_result_cannot_be_used(view: TrainingView) -> None:
    view.set_run(make_state(status=Status.FINISHED))
    assert not view.run.use.isEnabled()


def test_a_crash_is_said_and_its_words_are_plain_text(view: TrainingView) -> None:
    message = "It ended in the middle: <b>RuntimeError</b>"
    view.set_run(make_state(status=Status.CRASHED, message=message))
    assert view.run.status.text() == f"Crashed. {message}"
    assert view.run.status.property("role") == "warning"
    view.set_run(make_state())
    assert view.run.status.property("role") == ""


def test_a_problem_is_shown_until_it_is_gone(view: TrainingView) -> None:
    view.set_problem("There is no data set.")
    assert view.problem.isVisible()
    view.set_problem("")
    assert not view.problem.isVisible()


def test_the_curve_shows_what_is_finite(view: TrainingView) -> None:
    view.set_run(make_state(losses=np.empty((0, 2))))
    view.set_run(make_state(losses=np.array([[1, 3.0], [2, np.nan], [3, 1.0]])))
    assert view.run._plot is not None
    np.testing.assert_array_equal(view.run._plot.shown(), [[1, 3.0], [3, 1.0]])


def test_a_small_loss_is_written_in_plain_numbers(view: TrainingView) -> None:
    view.resize(320, 640)
    view.show()
    view.set_run(make_state(losses=np.array([[1, 0.84], [2, 0.61]])))
    assert view.run._plot is not None
    axis = view.run._plot.getAxis("left")
    assert axis.autoSIPrefixScale == 1 and "0.001" not in axis.labelString()


def test_a_long_curve_is_averaged(view: TrainingView) -> None:
    from explorer.ui.training.loss_plot import POINTS

    steps = np.arange(1.0, 10_001)
    view.set_run(make_state(losses=np.stack([steps, 2 * steps], axis=1)))
    assert view.run._plot is not None
    shown = view.run._plot.shown()
    assert len(shown) == POINTS
    np.testing.assert_allclose(shown[:, 1], 2 * shown[:, 0])
    assert shown.mean() == pytest.approx(1.5 * steps.mean(), rel=1e-2)


def test_the_curve_follows_the_palette(view: TrainingView) -> None:
    view.set_run(make_state())
    assert view.run._plot is not None
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#102030"))
    view.setPalette(palette)
    assert view.run._plot.backgroundBrush().color() == QColor("#102030")


def test_samples_are_shown_where_there_are_any(view: TrainingView, tmp_path: Path) -> None:
    path = tmp_path / "samples.png"
    picture = QPixmap(8, 8)
    picture.fill(QColor("red"))
    picture.save(str(path))
    view.show_runs()
    view.set_run(make_state(samples=path))
    assert view.run.samples.isVisible() and view.run.samples.pixmap().width() == 16
    path.write_bytes(b"half a pict")
    view.set_run(make_state(samples=path))
    assert not view.run.samples.isVisible()


def test_runs_are_listed_and_chosen(view: TrainingView, qtbot: QtBot) -> None:
    other = make_state(folder=Path("/runs/old"), status=Status.FINISHED, name="prior")
    view.set_run(make_state())
    view.set_runs([make_state(), other])
    assert view.runs.folder == make_state().folder
    item = present(view.runs.topLevelItem(1))
    assert item.text(0) == "old" and item.text(1) == "finished"
    assert item.toolTip(0).startswith("old, Prior, ")
    view.show_runs()
    with qtbot.waitSignal(view.run_chosen) as chosen:
        qtbot.keyClick(view.runs, Qt.Key.Key_Down)
    assert chosen.args == [other.folder]
    view.set_run(other)
    assert view.runs.folder == other.folder
    view.set_run(make_state(folder=Path("/runs/new")))
    assert view.runs.topLevelItemCount() == 3 and view.runs.folder == Path("/runs/new")
    assert view.pages.tabText(1) == "Runs (3)"


def test_a_run_is_renamed_and_deleted_by_keyboard(view: TrainingView, qtbot: QtBot) -> None:
    view.set_run(make_state())
    view.show_runs()
    view.activateWindow()
    qtbot.waitUntil(view.runs.hasFocus)
    with qtbot.waitSignal(view.renamed) as renamed:
        qtbot.keyClick(view.runs, Qt.Key.Key_F2)
        editor = view.runs.findChild(QLineEdit)
        qtbot.keyClicks(editor, "My <b>best</b>")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == [make_state().folder, "My <b>best</b>"]
    with qtbot.waitSignal(view.delete_requested) as deleted:
        qtbot.keyClick(view.runs, Qt.Key.Key_Delete)
    assert deleted.args == [make_state().folder]


def test_what_acts_upon_a_run_is_offered_where_one_is_chosen(view: TrainingView) -> None:
    acts: list[QPushButton | QAction] = [*view.acts, *view.runs.acts]
    assert len(acts) == 6
    view.set_run(make_state())
    assert all(act.isEnabled() for act in acts)
    view.set_runs(())
    view.set_runs((make_state(),))  # it was deleted, and came back
    assert view.runs.folder is None and not any(act.isEnabled() for act in acts)
    view.runs.setCurrentItem(present(view.runs.topLevelItem(0)))
    assert all(act.isEnabled() for act in acts)


def test_a_folder_is_shown_from_the_menu_and_by_the_button(
    view: TrainingView, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Chosen(QMenu):
        def exec(self, where: QPoint) -> None:  # type: ignore[override]
            (action,) = (action for action in self.actions() if action.text() == "Show folder")
            assert "log.txt" in action.toolTip()
            action.trigger()

    monkeypatch.setattr("explorer.ui.training.run_list.QMenu", Chosen)
    wanted: list[Path] = []
    view.folder_requested.connect(wanted.append)
    view.set_run(make_state())
    view.show_runs()
    place = view.runs.visualItemRect(present(view.runs.topLevelItem(0))).center()
    view.runs.customContextMenuRequested.emit(place)
    assert wanted == [make_state().folder]
    view.open_folder.click()
    assert wanted == 2 * [make_state().folder] and view.open_folder.text() == "Show folder"


def test_labels_are_clear_of_the_frame_that_shows_the_focus(view: TrainingView) -> None:
    labels = [label for label in view.form.findChildren(QLabel) if label.isVisible()]
    assert labels and all(label.mapTo(view.form, QPoint()).x() >= 4 for label in labels)


def test_every_setting_of_each_recipe_is_under_more(view: TrainingView) -> None:
    for name, recipe in RECIPES.items():
        view.form.choose_recipe(name)
        shown = {"epochs", *view.form.more.fields}
        assert shown == {field.name for field in fields(recipe)}
        assert all(field.toolTip() for field in view.form.more.fields.values())
        assert view.form.request().settings == recipe()


def test_settings_are_asked_for_as_they_were_set(view: TrainingView, qtbot: QtBot) -> None:
    view.set_data(Path("/data"))
    view.form.choose_recipe("vae")
    qtbot.mouseClick(view.form.more_button, Qt.MouseButton.LeftButton)
    assert view.form.more.isVisible()
    more = view.form.more.fields
    for name, text in (("batch_size", "27"), ("peak_lr", "0,002"), ("widths", "8 8 8 16")):
        more[name].setFocus()
        more[name].selectAll()  # type: ignore[attr-defined]
        qtbot.keyClicks(more[name], text)
    more["decoder_alone"].click()  # type: ignore[attr-defined]
    view.form.skip.click()
    settings = VaeRecipe(batch_size=27, peak_lr=0.002, widths=(8, 8, 8, 16), decoder_alone=True)
    request = view.form.request()
    assert request.settings == settings and request.skip_unreadable
    words = request.arguments(Path("/run"))
    assert parse_train("vae", words[2:], "x").recipe == settings
    more["widths"].setText("wide")  # type: ignore[attr-defined]
    assert not view.form.start.isEnabled() and "numbers" in view.form.said.text()


def test_a_plan_is_told_before_anything_starts(view: TrainingView) -> None:
    view.set_data(Path("/data"))
    facts = DataFacts("mine", ("a", "b"), (20, 30), left_out=1)
    steps = (StartRequest("classifier", Path("/data")), StartRequest("vae", Path("/data")))
    view.set_plan(facts, Plan(steps, ("First this.",)))
    assert view.form.facts.text() == ("50 pictures of 2 classes to learn from, 1 skipped: a, b.")
    assert view.form.start.text() == "Train classifier, then VAE"
    assert view.form.said.text() == "First this."
    view.set_plan(facts, Plan(problem="It cannot be."))
    assert not view.form.start.isEnabled() and view.form.said.property("role") == "warning"


def test_nothing_of_the_last_run_stays(view: TrainingView, qtbot: QtBot) -> None:
    view.set_run(make_state())
    view.show_runs()
    assert view.run._plot is not None and view.run._plot.isVisible()
    view.set_run(make_state(folder=Path("/runs/new"), losses=np.empty((0, 2)), step=0))
    assert not view.run._plot.isVisible()
    far = np.array([[1, 900.0], [2, 800.0]])
    view.set_run(make_state(losses=far))
    view.set_run(make_state(losses=np.array([[1, 0.3], [2, 0.2]])))
    box = view.run._plot.getViewBox()
    qtbot.waitUntil(lambda: box.viewRange()[1][1] < 0.5)


def test_focus_never_lands_on_what_takes_a_buttons_place(view: TrainingView, qtbot: QtBot) -> None:
    view.set_run(make_state(status=Status.STOPPED))
    view.show_runs()
    view.activateWindow()
    view.run.resume.setFocus()
    qtbot.waitUntil(view.run.resume.hasFocus)
    view.set_run(make_state(status=Status.RUNNING))
    assert view.runs.hasFocus()


def test_what_is_for_reports_cannot_be_used(view: TrainingView) -> None:
    made = {"result": Path("/runs/x"), "why_not_explored": FOR_REPORTS}
    state = make_state(status=Status.FINISHED, name="judge", **made)
    view.set_run(state)
    view.show_runs()
    assert not view.run.use.isVisible() and "reports alone" in view.run.figures.text()
    view.set_run(replace(state, name="vae", why_not_explored=""))
    assert view.run.use.isVisible()


def test_acts_are_in_sight_where_there_is_little_room(view: TrainingView) -> None:
    view.resize(INSPECTOR_WIDTH, 420)
    view.set_data(Path("/data"))
    view.form.choose_recipe("coursework-classifier")
    view.form.more_button.click()
    whole = view.rect()
    for page, button in ((0, view.form.start), (1, view.run.use)):
        view.set_run(make_state(status=Status.FINISHED, result=Path("/runs/x")))
        view.pages.setCurrentIndex(page)
        assert button.isVisible()
        place = QRect(button.mapTo(view, QPoint()), button.size())
        assert whole.contains(place)


def test_every_control_has_a_name_and_a_place_in_the_tab_order(view: TrainingView) -> None:
    view.set_run(make_state())
    form, run = view.form, view.run
    controls = (form.recipe, form.data, form.browse, form.epochs, form.init, form.start)
    acts = (run.pause, run.resume, run.cancel, run.use, view.rename, view.delete)
    for control in (*controls, view.runs, *acts):
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
    assert progress_text(make_state(step=1, steps=1, seconds_left=0)) == "1 of 1 step"
    assert progress_text(make_state(seconds_left=12)) == "412 of 1,200 steps"
    assert status_text(make_state(status=Status.FINISHED)) == "Finished."
    assert run_title(make_state(started=0.0)) == "vae-1, VAE, training"
    assert figures_text(make_state(metrics={"loss": 1.0}, figures={"loss": 2.0})) == "loss  2"
    assert run_title(make_state(title="Mine", started=0.0)) == "Mine, VAE, training"


@pytest.mark.parametrize("status", Status)
def test_a_state_has_one_word(view: TrainingView, status: Status) -> None:
    view.set_run(make_state(status=status, steps=0))
    word = present(view.runs.topLevelItem(0)).text(1)
    assert view.run.status.text().startswith(word.capitalize())
    assert run_title(make_state(status=status)).endswith(f", {word}")


def test_a_long_word_of_a_log_does_not_widen_the_panel(view: TrainingView) -> None:
    view.set_run(make_state(status=Status.FAILED, message="It failed."))
    width = view.minimumSizeHint().width()
    view.set_run(make_state(status=Status.FAILED, message="x" * 900))
    assert view.minimumSizeHint().width() == width


def test_where_a_run_stopped_the_log_is_named_if_there_is_one(tmp_path: Path) -> None:
    ended = {Status.STOPPED, Status.FAILED, Status.CRASHED}
    states = [make_state(folder=tmp_path, status=status) for status in Status]
    assert not any("log" in status_text(state) for state in states)
    (tmp_path / "log.txt").write_text("no memory")
    assert {state.status for state in states if "log.txt" in status_text(state)} == ended


def test_a_run_that_is_renamed_has_its_name_in_its_heading(view: TrainingView) -> None:
    view.set_run(make_state())
    view.set_runs([make_state(title="Mine")])
    assert view.run.title.text() == "Mine" == present(view.runs.topLevelItem(0)).text(0)


def test_long_titles_leave_the_panel_its_width(view: TrainingView) -> None:
    for row in EXERCISES:
        view.form.choose_recipe(f"coursework/{row}")
        assert view.minimumSizeHint().width() <= INSPECTOR_WIDTH
