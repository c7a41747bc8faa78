"""The form of a training shows what will be done: where weights come from, and every setting."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from explorer.core.runs.plan import DataFacts, plan
from explorer.core.runs.watch import RunState, Status
from explorer.ui.training.form import TrainingForm
from tests.explorer.ui.training.test_view import make_state
from training.bounds import bounds_of
from training.latent.scoring import Calibration
from training.models.modelset import ModelSet, Part
from training.recipes import RECIPES, VaeRecipe

KNOWN = ("airplane", "bird", "horse")
VAE = Part(None, {"latent_shape": [8, 8, 8]}, {"widths": [16, 48, 128]})
BASE = {"classifier": Part(None), "vae": VAE, "parts": Part(None)}


def models(parts: dict[str, Part]) -> ModelSet:
    return ModelSet(Path("/set"), "set", KNOWN, (8, 8, 8), Calibration(), parts, {})


MakeForm = Callable[..., TrainingForm]


@pytest.fixture
def make_form(qtbot: QtBot) -> MakeForm:
    """A form that is answered at once, as by the controller."""

    def make(
        classes: tuple[str, ...] = KNOWN, each: int = 500, origin: ModelSet | None = None
    ) -> TrainingForm:
        form, facts = TrainingForm(), DataFacts("data", classes, (each,) * len(classes))
        qtbot.addWidget(form)
        form.changed.connect(
            lambda asked: form.set_plan(facts, plan(asked, facts, models(BASE), origin))
        )
        form.set_data(Path("/data"))
        form.choose_recipe("vae")
        form.show()
        form.more_button.click()
        return form

    return make


def line(form: TrainingForm, name: str) -> QLineEdit:
    field = form.more.fields[name]
    assert isinstance(field, QLineEdit)
    return field


def choose_start(form: TrainingForm, qtbot: QtBot, text: str) -> None:
    """By the keyboard."""
    form.init.setFocus()
    key = Qt.Key.Key_Down if form.init.findText(text) > form.init.currentIndex() else Qt.Key.Key_Up
    while form.init.currentText() != text:
        before = form.init.currentIndex()
        qtbot.keyClick(form.init, key)
        assert form.init.currentIndex() != before, f"{text} cannot be chosen"


def test_weights_bring_their_sizes_which_scratch_sets_free(
    make_form: MakeForm, qtbot: QtBot
) -> None:
    form = make_form()
    shape, widths = line(form, "latent_shape"), line(form, "widths")
    assert form.init.currentText() == "Weights in use"
    assert (shape.text(), widths.text()) == ("8, 8, 8", "16, 48, 128")
    assert not shape.isEnabled() and "start from scratch" in shape.toolTip()
    assert line(form, "classes").isEnabled()
    choose_start(form, qtbot, "Scratch")
    usual = VaeRecipe()
    assert shape.text() == "16, 4, 4" and widths.text() == "24, 48, 96, 128" and shape.isEnabled()
    shape.selectAll()
    qtbot.keyClicks(shape, "4 8 8")
    request = form.request()
    assert (request.init, request.settings) == ("scratch", replace(usual, latent_shape=(4, 8, 8)))
    choose_start(form, qtbot, "Weights in use")
    assert shape.text() == "8, 8, 8" and not shape.isEnabled()
    assert (form.request().init, form.request().settings) == ("shipped", usual)


def test_weights_that_will_not_do_are_grey_and_say_why(make_form: MakeForm) -> None:
    form = make_form()
    form.choose_recipe("critic")  # which these models have none of
    assert form.init.currentText() == "Scratch" and "no critic yet" in form.said.text()
    model, place = form.init.model(), form.init.findText("Weights in use")
    assert not model.flags(model.index(place, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert "no critic yet" in form.init.itemData(place, Qt.ItemDataRole.ToolTipRole)
    form.choose_recipe("vae")
    assert form.init.currentText() == "Weights in use"
    assert model.flags(model.index(place, 0)) & Qt.ItemFlag.ItemIsEnabled


def test_nothing_says_from_scratch_where_weights_are_started_from(make_form: MakeForm) -> None:
    form = make_form()
    for recipe in ("classifier", "vae", "parts", "critic", "judge", "coursework-vae"):
        form.choose_recipe(recipe)
        scratch = form.init.currentText() == "Scratch"
        assert ("from scratch" in form.said.text()) <= scratch, recipe


def test_recipes_that_do_not_ship_offer_no_weights_in_use(make_form: MakeForm) -> None:
    form = make_form()
    form.choose_recipe("judge")
    assert [form.init.itemText(i) for i in range(form.init.count())] == ["Scratch"]


def test_settings_show_the_classes_and_the_batch_of_the_data(make_form: MakeForm) -> None:
    form = make_form(("circle", "square", "triangle"), 9)
    assert line(form, "classes").text() == "circle, square, triangle"
    batch = form.more.fields["batch_size"]
    assert isinstance(batch, QSpinBox) and batch.value() == 9
    assert form.request().settings == VaeRecipe()  # nothing was set by hand
    batch.setValue(8)
    assert form.request().settings == VaeRecipe(batch_size=8)
    assert line(form, "classes").text() == "circle, square, triangle" and batch.value() == 8


def test_a_run_brings_its_own_sizes(make_form: MakeForm, qtbot: QtBot) -> None:
    own = models({"vae": Part(None, {"latent_shape": [4, 8, 8]}, {"widths": [8, 16, 32]})})
    form = make_form(origin=own)
    run: RunState = make_state(status=Status.FINISHED, result=Path("/runs/vae-1"), title="Mine")
    form.set_finished([run])
    choose_start(form, qtbot, "Run Mine")
    assert line(form, "latent_shape").text() == "4, 8, 8"
    assert form.request().init == str(run.folder)
    form.set_finished([replace(run, title="Yours")])
    assert form.init.currentText() == "Run Yours"


def test_settings_are_said_in_the_windows_words(make_form: MakeForm) -> None:
    form = make_form()
    assert not any("--" in field.toolTip() for field in form.more.fields.values())
    assert "weights in use" in form.more.fields["blends_from"].toolTip()


def test_no_number_can_be_set_that_a_training_would_refuse(
    make_form: MakeForm, qtbot: QtBot
) -> None:
    form = make_form()
    for name, kind in RECIPES.items():
        form.choose_recipe(name)
        for setting, bounds in bounds_of(kind).items():
            field = form.more.fields.get(setting)
            if isinstance(field, QSpinBox | QDoubleSpinBox):
                for number in (field.minimum(), field.maximum()):
                    bounds.refuse(setting, number)
    form.choose_recipe("classifier")
    choose_start(form, qtbot, "Scratch")
    depth = form.more.fields["depth"]
    assert isinstance(depth, QSpinBox) and (depth.minimum(), depth.maximum()) == (2, 3)
    widths = line(form, "widths")
    widths.selectAll()
    qtbot.keyClicks(widths, "64 0 256")
    assert "Widths takes 1 or more, and 0 is here" in form.said.text()
    assert not form.start.isEnabled()


def test_data_is_chosen_and_is_then_what_the_user_named(
    make_form: MakeForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, given, asked = make_form(), ["", "/my/archive.zip", "/my/folder"], []

    def ask(parent: object, title: str, start: str, *kinds: str) -> str:
        asked.append(start)
        return given.pop(0)

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *about: (ask(*about), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    archive, folder = form.browse.menu().actions()
    archive.trigger()
    assert form.named is None
    for act in (archive, folder):
        with qtbot.waitSignal(form.kept):
            act.trigger()
    assert asked == ["/data", "/data", "/my/archive.zip"]
    assert form.named == Path("/my/folder")
