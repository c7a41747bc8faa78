"""What a training will need and refuse, told before it begins."""

from pathlib import Path

import pytest

from explorer.core.runs.plan import FIRST, DataFacts, plan
from explorer.core.runs.runs import StartRequest
from explorer.core.runs.settings import settings_of
from training.coursework_recipes import CourseworkClassifierRecipe
from training.files.errors import UserError
from training.latent.scoring import Calibration
from training.models.modelset import ModelSet, Part
from training.recipes import RECIPES, VaeRecipe

KNOWN = ("airplane", "bird", "horse")
DATA = Path("/data")


def facts(classes: tuple[str, ...] = KNOWN, each: int = 500) -> DataFacts:
    return DataFacts("data", classes, (each,) * len(classes))


def base(*parts: str) -> ModelSet:
    made = {kind: Part(None) for kind in parts}
    return ModelSet(Path("/set"), "set", KNOWN, (16, 4, 4), Calibration(), made, {})


WHOLE = base("classifier", "vae", "prior", "critic", "pegasus", "parts")


def test_what_fits_is_started_as_it_was_asked_for() -> None:
    request = StartRequest("vae", DATA)
    planned = plan(request, facts(), WHOLE)
    assert planned.steps == (request,) and not planned.problem
    assert planned.notes == ("The prior of these models will not fit it: train them anew after.",)


def test_new_classes_bring_a_classifier_first() -> None:
    data = facts(("circle", "square", "triangle"), 27)
    planned = plan(StartRequest("vae", DATA, skip_unreadable=True), data, WHOLE)
    first, then = planned.steps
    assert (first.recipe, first.init, first.epochs) == ("classifier", "scratch", FIRST.epochs)
    assert first.skip_unreadable and (then.recipe, then.init) == ("vae", "shipped")
    assert first.settings is not None and first.settings.batch_size == 27
    assert "circle, square, triangle" in planned.notes[-1]


def test_weights_of_other_classes_are_not_started_from() -> None:
    planned = plan(StartRequest("classifier", DATA), facts(("a", "b")), WHOLE)
    assert [step.init for step in planned.steps] == ["scratch"]
    assert "scratch" in planned.notes[0]
    assert "prior" in planned.notes[-1] and "pegasus critic" in planned.notes[-1]


@pytest.mark.parametrize(
    ("recipe", "parts", "lacks"),
    [("prior", ("classifier",), "VAE"), ("pegasus", ("classifier", "vae"), "parts network")],
)
def test_what_is_missing_is_named(recipe: str, parts: tuple[str, ...], lacks: str) -> None:
    assert (
        f"learns from a {lacks}" in plan(StartRequest(recipe, DATA), facts(), base(*parts)).problem
    )


def test_a_part_that_is_not_there_starts_from_scratch() -> None:
    planned = plan(StartRequest("critic", DATA), facts(), base("classifier", "vae"))
    assert planned.steps[0].init == "scratch" and "no critic yet" in planned.notes[0]


def test_few_pictures_make_smaller_batches_and_too_few_are_refused() -> None:
    request = StartRequest("coursework-classifier", DATA, "scratch")
    planned = plan(request, facts(each=10), WHOLE)
    assert planned.steps[0].settings == CourseworkClassifierRecipe(batch_size=10)
    assert "10 pictures, as there are 30" in planned.notes[0]
    assert "too few" in plan(request, facts(each=2), WHOLE).problem


def test_odd_settings_are_refused_at_once() -> None:
    odd = StartRequest("vae", DATA, settings=VaeRecipe(kl_weight=-1.0))
    assert "kl weight takes" in plan(odd, facts(), WHOLE).problem
    unknown = StartRequest("vae", DATA, settings=VaeRecipe(classes=("cow",)))
    assert "no class cow" in plan(unknown, facts(), WHOLE).problem
    assert "one class" in plan(StartRequest("vae", DATA), facts(("bird",)), WHOLE).problem


def test_classes_are_typed_as_they_are_shown_or_as_the_data_has_them() -> None:
    for typed in (("aeroplane", "BIRD"), ("airplane", "bird")):
        settings = VaeRecipe(classes=typed, batch_size=600)
        planned = plan(StartRequest("vae", DATA, settings=settings), facts(each=400), WHOLE)
        assert not planned.problem and planned.steps[0].settings == settings  # 800 fill a batch


@pytest.mark.parametrize("name", RECIPES)
def test_every_setting_is_explained_and_read_as_it_is_written(name: str) -> None:
    for setting in settings_of(RECIPES[name]):
        assert setting.text.endswith((".", ")")), setting.name
        if isinstance(setting.usual, (tuple, str)):
            assert setting.parse(setting.written(setting.usual)) == setting.usual


def test_a_setting_of_several_numbers_takes_as_many() -> None:
    rows = {setting.name: setting for setting in settings_of(VaeRecipe)}
    assert rows["latent_shape"].parse("8 8,8") == (8, 8, 8)
    assert rows["classes"].parse("a, b") == ("a", "b")
    for text in ("8 8", "8, 8, wide"):
        with pytest.raises(UserError, match="Latent shape takes"):
            rows["latent_shape"].parse(text)


def test_a_start_from_weights_has_their_sizes_unless_others_were_set() -> None:
    vae = Part(None, {"latent_shape": [8, 8, 8]}, {"widths": [16, 48, 128], "epochs": 3})
    known = base("classifier")
    known.parts["vae"] = vae
    asked = StartRequest("vae", DATA, settings=VaeRecipe(batch_size=32))
    planned = plan(asked, facts(), known)
    shaped = VaeRecipe(batch_size=32, latent_shape=(8, 8, 8), widths=(16, 48, 128))
    assert (planned.steps[0].settings, planned.steps[0].init) == (shaped, "shipped")
    assert "latent shape 8 \N{MULTIPLICATION SIGN} 8" in planned.notes[0]
    other = StartRequest("vae", DATA, settings=VaeRecipe(widths=(8, 8, 8, 16)))
    for data in (facts(), facts(("a", "b"))):
        planned = plan(other, data, known)
        assert planned.steps[-1].init == "scratch" and "another" in planned.notes[0]
    coursework = plan(StartRequest("coursework-vae", DATA), facts(), known)
    assert coursework.steps[0].init == "scratch"
