"""`pegasus blend` with a real, tiny model set."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.__main__ import main
from explorer.core.board.modes import SLERP
from explorer.core.favourites.file import read_favourite
from explorer.core.home.home import Home, Settings, write_settings
from tests.conftest import make_pictures
from tests.explorer.tiny_set import CLASSES
from training.models.modelset import ModelSet


@pytest.fixture
def models(tiny_set_without_prior: ModelSet) -> Path:
    return tiny_set_without_prior.folder


@pytest.fixture(autouse=True)
def chosen(home: Home, models: Path) -> None:
    write_settings(home.settings, Settings(models=models))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, pixels in zip(("one.png", "two.png"), make_pictures(2, 5)[0], strict=True):
        Image.fromarray(pixels).save(tmp_path / name)
    return str(tmp_path / "one.png"), str(tmp_path / "two.png")


def test_files(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "scores.json"
    assert main(["blend", *files, "--weights", "0.7,0.3", "--json", str(target)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "one.png" in captured.out and "0.700" in captured.out and "pegasus" in captured.out
    told = json.loads(target.read_text())
    assert [source["name"] for source in told["sources"]] == ["one.png", "two.png"]
    assert [source["weight"] for source in told["sources"]] == pytest.approx([0.7, 0.3], abs=1e-3)
    probabilities = told["scores"]["probabilities"]
    assert set(probabilities) == set(CLASSES)
    assert sum(probabilities.values()) == pytest.approx(1, abs=1e-4)
    assert list(probabilities.values()) == sorted(probabilities.values(), reverse=True)
    assert told["scores"]["pegasus"] == pytest.approx(
        4 * probabilities["horse"] * (probabilities["bird"] + probabilities["airplane"]), abs=1e-4
    )
    assert 0 <= told["scores"]["realism"] <= 1
    assert told["mode"] == "linear"


def test_files_whose_names_are_no_text(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = Path(files[0]).rename(tmp_path / "caf\udce9.png")
    out, scores = tmp_path / "\udce9.png", tmp_path / "\udce9.json"
    command = ["blend", str(odd), files[1], "--out", str(out), "--json", str(scores)]
    assert main(command) == 0
    captured = capsys.readouterr()
    assert captured.err == "" and "caf?.png" in captured.out and "pegasus" in captured.out
    names = [pin.source.name for pin in read_favourite(out).recipe.board.pins]
    assert names == ["caf?.png", "two.png"]
    assert json.loads(scores.read_text())["sources"][1]["name"] == "two.png"


def test_names_of_a_data_set(
    class_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["test/bird/01", "train/horse/02"]
    command = ["blend", *names, "--data", str(class_folders), "--json", str(tmp_path / "j")]
    assert main(command) == 0
    told = json.loads((tmp_path / "j").read_text())
    assert [source["class"] for source in told["sources"]] == ["bird", "horse"]
    assert [source["name"] for source in told["sources"]] == names


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("test/bird/99", "test/bird has test/bird/01 to"),
        ("test/brid/01", "test/bird"),
        ("nowhere.png", "There is no picture nowhere.png"),
    ],
)
def test_unknown_names_tell_what_there_is(
    class_folders: Path, name: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["blend", name, "test/bird/01", "--data", str(class_folders)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_a_name_without_a_data_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["blend", "test/bird/0012"]) == 2
    assert "--data" in capsys.readouterr().err


def test_modes(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "scores.json"
    scores = {}
    for mode in ("linear", "slerp", "sum", "regions"):
        assert main(["blend", *files, "--mode", mode, "--json", str(target)]) == 0
        scores[mode] = tuple(json.loads(target.read_text())["scores"]["probabilities"].values())
    assert scores["slerp"] != scores["linear"] and scores["regions"] != scores["linear"]
    capsys.readouterr()
    assert main(["blend", *files, "--mode", "refined"]) == 2  # the set has no prior
    assert "no prior" in capsys.readouterr().err
    assert main(["blend", *files, "--mode", "graft"]) == 2
    assert "no parts network" in capsys.readouterr().err


def test_a_graft_has_wings_of_a_size(
    files: tuple[str, str], tiny_set: ModelSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, pictures = tmp_path / "scores.json", []
    for size in ("0.6", "1.2"):
        out = tmp_path / f"{size}.png"
        words = ["--mode", "graft", "--size", size, "--models", str(tiny_set.folder)]
        assert main(["blend", *files, *words, "--json", str(target), "--out", str(out)]) == 0
        told = json.loads(target.read_text())
        assert told["mode"] == "graft" and told["size"] == pytest.approx(float(size))
        assert all("one.png" in text or "two.png" in text for text in told["unsure"])
        assert told["notes"] == told["unsure"]
        assert size in capsys.readouterr().out
        pictures.append(read_favourite(out).picture)
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Name the pictures"),
        (["--weights", "1,2"], "sum to 3"),
        (["--detail", "2"], "Detail is a share: give a number from 0 to 1"),
        (["--mode", "refined", "--strength", "-1"], "Strength is a share"),
        (["--placing", "above"], "--placing"),
        (["--mode", "magic"], "'magic'"),
        (["--sharpness", "5"], "--sharpness does nothing in linear mode: give --mode regions or"),
        (["--sharpness", "5", "--mode", "slerp"], "--sharpness does nothing in slerp mode"),
        (
            ["--strength", ".3", "--mode", "regions"],
            "does nothing in regions mode: give --mode ref",
        ),
        (["--size", "1.1"], "Wings have a size between two pictures in graft mode alone"),
        (["--size", "3", "--mode", "graft"], "size from 0.53 to 1.24"),
        (["--weights", "2,-1"], "Weights go from −50 % to 150 %, not to 200 %"),
        (["--out", "blend.jpg"], "let --out end in .png"),
        (["--data", "/nowhere"], "no data set at /nowhere"),
        (["--seed", "-1"], "seed of 0 or more"),
        (["--models", "nowhere"], "no model set"),
    ],
)
def test_bad_input(
    files: tuple[str, str],
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["blend", *(files if arguments else ()), *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_the_picture_is_kept_with_its_recipe(files: tuple[str, str], tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        command = ["blend", *files, "--mode", "slerp", "--seed", "3", "--out"]
        assert main([*command, str(tmp_path / name)]) == 0
    first, second = (read_favourite(tmp_path / name) for name in ("a.png", "b.png"))
    assert (first.picture == second.picture).all()  # the same to the bit each time
    board = first.recipe.board
    assert board.mode == SLERP and board.seed == 3
    assert [pin.source.name for pin in board.pins] == ["one.png", "two.png"]
    assert (board.pins[0].source.picture == make_pictures(2, 5)[0][0]).all()
    assert first.recipe.weights == pytest.approx((0.5, 0.5), abs=1e-3)
    assert set(first.recipe.scores.probabilities) == set(CLASSES)


def test_a_favourite_is_blended_by_its_latent(
    files: tuple[str, str], models: Path, tmp_path: Path
) -> None:
    kept, again = tmp_path / "kept.png", tmp_path / "again.png"
    assert main(["blend", *files, "--out", str(kept)]) == 0
    assert main(["blend", str(kept), "--out", str(again)]) == 0
    first, second = read_favourite(kept), read_favourite(again)
    assert (first.picture == second.picture).all()  # encoding it anew would lose something
    assert second.recipe.parents == (first.recipe.id,)
    np.testing.assert_array_equal(first.recipe.latent, second.recipe.latent)


def test_a_damaged_favourite_is_told(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.png"
    assert main(["blend", *files, "--out", str(kept)]) == 0
    kept.write_bytes(kept.read_bytes()[:-100])
    capsys.readouterr()
    assert main(["blend", str(kept)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "kept.png" in line


def test_a_picture_that_cannot_be_written_leaves_nothing(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    assert main(["blend", *files, "--out", f"{files[0]}/below.png"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_list_of_boards_is_blended_into_a_folder(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed, out, told = tmp_path / "boards.json", tmp_path / "out", tmp_path / "told.json"
    words = [
        {"sources": list(files), "weights": [0.7, 0.3], "mode": "slerp"},
        {"sources": [files[0]]},
    ]
    listed.write_text(json.dumps(words))
    command = ["blend", "--boards", str(listed), "--out", str(out), "--json", str(told)]
    assert main(command) == 0
    captured = capsys.readouterr()
    assert captured.err == "" and "one.png, two.png" in captured.out
    assert sorted(file.name for file in out.iterdir()) == ["01.png", "02.png"]
    alone = tmp_path / "alone.png"
    once = ["blend", *files, "--weights", "0.7,0.3", "--mode", "slerp", "--out", str(alone)]
    assert main(once) == 0
    one, same = read_favourite(out / "01.png"), read_favourite(alone)
    assert (one.picture == same.picture).all() and one.recipe.board == same.recipe.board
    boards = json.loads(told.read_text())["boards"]
    assert [board["file"] for board in boards] == ["01.png", "02.png"]
    assert boards[0]["scores"]["pegasus"] == pytest.approx(same.recipe.scores.values["pegasus"])
    again = tmp_path / "again"
    assert main(["blend", "--boards", str(told), "--out", str(again)]) == 0
    assert (read_favourite(again / "01.png").picture == one.picture).all()


@pytest.mark.parametrize(
    ("boards", "more", "message"),
    [
        ([{"sources": ["one.png"]}], ["starter/horse/0"], "of their own"),
        ([{"sources": ["one.png"]}], ["--mode", "slerp"], "of their own"),
        ([{"sources": ["one.png"]}], ["--detail", "0.5"], "of their own"),
        ([{"sources": ["one.png"]}, {"sources": []}], [], "Board 2 of"),
        ([{"sources": ["one.png"], "mode": "refined"}], [], "Board 1: "),
    ],
)
def test_boards_that_cannot_be_blended_are_told(
    files: tuple[str, str],
    tmp_path: Path,
    boards: list[dict[str, object]],
    more: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("boards.json").write_text(json.dumps(boards))
    assert main(["blend", "--boards", "boards.json", "--out", "out", *more]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_a_latent_is_blended_as_itself(
    files: tuple[str, str], models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, again, latent = tmp_path / "kept.png", tmp_path / "again.png", tmp_path / "a.npy"
    assert main(["blend", *files, "--out", str(kept)]) == 0
    seen = read_favourite(kept).recipe.latent
    assert seen is not None
    np.save(latent, seen)
    assert main(["blend", str(latent), "--out", str(again)]) == 0
    np.testing.assert_array_equal(read_favourite(again).recipe.latent, seen)
    np.save(latent, seen.ravel())
    capsys.readouterr()
    assert main(["blend", str(latent)]) == 2
    assert "a.npy is of shape" in capsys.readouterr().err
