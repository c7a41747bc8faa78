"""The coursework reproduced on tiny data: each row is there, and nothing runs twice."""

import dataclasses
import itertools
import json
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from tests.conftest import write_official_archive
from tests.explorer.tiny_set import no_graphs
from training import __main__ as program
from training.data import cache
from training.data.subset import coarse, thinned
from training.files.errors import UserError
from training.models.coursework import CourseworkClassifier, CourseworkVae
from training.models.judge import Judge
from training.models.modelset import ModelSet
from training.models.publishing import NewPart, extend
from training.reproduce import command
from training.reproduce.asked.claims import Claim
from training.reproduce.asked.exercises import EXERCISES
from training.reproduce.asked.plan import FULL, QUICK, Scale, chosen_rows, planned
from training.reproduce.asked.questions import (
    Alike,
    Better,
    NoBetter,
    Reaches,
    Stays,
    Times,
    Value,
    values_of,
)
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.variants import FIRST as FIRST_RECIPE
from training.reproduce.asked.variants import VARIANTS
from training.reproduce.asked.verdicts import (
    ENOUGH,
    Finding,
    Verdict,
    combined,
    compare,
    decide,
    judge,
)
from training.reproduce.asked.words import glossary
from training.reproduce.command import Options, reproduce
from training.reproduce.page import drawing
from training.reproduce.page.diagram import RoundTrip, boxes
from training.reproduce.page.drawing import Drawn
from training.reproduce.work import runs
from training.reproduce.work.code import code_fingerprint, definitions_behind
from training.reproduce.work.curves import curves_of, epochs_to, seconds_a_step, summary, value_at
from training.reproduce.work.results import DREAMS, Result, read_result

ISSUE_ROWS = (
    *("1a", "dropout", "weight-decay", "1b", "augmentation", "1c", "minor", "1d"),
    *("2a", "2b", "2c", "2d", "gan", "2e", "best"),
)
TINY = Scale(seeds=1, epochs=2, batch_size=16, width=2, hidden=8, ours=(4, 4, 4, 8), shown=6)
FIRST, SECOND = Value("a", "x"), Value("b", "x")
numbers = st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), min_size=ENOUGH, max_size=6)
margins = st.floats(0.001, 5)


@pytest.fixture(scope="module")
def judge_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judges") / "judge"
    classes = ("airplane", "bird", "horse")
    settings = {"widths": (8, 8, 8, 8), "classes": len(classes)}
    weights = Judge(**settings).state_dict()  # type: ignore[arg-type]
    part = NewPart("judge", settings, weights, {}, "", {"temperature": 1.0}, "0")
    extend(None, part, folder, classes, no_graphs)
    return folder


