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
from PIL import Image, ImageOps

from tests.conftest import write_official_archive
from tests.explorer.tiny_set import no_graphs
from tests.training.reproduce.test_asked import EVERY_ROW
from training import __main__ as program
from training.data import cache
from training.data.subset import coarse, thinned
from training.files.errors import UserError
from training.models.coursework import CourseworkClassifier, CourseworkVae
from training.models.judge import Judge
from training.models.modelset import ModelSet
from training.models.publishing import NewPart, extend
from training.reproduce import command
from training.reproduce.asked.plan import Scale
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.verdicts import Verdict
from training.reproduce.command import Options, reproduce
from training.reproduce.page import drawing
from training.reproduce.page.diagram import RoundTrip, boxes
from training.reproduce.page.drawing import Drawn
from training.reproduce.work import runs
from training.reproduce.work.results import DREAMS, Result, read_result

TINY = Scale(seeds=1, epochs=2, batch_size=16, width=2, hidden=8, ours=(4, 4, 4, 8), shown=6)


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


def test_all_of_it_end_to_end_and_nothing_twice(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    studies = reproduce(options, _never, lambda done, whole, m: told.append((done, whole)), TINY)
    assert studies is not None and tuple(study.row for study in studies) == EVERY_ROW
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


def _never() -> bool:
    return False


def _after(steps: int) -> Callable[[], bool]:
    counter = itertools.count()
    return lambda: next(counter) >= steps
