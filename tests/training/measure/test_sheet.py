"""Contact sheets of blends: the right pictures under the right words, from dreams or a data set."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.conftest import make_pictures
from training.__main__ import main
from training.data.augment import normalise
from training.files import paper
from training.files.errors import UserError
from training.files.places import RESOURCES
from training.measure import blend_sheet, evaluate
from training.measure.blend_sheet import EACH, columns, draw_pairs, title, write_blend_sheet
from training.measure.sheet import data_pairs, dreamt_pairs
from training.models.modelset import ModelSet

CLASSES = ("airplane", "bird", "horse")
OURS = ["linear", "slerp", "regions", "refined", "graft"]


def pairs(count: int = 90) -> blend_sheet.SheetPairs:
    pictures, labels = make_pictures(count)
    return draw_pairs(normalise(torch.from_numpy(pictures)), torch.from_numpy(labels), CLASSES)


def heads(model_set: ModelSet, *beside: ModelSet) -> list[str]:
    return [column.head.strip() for column in columns(pairs(), model_set, beside)]


def test_a_table_has_each_picture_in_its_place() -> None:
    shown = np.random.default_rng(0).integers(0, 256, (2, 3, 4, 4, 3), np.uint8)
    sheet = paper.table(list(shown), ["one", "two\nlines"], scale=2)
    assert sheet.shape == (8 + 2 * 16 + 3 * 16, 8 + 2 * 16, 3)
    for column in range(2):
        for row in range(3):
            top, left = 40 + 16 * row, 8 + 16 * column
            tile = sheet[top : top + 8 : 2, left : left + 8 : 2]
            np.testing.assert_array_equal(tile, shown[column, row])
    assert (sheet[:40] != 255).any()  # the words


def test_a_mosaic_is_cut_into_its_pictures() -> None:
    shown = np.random.default_rng(0).integers(0, 256, (2, 3, 4, 4, 3), np.uint8)
    sheet = paper.mosaic(shown)
    assert sheet.shape == (8, 12, 3)
    np.testing.assert_array_equal(sheet[4:, 8:], shown[1, 2])
    np.testing.assert_array_equal(paper.cut(sheet, columns=3), shown.reshape(6, 4, 4, 3))
    for across in (2, 5, 13):
        with pytest.raises(ValueError, match="no sheet"):
            paper.cut(sheet, across)


def test_words_stay_within_their_width() -> None:
    sheet = paper.blank(200, 40)
    paper.write(sheet, "far too long " * 9 + "\nshort", (10, 2), 60)
    inked = np.flatnonzero((np.asarray(sheet) != 255).any((0, 2)))
    assert inked.min() >= 10 and inked.max() <= 70


def test_pairs_are_the_same_each_time_and_no_picture_comes_twice() -> None:
    one, other = pairs(), pairs()
    assert torch.equal(one.bodies, other.bodies) and torch.equal(one.wings, other.wings)
    assert len(one.bodies) == len(one.wings) == 2 * EACH
    for images in (one.bodies, one.wings):
        assert len(images.flatten(1).unique(dim=0)) == 2 * EACH
    brightest = [images.mean((2, 3)).argmax(1) for images in (one.bodies, one.wings)]
    assert brightest[0].tolist() == [2] * 2 * EACH  # the main colour tells the class
    assert brightest[1].tolist() == [1] * EACH + [0] * EACH


def test_few_pictures_come_again_and_none_is_told() -> None:
    few = pairs(6)
    assert len(few.bodies) == 2 * EACH and len(few.bodies.flatten(1).unique(dim=0)) == 2
    with pytest.raises(UserError, match="no picture of horse"):
        draw_pairs(torch.zeros(1, 3, 32, 32), torch.zeros(1, dtype=torch.long), ("bird",))


def test_every_mode_and_the_sets_beside(
    tiny_set: ModelSet, tiny_set_without_prior: ModelSet, flat_set: ModelSet
) -> None:
    ends = ["cross-fade", "collage"]
    starts = ["horse", "wings", "horse\nrebuilt", "wings\nrebuilt"]
    assert heads(tiny_set) == [*starts, *OURS, *ends]
    assert heads(tiny_set_without_prior) == [*starts, *OURS[:3], *ends]
    assert title(flat_set) == "run"  # its folder is called as every run's result is
    beside = ["run\nlinear", "run\nslerp", "tiny\nlinear", "tiny\nslerp"]
    assert heads(flat_set, flat_set, tiny_set) == [*starts, *OURS[:2], "graft", *ends, *beside]


def test_columns_hold_what_they_say(tiny_set: ModelSet) -> None:
    given = pairs()
    found = {column.head.strip(): column.images for column in columns(given, tiny_set)}
    assert torch.equal(found["horse"], given.bodies) and torch.equal(found["wings"], given.wings)
    torch.testing.assert_close(found["cross-fade"], (given.bodies + given.wings) / 2)
    assert torch.equal(found["collage"][:, :, :16], given.wings[:, :, :16])
    assert all(images.shape == given.bodies.shape for images in found.values())
    assert not torch.allclose(found["linear"], found["slerp"])


def test_dreams_of_the_starter_gallery(tiny_set: ModelSet, tmp_path: Path) -> None:
    out = tmp_path / "new" / "blends.png"
    words = ["--models", str(tiny_set.folder), "--beside", str(tiny_set.folder)]
    assert main(["sheet", *words, "--out", str(out)]) == 0
    with Image.open(out) as image:
        assert image.size == (8 + 13 * (96 + 8), 8 + 32 + 12 * (96 + 8))
        sheet = np.asarray(image)
    drawn = normalise(torch.from_numpy(sheet[40:136:3, 8:104:3].copy())[None])
    torch.testing.assert_close(drawn, dreamt_pairs(RESOURCES / "starter").bodies[:1])


def test_evaluate_draws_first(
    tiny_set: ModelSet, official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []

    def measure(options: evaluate.Options, tell: object) -> evaluate.Report:
        drawn.append((tmp_path / "sheet" / "blends.png").read_bytes())
        return {"set": {"found": 1}}

    monkeypatch.setattr(evaluate, "measure", measure)
    words = ["--data", str(official_archive), "--cache", str(tmp_path / "cache")]
    sets = ["--models", str(tiny_set.folder), "--beside", str(tiny_set.folder)]
    report = ["--json", str(tmp_path / "figures.json")]
    assert main(["evaluate", *words, *sets, *report, "--sheet", str(tmp_path / "sheet")]) == 0
    (content,) = drawn
    assert [file.name for file in (tmp_path / "sheet").iterdir()] == ["blends.png"]
    found = data_pairs(official_archive, tmp_path / "cache")
    write_blend_sheet(tmp_path / "wanted.png", found, tiny_set, [tiny_set])
    assert content == (tmp_path / "wanted.png").read_bytes()
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["set"] == {"found": 1}
    assert figures["code"]["fingerprint"] == evaluate.measuring_fingerprint()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sheet", "--out", "{file}/a.png"], "could not be saved"),
        (["sheet", "--gallery", "{file}"], "gallery in"),
        (["sheet", "--gallery", "{folder}"], "gallery in"),
        (["sheet", "--beside", "{folder}"], "no model set"),
        (["sheet", "--models", str(RESOURCES / "reports" / "judge")], "no VAE"),
        (["sheet", "--data", "{folder}/none"], "no data set"),
        (["evaluate", "--data", "{folder}", "--sheet", "{file}"], "cannot be a folder"),
        (["evaluate", "--data", "{folder}", "--beside", "{folder}"], "Give --sheet"),
    ],
)
def test_bad_input(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.png"
    file.touch()
    (tmp_path / "folder").mkdir()
    words = [word.format(file=file, folder=tmp_path / "folder") for word in arguments]
    out = [] if {"--out", "evaluate"} & set(words) else ["--out", str(tmp_path / "out.png")]
    assert main([*words, *out]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (tmp_path / "out.png").exists()


def test_a_damaged_gallery(tmp_path: Path) -> None:
    (tmp_path / "gallery.json").write_text('{"columns": 7, "items": [{"class": "horse"}]}')
    Image.new("RGB", (32, 32)).save(tmp_path / "atlas.png")
    with pytest.raises(UserError, match="The gallery in"):
        dreamt_pairs(tmp_path)