@pytest.fixture
def options(
    tmp_path: Path,
    tiny_set: ModelSet,
    judge_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Options:
    monkeypatch.setattr(command, "KEPT", tmp_path / "none")
    return Options(
        data=write_official_archive(tmp_path, 60),
        out=tmp_path / "out",
        cache=tmp_path / "cache",
        models=tiny_set.folder,
        judge=judge_folder,
        device="cpu",
    )


def test_kinds_of_recipes_have_code_of_their_own() -> None:
    recipes = (FIRST_RECIPE, VARIANTS["2d"].recipe, VARIANTS["ours with an adversary"].recipe)
    assert len({code_fingerprint(definitions_behind(recipe)) for recipe in recipes}) == 3


def test_every_row_of_the_coursework_is_there() -> None:
    assert tuple(ROWS) == ISSUE_ROWS
    named = {name for row in ROWS.values() for name in row.variants}
    assert named == set(VARIANTS)
    assert all(row.claims and row.figures and row.text for row in ROWS.values())
    assert all(row.lead in row.variants for row in ROWS.values())


def test_what_chance_could_decide_has_three_seeds() -> None:
    for row in ROWS.values():
        for claim in row.claims:
            for question in claim.questions:
                if isinstance(question, Better | NoBetter | Alike):
                    between = {question.first.variant, question.second.variant}
                    assert all(VARIANTS[name].seeds >= ENOUGH for name in between)


@pytest.mark.parametrize("row", EXERCISES)
def test_a_row_can_be_trained_by_words(row: str) -> None:
    exercise = EXERCISES[row]
    epochs = ("--epochs", str(exercise.recipe.epochs))
    words = ["--data", "somewhere", *epochs, *exercise.words]
    assert program.parse_train(exercise.name, words, "train").recipe == exercise.recipe
    assert all(claim.text in exercise.text for claim in ROWS[row].claims)


@pytest.mark.parametrize("scale", [FULL, QUICK])
def test_trainings_differ_in_their_keys(scale: Scale) -> None:
    found = [run for every in planned(tuple(ROWS), scale).values() for run in every]
    settings = {(run.recipe, run.share) for run in found}
    assert len({run.key("here") for run in found}) == len(settings)
    assert not {run.key("here") for run in found} & {run.key("there") for run in found}


def test_seeds_can_be_chosen() -> None:
    (every,) = planned(("2a",), FULL, 5).values()
    assert len({run.recipe.seed for run in every}) == 5
    assert [run.pictured for run in every] == [True, False, False, False, False]


def test_wrong_names_are_told() -> None:
    with pytest.raises(UserError, match="Did you mean 'dropout'"):
        chosen_rows(("dropuot",))
    assert chosen_rows(("2B", "1a")) == ("1a", "2b")
    assert chosen_rows(()) == ISSUE_ROWS


def test_all_of_it_end_to_end_and_nothing_twice(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    studies = reproduce(options, _never, lambda done, whole, m: told.append((done, whole)), TINY)
    assert studies is not None and tuple(study.row for study in studies) == ISSUE_ROWS
    assert told == sorted(told) and told[-1] == (runs.UNITS, runs.UNITS)
    _check_report(options.out)
    before = (options.out / "1a.json").read_bytes()
    monkeypatch.setattr(runs, "fit", None)  # would fail were anything trained
    monkeypatch.setattr(drawing, "_saved", lambda canvas: Drawn(b"", b"<svg/>"))  # it takes longest
    assert reproduce(options, _never, scale=TINY)
    assert (options.out / "1a.json").read_bytes() == before


def test_equal_figures_are_equal_files() -> None:
    found = [Result("a", {}, 1.0, "", {"x": value}) for value in (0.1, 0.3)]
    first, second = (drawing.bars(("a",), "x", {"a": found}) for _ in range(2))
    assert first == second


def _check_report(out: Path) -> None:
    report = (out / "report.html").read_text()
    for name, row in ROWS.items():
        assert f'<section id="{name}">' in report
        stored = json.loads((out / f"{name}.json").read_text())
        assert len(stored["claims"]) == len(row.claims)
        for figure in row.figures:
            assert (out / f"{figure.name}.png").read_bytes().startswith(b"\x89PNG")
            ElementTree.parse(out / f"{figure.name}.svg")
    told = (out / "report.md").read_text()
    drawn = [figure.name for row in ROWS.values() for figure in row.figures]
    assert all(told.count(f"]({name}.png)") == 1 for name in drawn)
    assert all(
        told.count(f"| {claim.text} |") == 1 for row in ROWS.values() for claim in row.claims
    )
    assert report.count("<svg") == sum(len(row.figures) for row in ROWS.values())
    assert report.count(Verdict.NOT_RUN) == 2  # those of a hundred classes
    assert 'src="' not in report
    for path in out.rglob("*.npz"):  # what may be passed on is made from dreams
        assert all(name.startswith(DREAMS) for name in np.load(path).files)


def test_an_interrupted_run_goes_on_exactly(options: Options, tmp_path: Path) -> None:
    wanted = dataclasses.replace(options, figures=("1a",))
    cache.load(options.data, options.cache)  # which could be stopped as well
    assert reproduce(wanted, _after(5), scale=TINY) is None
    assert not (options.out / "report.html").exists()
    assert list((options.cache or tmp_path).rglob("checkpoint.pt"))
    parted = reproduce(wanted, _never, scale=TINY)
    other = dataclasses.replace(wanted, out=tmp_path / "other", cache=tmp_path / "second")
    whole = reproduce(other, _never, scale=TINY)
    assert parted and whole
    first, second = (
        read_result(next((folder / "results").iterdir())) for folder in (wanted.out, other.out)
    )
    assert first and second
    assert first.curves == second.curves
    timeless = [{k: v for k, v in r.figures.items() if "seconds" not in k} for r in (first, second)]
    assert timeless[0] == timeless[1]
    assert not list((options.cache or tmp_path).rglob("checkpoint.pt"))


def test_reading_can_be_stopped(options: Options) -> None:
    assert reproduce(options, lambda: True, scale=TINY) is None
    assert not list(options.out.iterdir())


def test_results_that_were_brought_along_are_used(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = dataclasses.replace(options, figures=("augmentation",))
    assert reproduce(wanted, _never, scale=TINY)
    monkeypatch.setattr(command, "KEPT", options.out / "results")
    monkeypatch.setattr(runs, "fit", None)
    elsewhere = dataclasses.replace(wanted, cache=tmp_path / "new", out=tmp_path / "other")
    assert reproduce(elsewhere, _never, scale=TINY)


def test_pictures_of_dreams_were_brought_along_as_well(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = dataclasses.replace(options, figures=("2a",))
    assert reproduce(wanted, _never, scale=TINY)
    monkeypatch.setattr(command, "KEPT", options.out / "results")
    monkeypatch.setattr(runs, "fit", lambda *given: pytest.fail("trained again"))
    elsewhere = dataclasses.replace(wanted, cache=tmp_path / "new", out=tmp_path / "other")
    shown = dataclasses.replace(elsewhere, pictures="dreams")
    assert reproduce(shown, _never, scale=TINY)
    drawn = [(folder / "2a.png").read_bytes() for folder in (wanted.out, shown.out)]
    assert drawn[0] != drawn[1]
    with pytest.raises(pytest.fail.Exception, match="trained again"):
        reproduce(elsewhere, _never, scale=TINY)  # test pictures are not passed on


def test_what_is_lacking_is_told_before_anything_is_trained(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "fit", lambda *given: pytest.fail("trained"))
    wanted = dataclasses.replace(options, figures=("2a",), gallery=tmp_path / "nowhere")
    with pytest.raises(UserError, match=r"gallery in .* cannot be read"):
        reproduce(wanted, _never, scale=TINY)


def test_another_gallery_gives_other_pictures(options: Options, tmp_path: Path) -> None:
    wanted = dataclasses.replace(options, figures=("2a",), pictures="dreams")
    assert reproduce(wanted, _never, scale=TINY)
    before = (options.out / "2a.png").read_bytes()
    shutil.copytree(options.gallery, tmp_path / "other")
    with Image.open(tmp_path / "other" / "atlas.png") as atlas:
        ImageOps.mirror(atlas).save(tmp_path / "other" / "atlas.png")
    other = dataclasses.replace(wanted, gallery=tmp_path / "other")
    assert reproduce(other, _never, scale=TINY)
    assert (options.out / "2a.png").read_bytes() != before


def test_damaged_pictures_are_made_again(options: Options) -> None:
    wanted = dataclasses.replace(options, figures=("2a",))
    assert reproduce(wanted, _never, scale=TINY)
    assert options.cache is not None
    (kept,) = (options.cache / "reproduce").rglob("pictures.npz")
    kept.write_bytes(b"PK but no archive")
    assert reproduce(wanted, _never, scale=TINY)


def test_a_row_that_the_data_has_no_classes_for(options: Options, cifar100_archive: Path) -> None:
    wanted = dataclasses.replace(options, data=cifar100_archive, figures=("2a",), labels="coarse")
    studies = reproduce(wanted, _never, scale=TINY)
    assert studies and not studies[0].figures
    assert "has no class horse" in (options.out / "report.html").read_text()


@pytest.mark.parametrize(("labels", "count"), [("fine", 4), ("coarse", 3)])
def test_fine_and_coarse_labels(
    options: Options, cifar100_archive: Path, labels: str, count: int
) -> None:
    wanted = dataclasses.replace(options, data=cifar100_archive, figures=("1a",))
    tiny = dataclasses.replace(TINY, batch_size=8)
    assert reproduce(dataclasses.replace(wanted, labels=labels), _never, scale=tiny)  # type: ignore[arg-type]
    assert f"{count} classes" in (options.out / "report.html").read_text()


def test_bad_input_is_one_sentence(options: Options, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = ("--data", str(options.data)), ("--out", str(options.out))
    for wrong in (
        ["reproduce", "9z", *data, *out],
        ["reproduce", "1a", "--data", "nowhere", *out],
        ["reproduce", "1a", *data, *out, "--seeds", "1000"],
        ["reproduce", "1a", *data, "--out", str(options.data)],
    ):
        assert program.main(wrong) == 2
        assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(UserError, match="no coarse classes"):
        reproduce(dataclasses.replace(options, labels="coarse"), _never, scale=TINY)


def test_test_pictures_stay_out_of_what_is_passed_on(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "KEPT", options.out / "results")
    with pytest.raises(UserError, match="--pictures dreams"):
        reproduce(options, _never, scale=TINY)


def test_too_little_data_is_told(options: Options, official_archive: Path) -> None:
    few = dataclasses.replace(options, data=official_archive, figures=("augmentation",))
    with pytest.raises(UserError, match="too small"):
        reproduce(few, _never, scale=TINY)


def test_thinned_data_keeps_held_out_pictures_out(tmp_path: Path) -> None:
    data = cache.load(write_official_archive(tmp_path, 60), tmp_path / "cache")
    half = thinned(data, 0.5)
    assert half.fingerprint != data.fingerprint and half.train_count == 150
    assert np.array_equal(half.test.images, data.test.images)
    held_out = {data.train.names[row] for row in data.validation_indices()}
    assert {half.train.names[row] for row in half.validation_indices()} <= held_out
    assert thinned(data, 1.0) is data


def test_coarse_data_has_the_groups_as_classes(cifar100_archive: Path, tmp_path: Path) -> None:
    data = cache.load(cifar100_archive, tmp_path / "cache")
    turned = coarse(data)
    assert turned.classes == ("containers", "fruit", "insects")
    for fine, group in zip(data.train.labels, turned.train.labels, strict=True):
        assert data.groups[fine] == turned.classes[group]


def test_the_diagram_follows_the_network() -> None:
    found = boxes(RoundTrip(CourseworkVae((6,), width=2)), torch.zeros(1, 3, 32, 32))
    assert [box.shape for box in found][-1] == (3, 32, 32)
    assert sum(box.text.startswith("Conv2d") for box in found) == 3
    assert sum(box.text.startswith("ConvTranspose2d") for box in found) == 3
    improved = boxes(CourseworkClassifier("improved", width=2), torch.zeros(1, 3, 32, 32))
    assert any("dilation 2" in box.text for box in improved)


def test_curves_take_the_last_of_an_epoch_gone_through_twice() -> None:
    events = [
        {"kind": "epoch", "step": step, "time": 0.0, "validation_accuracy": accuracy}
        for step, accuracy in ((2, 0.1), (4, 0.2), (4, 0.3))
    ]
    assert curves_of(events) == {"validation_accuracy": [0.1, 0.3]}
    steps = [{"kind": "step", "time": time} for time in (0, 1, 2, 9)]
    assert seconds_a_step(steps) == 1
    assert seconds_a_step([]) == 0


def test_summary_of_known_curves() -> None:
    found = summary({"validation_accuracy": [0.1, 0.2, 0.4, 0.3], "training_accuracy": [0.2] * 4})
    assert found["training_accuracy"] == 0.2
    assert found["wobble"] == pytest.approx(0.1)  # it falls once, in the one step there is
    assert found["fitted_accuracy"] == 0.3  # never so well fitted: the last
    assert found["epochs_to_half"] == 5 and found["epochs_to_overfit"] == pytest.approx(1)
    assert summary({}) == {}


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=9), st.floats(0.01, 1))
def test_epochs_to_a_level(curve: list[float], level: float) -> None:
    found = epochs_to(curve, level)
    assert 0 < found <= len(curve) + 1
    assert (found > len(curve)) == (max(curve) < level)
    assert epochs_to([c / 2 for c in curve], level) >= found
    assert epochs_to([0.2, 0.4], 0.3) == pytest.approx(1.5)
    reached = level if max(curve) >= level else curve[-1]
    assert value_at(curve, found) == pytest.approx(max(reached, 0.0), abs=1e-6)
    assert value_at([0.2, 0.4], 0.5) == pytest.approx(0.1)


@given(numbers, margins)
def test_better_one_way_is_not_better_the_other(
    pairs: list[tuple[float, float]], margin: float
) -> None:
    first, second = zip(*pairs, strict=True)
    question = Better(FIRST, SECOND, margin)
    if compare(question, first, second) == Verdict.HOLDS:
        assert compare(question, second, first) == Verdict.FAILS
        assert compare(Alike(FIRST, SECOND, margin), first, second) != Verdict.HOLDS
        assert compare(NoBetter(FIRST, SECOND, margin), first, second) == Verdict.FAILS


@given(numbers, margins)
def test_alike_goes_both_ways(pairs: list[tuple[float, float]], margin: float) -> None:
    first, second = zip(*pairs, strict=True)
    question = Alike(FIRST, SECOND, margin)
    assert compare(question, first, second) == compare(question, second, first)
    assert compare(question, first, first) == Verdict.HOLDS


@given(numbers, margins, st.floats(0, 5))
def test_a_larger_lead_is_never_worse(
    pairs: list[tuple[float, float]], margin: float, more: float
) -> None:
    first, second = zip(*pairs, strict=True)
    order = [Verdict.FAILS, Verdict.DEPENDS, Verdict.HOLDS]
    question = Better(FIRST, SECOND, margin)
    before = compare(question, first, second)
    after = compare(question, [value + more for value in first], second)
    assert order.index(after) >= order.index(before)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=ENOUGH - 1), margins)
def test_few_seeds_decide_nothing(found: list[float], margin: float) -> None:
    for kind in (Better, NoBetter, Alike):
        assert compare(kind(FIRST, SECOND, margin), found, [0.0] * len(found)) == Verdict.DEPENDS


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_limits(value: float, nearly: float, more: float) -> None:
    least = nearly + more
    found = {"a": [{"x": value}]}
    verdict = decide(Reaches(FIRST, least, nearly), found).verdict
    assert (verdict == Verdict.HOLDS) == (value >= least)
    assert (verdict == Verdict.FAILS) == (value < nearly)
    below = decide(Stays(FIRST, nearly, least), found).verdict
    assert (below == Verdict.HOLDS) == (value <= nearly)
    assert (below == Verdict.FAILS) == (value > least)


def test_times_and_evidence() -> None:
    found = {"a": [{"x": 3.0}], "b": [{"x": 1.0}]}
    slow = decide(Times(FIRST, SECOND, 10), found)
    assert slow.verdict == Verdict.FAILS and "× 3.00" in slow.evidence
    assert decide(Times(FIRST, SECOND, 3), found).verdict == Verdict.HOLDS
    assert decide(Times(FIRST, SECOND, 4), found).verdict == Verdict.DEPENDS
    assert "a: x 3 (1 seed)" in slow.evidence


@given(st.lists(st.sampled_from(list(Verdict)[:3]), min_size=1))
def test_all_parts_must_hold(verdicts: list[Verdict]) -> None:
    found = combined([Finding(verdict, "") for verdict in verdicts]).verdict
    assert (found == Verdict.HOLDS) == (set(verdicts) == {Verdict.HOLDS})
    assert (found == Verdict.FAILS) == (Verdict.FAILS in verdicts)


def test_every_number_of_the_evidence_is_explained() -> None:
    asked = {
        v for row in ROWS.values() for c in row.claims for q in c.questions for v in values_of(q)
    }
    named = {value.figure.replace("_", " ") for value in asked}
    assert named <= set(glossary("; ".join(f"{name} 0.5" for name in named)))


def test_a_rough_run_decides_nothing() -> None:
    claim = Claim("", (Reaches(FIRST, 0.5, 0.4),))
    assert judge(claim, {"a": [{"x": 0.6}]}, 10, "").verdict == Verdict.HOLDS
    rough = judge(claim, {"a": [{"x": 0.6}]}, 10, "", rough=True)
    assert rough.verdict == Verdict.DEPENDS and "rough" in rough.evidence


def test_what_is_below_chance_is_not_compared() -> None:
    found = {"a": [{"x": 0.08}] * 3, "b": [{"x": 0.01}] * 3}
    assert decide(Better(FIRST, SECOND, 0.02), found).verdict == Verdict.HOLDS
    assert decide(Better(FIRST, SECOND, 0.02, 0.1), found).verdict == Verdict.DEPENDS


def test_one_seed_that_wins_by_far_is_not_overruled() -> None:
    differences = [0.03, -0.02, -0.015]
    for kind in (Better, NoBetter):
        found = compare(kind(FIRST, SECOND, 0.005), differences, [0.0] * 3)
        assert found == Verdict.DEPENDS


def test_a_hundred_classes_are_asked_for() -> None:
    claim = Claim("", (Reaches(FIRST, 0.5, 0.4),), classes=100)
    found = {"a": [{"x": 0.6}]}
    assert judge(claim, found, 100, "").verdict == Verdict.HOLDS
    refused = judge(claim, found, 10, "the command")
    assert refused.verdict == Verdict.NOT_RUN and "the command" in refused.evidence


def _never() -> bool:
    return False


def _after(steps: int) -> Callable[[], bool]:
    counter = itertools.count()
    return lambda: next(counter) >= steps
