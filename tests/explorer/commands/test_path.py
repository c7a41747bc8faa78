"""`pegasus path` with a real, tiny model set."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.__main__ import main
from explorer.core.board.modes import GRAFT
from explorer.core.favourites.file import read_favourite
from explorer.core.home.home import Home, Settings, write_settings
from tests.conftest import make_pictures
from training.models.modelset import ModelSet


@pytest.fixture(autouse=True)
def chosen(home: Home, tiny_set: ModelSet) -> None:
    write_settings(home.settings, Settings(models=tiny_set.folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, and boards of them: one puck that moves, then other pictures."""
    for i, pixels in enumerate(make_pictures(3, 5)[0]):
        Image.fromarray(pixels).save(tmp_path / f"{i}.png")
    one, two, three = (str(tmp_path / f"{i}.png") for i in range(3))
    boards = [
        {"sources": [one, two], "weights": [1, 0]},
        {"sources": [one, two], "weights": [0, 1]},
        {"sources": [one, three], "weights": [0.5, 0.5], "mode": "slerp"},
    ]
    (tmp_path / "boards.json").write_text(json.dumps(boards))
    return tmp_path


def frames_of(path: Path) -> list[np.ndarray]:
    return [np.asarray(Image.open(file)) for file in sorted(path.iterdir())]


def blended(folder: Path, *words: str) -> np.ndarray:
    assert main(["blend", *words, "--out", str(folder / "blend.png")]) == 0
    return read_favourite(folder / "blend.png").picture


def walk(folder: Path, *words: str) -> int:
    return main(["path", str(folder / "boards.json"), *words])


def test_a_walk_passes_every_board_as_blend_shows_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--frames", "9", "--loop", "once", "--ease", "none", "--scale", "1"]
    assert walk(folder, "--out", str(folder / "film"), *words) == 0
    told = capsys.readouterr()
    assert told.err == "" and "9 of 32 x 32 pixels" in told.out and "1 of 2 legs" in told.out
    frames = frames_of(folder / "film")
    one, two, three = (str(folder / f"{i}.png") for i in range(3))
    np.testing.assert_array_equal(frames[0], blended(folder, one))
    np.testing.assert_array_equal(frames[2], blended(folder, one, two))  # half-way, the puck moves
    np.testing.assert_array_equal(frames[4], blended(folder, two))
    np.testing.assert_array_equal(frames[8], blended(folder, one, three, "--mode", "slerp"))
    assert len({frame.tobytes() for frame in frames}) == 9


def test_a_walk_goes_round_or_back(folder: Path) -> None:
    for loop in ("round", "ping-pong"):
        words = ["--frames", "12", "--loop", loop, "--scale", "1"]
        assert walk(folder, "--out", str(folder / loop), *words) == 0
    back, around = frames_of(folder / "ping-pong"), frames_of(folder / "round")
    for i in range(1, 12):
        np.testing.assert_array_equal(back[i], back[12 - i])
    np.testing.assert_array_equal(back[6], around[8])  # the last board
    assert (around[9] != around[7]).any() and (around[11] != around[1]).any()


def test_boards_that_blend_wrote_and_favourites_are_walked_along(folder: Path) -> None:
    one, two = str(folder / "0.png"), str(folder / "1.png")
    boards: list[object] = []
    for name, weights in (("a", "0.9,0.1"), ("b", "0.2,0.8")):
        words = ["--mode", "graft", "--size", "1.1", "--weights", weights]
        files = ["--json", str(folder / f"{name}.json"), "--out", str(folder / f"{name}.png")]
        assert main(["blend", one, two, *words, *files]) == 0
        boards.append(json.loads((folder / f"{name}.json").read_text()))
    kept = read_favourite(folder / "a.png")
    assert kept.recipe.board.mode == GRAFT
    (folder / "boards.json").write_text(json.dumps([boards[0], "b.png", boards[1]["board"]]))  # type: ignore[index]
    words = ["--frames", "5", "--loop", "once", "--scale", "1"]
    assert walk(folder, "--out", str(folder / "film"), *words) == 0
    frames = frames_of(folder / "film")
    np.testing.assert_array_equal(frames[0], kept.picture)
    for i in (2, 3, 4):
        np.testing.assert_array_equal(frames[i], read_favourite(folder / "b.png").picture)


@pytest.mark.parametrize(("suffix", "frames"), [("gif", 6), ("webp", 6), ("png", 1), ("zip", 0)])
def test_every_kind_of_film(folder: Path, suffix: str, frames: int) -> None:
    out = folder / f"film.{suffix}"
    assert walk(folder, "--out", str(out), "--frames", "6", "--scale", "2") == 0
    if frames:
        with Image.open(out) as image:
            assert getattr(image, "n_frames", 1) == frames and image.height == 64


@pytest.mark.parametrize(
    ("boards", "words", "message"),
    [
        (None, ["--out", "x.avi"], "named for no film"),
        (None, ["--out", "x.gif", "--scale", "99"], "1 to 16 times"),
        (None, ["--out", "x.gif", "--fps", "0"], "1 to 50 frames a second"),
        (None, ["--out", "x.gif", "--frames", "1"], "2 to 600 frames"),
        (None, ["--out", "x.gif", "--loop", "twice"], "twice"),
        (None, [], "Name a list of boards, and a film by --out"),
        ("nothing", ["--out", "x.gif"], "is no JSON"),
        ("[]", ["--out", "x.gif"], "lists 0 boards"),
        ('["a.png"]', ["--out", "x.gif"], "Board 1 of"),
        ('[{"sources": ["0.png"], "wieghts": [1]}]', ["--out", "x.gif"], "it has 'wieghts'"),
        ('[{"weights": [1]}]', ["--out", "x.gif"], "it has no sources"),
        ('[{"sources": ["PIC"], "mode": "magic"}]', ["--out", "x.gif"], "its mode 'magic' is none"),
        ('[{"sources": ["PIC"], "weights": "1"}]', ["--out", "x.gif"], "no list of numbers"),
        ('[{"sources": ["PIC"], "detail": "a"}]', ["--out", "x.gif"], '"detail" is no number'),
        ('[{"sources": ["PIC"], "detail": 7}]', ["--out", "x.gif"], "Detail is a share"),
        ('[{"sources": ["PIC"]}]', ["--out", "x.gif"], "give two or more"),
        ('[{"board": {"pins": 3}}]', ["--out", "x.gif"], "Board 1 of"),
        ("[17]", ["--out", "x.gif"], "neither a board nor the name of a favourite"),
    ],
)
def test_bad_input(
    folder: Path,
    boards: str | None,
    words: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    if boards is not None:
        text = boards.replace("PIC", str(folder / "0.png"))
        (folder / "boards.json").write_text(text)
    before = sorted(folder.iterdir())
    assert walk(folder, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert sorted(folder.iterdir()) == before
