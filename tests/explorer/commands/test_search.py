"""`pegasus search` with a real, tiny model set, on the starter gallery and on class folders."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer.__main__ import main
from explorer.commands import search as command
from explorer.core.blend.reference import reference_renderer
from explorer.core.blend.renderer import RenderRequest
from explorer.core.favourites.file import read_favourite
from explorer.core.gallery.starter import starter_gallery
from explorer.core.home.home import Home, Settings, write_settings
from explorer.core.search.generations import Findings
from tests.explorer.commands.keys import press_ctrl_c
from training.models.modelset import ModelSet

SMALL = ("--count", "4", "--candidates", "48", "--seconds", "3600")


@pytest.fixture(autouse=True)
def chosen(home: Home, tiny_set: ModelSet) -> None:
    write_settings(home.settings, Settings(models=tiny_set.folder))


def pegasi_in(path: Path) -> list[dict[str, Any]]:
    pegasi = json.loads(path.read_text())["pegasi"]
    assert isinstance(pegasi, list)
    return pegasi


def test_pictures_reopen_with_their_recipe(
    tmp_path: Path, tiny_set: ModelSet, capsys: pytest.CaptureFixture[str]
) -> None:
    out, listed = tmp_path / "new" / "pegasi", tmp_path / "pegasi.json"
    sheet = tmp_path / "sheet.png"
    places = ("--out", str(out), "--json", str(listed), "--sheet", str(sheet))
    assert main(["search", *SMALL, *places]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    pegasi = pegasi_in(listed)
    with Image.open(sheet) as drawn:
        assert drawn.width > len(pegasi) * 32
    assert pegasi and [p["file"] for p in pegasi] == sorted(path.name for path in out.iterdir())
    assert pegasi[0]["file"] == "01.png"
    scores = [p["score"] for p in pegasi]
    assert scores == sorted(scores, reverse=True)
    gallery = starter_gallery()
    for pegasus in pegasi:
        favourite = read_favourite(out / pegasus["file"])
        assert favourite.picture.shape == (32, 32, 3)
        again = reference_renderer(tiny_set.folder).render(RenderRequest(favourite.recipe.board))
        np.testing.assert_array_equal(again.picture, favourite.picture)
        kept = favourite.recipe.scores
        assert set(kept.values) == {"pegasus", "realism"}
        assert pegasus["score"] == pytest.approx(kept.values["pegasus"] * kept.values["realism"])
        assert pegasus["scores"]["probabilities"] == pytest.approx(dict(kept.probabilities))
        body, wings = (source["name"] for source in pegasus["sources"])
        assert gallery.find(body) is not None and body in captured.out
        assert gallery.find(wings.removesuffix(" mirrored")) is not None and wings in captured.out
    assert f"{len(pegasi)} of 4" in captured.out and "48" in captured.out


def test_it_repeats_but_for_another_seed(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        words = [
            "--seed",
            seed,
            "--json",
            str(tmp_path / name),
            "--out",
            str(tmp_path / f"{name}s"),
        ]
        assert main(["search", *SMALL, *words]) == 0
    assert pegasi_in(tmp_path / "a") == pegasi_in(tmp_path / "b") != pegasi_in(tmp_path / "c")
    for pegasus in pegasi_in(tmp_path / "a"):
        one, other = (read_favourite(tmp_path / s / pegasus["file"]) for s in ("as", "bs"))
        np.testing.assert_array_equal(one.picture, other.picture)
        assert one.recipe.board == other.recipe.board


def test_the_test_split_of_a_data_set(class_folders: Path, tmp_path: Path) -> None:
    listed = tmp_path / "pegasi.json"
    words = ["--data", str(class_folders), "--json", str(listed)]
    status = main(["search", *SMALL, *words])
    pegasi = pegasi_in(listed)
    assert status == (0 if pegasi else 1)
    assert json.loads(listed.read_text())["candidates"] == 48
    for pegasus in pegasi:
        assert all(source["name"].startswith("test/") for source in pegasus["sources"])


def test_time_is_up(tmp_path: Path) -> None:
    listed = tmp_path / "pegasi.json"
    words = ["--seconds", "0.001", "--json", str(listed)]
    assert main(["search", *words]) in (0, 1)  # without --candidates it would never end
    assert json.loads(listed.read_text())["candidates"] == 16


def test_ctrl_c_keeps_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = command.search

    def interrupted(*arguments: Any, **named: Any) -> Iterator[Findings]:
        for findings in whole(*arguments, **named):
            if findings.tried == 32:
                press_ctrl_c()
            yield findings

    monkeypatch.setattr(command, "search", interrupted)
    before = signal.getsignal(signal.SIGINT)
    out, listed = tmp_path / "pegasi", tmp_path / "pegasi.json"
    assert main(["search", "--out", str(out), "--json", str(listed)]) == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert "what was found so far" in capsys.readouterr().err
    assert json.loads(listed.read_text())["candidates"] == 32
    names = [pegasus["file"] for pegasus in pegasi_in(listed)]
    assert names and names == sorted(path.name for path in out.iterdir())


def test_nothing_found_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def barren(*arguments: Any, **named: Any) -> Iterator[Findings]:
        yield Findings(16, ())

    monkeypatch.setattr(command, "search", barren)
    listed = tmp_path / "pegasi.json"
    assert main(["search", "--json", str(listed)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "No pegasus was found" in line
    assert pegasi_in(listed) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--count", "0"], "1 to 400"),
        (["--candidates", "0"], "one candidate"),
        (["--seed", "-1"], "seed of 0"),
        (["--seconds", "0"], "more than 0 seconds"),
        (["--seconds", "nan"], "more than 0 seconds"),
        (["--models", "nowhere"], "no model set"),
        (["--data", "nowhere"], "no data set at nowhere"),
        (["--seconds", "long"], "see `pegasus search --help`"),
    ],
)
def test_bad_input(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_pictures_that_could_not_be_written_are_told_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["search", "--out", str(tmp_path / "file")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be a folder" in line


def test_a_data_set_without_horses(
    cifar100_archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "--data", str(cifar100_archive)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no picture of horse" in line and "--body and --wings" in line


def test_classes_of_ones_own_give_body_and_wings(
    class_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, listed = class_folders.rename(tmp_path / "My pictures"), tmp_path / "pegasi.json"
    for split in own.iterdir():
        for name, called in (("horse", "Pferde – Galopp"), ("bird", "Vögel"), ("airplane", "Jets")):
            (split / name).rename(split / called)
    parts = ("--body", "pferde – galopp", "--wings", "vögel", "jets")
    assert main(["search", *SMALL, "--data", str(own), *parts, "--json", str(listed)]) == 0
    capsys.readouterr()
    for pegasus in pegasi_in(listed):
        body, wings = (source["name"].split("/")[1] for source in pegasus["sources"])
        assert body == "Pferde – Galopp" and wings in ("Vögel", "Jets")
    assert main(["search", "--data", str(own), "--body", "ponies"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no class 'ponies'" in line and "Vögel" in line
