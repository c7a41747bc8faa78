"""Sheets to mark points in, and the check of what was marked."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.data import cache
from training.grafting import marking
from training.grafting.marking import draw_sheets, drawn_rows
from training.grafting.marks import SHIPPED_MARKS, read_marks

SIDE, OTHER = {"view": "side", "withers": [16, 9.5], "head": "left"}, {"view": "other"}
WING, NONE = {"view": "wing", "root": [12, 18], "tip": [20, 6]}, {"view": "none"}


def sheets(data: Path, folder: Path, *words: str) -> list[str]:
    """Draw, and return the names of the pictures drawn."""
    given = ["--data", str(data), "--cache", str(data.parent / "cache")]
    assert main(["marks", "--sheet", str(folder), *given, *words]) == 0
    lines = (folder / marking.NAMES).read_text().splitlines()
    assert [line.split()[0] for line in lines] == [str(i + 1) for i in range(len(lines))]
    return [line.split()[1] for line in lines]


def marked(folder: Path, **kinds: dict[str, Any]) -> Path:
    path = folder / "marks.json"
    path.write_text(json.dumps(kinds))
    return path


def test_training_pictures_by_number(class_folders: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    names = sheets(class_folders, out, "--count", "14", "--classes", "horse")
    assert len(set(names)) == 14 and all(name.startswith("train/horse/") for name in names)
    assert sorted(path.name for path in out.glob("*.png")) == ["sheet-01.png", "sheet-02.png"]
    data = cache.load(class_folders, class_folders.parent / "cache")
    picture = data.train.images[data.train.names.index(names[13])]
    with Image.open(out / "sheet-02.png") as image:
        sheet = np.asarray(image)
    left, top = marking.MARGIN + 32 * 9 + 2 * marking.MARGIN, marking.MARGIN
    tile = sheet[top : top + 32 * 9, left : left + 32 * 9]
    enlarged = np.asarray(Image.fromarray(picture).resize((288, 288), Image.Resampling.BICUBIC))
    assert 0.95 < (tile == enlarged).all(2).mean() < 1  # but for the grid


def test_a_grid_every_four_pixels() -> None:
    (sheet,) = draw_sheets(np.zeros((1, 32, 32, 3), np.uint8))
    top = left = marking.MARGIN
    inside = sheet[top : top + 288, left : left + 288]
    lines = [inside[1::6].any((0, 2)), inside[:, 1::6].any((1, 2))]  # between the weak dots
    for line in lines:
        assert np.flatnonzero(line).tolist() == [72 * k for k in range(4)]
    weak = (inside == marking.WEAK).all(2)
    assert np.flatnonzero(weak.any(0) & (weak.sum(0) > 20)).tolist() == [
        36 + 72 * k for k in range(4)
    ]
    below = sheet[top + 290 : top + 300]
    for k in range(0, 33, 4):  # numbers
        assert (below[:, left + 9 * k - 5 : left + 9 * k + 8] < 200).any()


def test_a_seed_draws_others(class_folders: Path, tmp_path: Path) -> None:
    one, same, other = (
        sheets(class_folders, tmp_path / name, "--count", "9", "--seed", seed)
        for name, seed in (("a", "1"), ("b", "1"), ("c", "2"))
    )
    assert one == same != other
    assert {name.split("/")[1] for name in one + other} == {"horse", "bird", "airplane"}


def test_few_pictures_are_all_drawn(class_folders: Path) -> None:
    data = cache.load(class_folders, class_folders.parent / "cache")
    rows = drawn_rows(data, ("horse", "bird"), 1000, 0)
    assert len(rows) == 40 and (np.diff(rows) > 0).all()


def test_the_check_counts(
    class_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = marked(
        tmp_path,
        bodies={"train/horse/02.png": SIDE, "train/horse/05.png": OTHER},
        wings={"train/bird/01.png": WING, "train/bird/04.png": NONE, "train/airplane/00": WING},
        bodies_again={"train/horse/02.png": {**SIDE, "withers": [19, 13.5]}},
    )
    words = ["--data", str(class_folders), "--cache", str(tmp_path / "cache")]
    assert main(["marks", "--check", str(path), *words]) == 0
    out = capsys.readouterr().out
    lines = {line[:22].strip(): line[22:].strip() for line in out.splitlines()}
    assert lines["bodies"] == "2, 1 from the side" and lines["wings"] == "3, 2 with a wing"
    assert lines["bodies again"] == "1, 1 from the side" and lines["wings again"][0] == "0"
    assert lines["withers_px"] == "5.00" and lines["head_side"] == "1.00"
    assert lines["root_px"] == "not marked twice"


def test_the_marks_that_ship(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["marks", "--check", str(SHIPPED_MARKS)]) == 0
    out = capsys.readouterr().out
    marks = read_marks()
    assert len(marks.bodies) >= 400 and len(marks.wings) >= 250
    assert len(marks.bodies_again) + len(marks.wings_again) >= 65
    for count in (len(marks.bodies), len(marks.wings)):
        assert f" {count}, " in out
    assert "not marked twice" not in out


def test_the_marks_that_ship_are_of_training_pictures(real_data: Path, real_cache: Path) -> None:
    words = ["--data", str(real_data), "--cache", str(real_cache)]
    assert main(["marks", "--check", str(SHIPPED_MARKS), *words]) == 0


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"bodies": {"train/horse/02": {**SIDE, "head": "up"}}}, "train/horse/02 is not as"),
        ({"bodies": {"train/horse/02": {**SIDE, "withers": [40, 2]}}}, "<= 32"),
        ({"wings": {"train/bird/01": {"view": "wing", "root": [1, 2]}}}, "train/bird/01 is not as"),
        ({"bodies": {"train/horse/02": {**SIDE, "withers": [10**400, 2]}}}, "02 is not as"),
        ({"wings": {"train/bird/01": 3}}, "train/bird/01 is not as"),
        ({"bodies": {"test/horse/02": SIDE}}, "no training picture test/horse/02"),
    ],
)
def test_marks_that_are_wrong(
    kinds: dict[str, Any],
    message: str,
    class_folders: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--data", str(class_folders), "--cache", str(tmp_path / "cache")]
    assert main(["marks", "--check", str(marked(tmp_path, **kinds)), *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "either --sheet DIR"),
        (["--sheet", "{new}", "--check", "x"], "either --sheet DIR"),
        (["--sheet", "{new}"], "Give --data"),
        (["--sheet", "{new}", "--data", "{data}", "--classes", "unicorn"], "no class unicorn"),
        (["--sheet", "{new}", "--data", "{data}", "--count", "0"], "--count of 1"),
        (["--sheet", "{new}", "--data", "{data}", "--seed", "-1"], "--seed of 0"),
        (["--check", "{new}"], "cannot be read"),
    ],
)
def test_bad_input(
    words: list[str],
    message: str,
    class_folders: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [word.format(new=tmp_path / "new", data=class_folders) for word in words]
    assert main(["marks", "--cache", str(tmp_path / "cache"), *given]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (tmp_path / "new").exists()
