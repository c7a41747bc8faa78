"""Favourites on disk: damage is told, nothing half-written stays, nothing good is lost."""

import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from explorer.core.favourites.file import KEYWORD, Favourite, NoRecipe, read_favourite
from explorer.core.favourites.listing import Damaged
from explorer.core.favourites.recipe import Recipe
from explorer.core.favourites.store import Favourites
from tests.explorer.core.boards import odd_board
from tests.faults.limits import run_with_file_limit
from training.files import atomic
from training.files.errors import UserError

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> Favourites:
    return Favourites(tmp_path / "Pegasi")


@pytest.fixture
def saved(folder: Favourites) -> Path:
    latent = np.ones((16, 4, 4), np.float32)
    recipe = Recipe(odd_board(), (0.25, 0.75), {"vae": "v"}, latent=latent)
    path = folder.save(Favourite(PICTURE, recipe, 3, "good")).path
    assert path is not None
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rewrite(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the recipe inside a favourite; what ``change`` returns takes its place."""
    with Image.open(path) as image:
        assert isinstance(image, PngImageFile)
        stored = json.loads(image.text[KEYWORD])
        info = PngInfo()
        info.add_itxt(KEYWORD, json.dumps(change(stored) or stored))
        image.save(path, pnginfo=info)


def test_a_favourite_cut_anywhere_is_refused_or_whole(saved: Path) -> None:
    content, whole = saved.read_bytes(), read_favourite(saved)
    for length in {*range(0, len(content), 97), *range(len(content) - 30, len(content))}:
        saved.write_bytes(content[:length])
        with pytest.raises(UserError, match=r"is damaged|no recipe inside"):
            read_favourite(saved)
    saved.write_bytes(content)
    assert np.array_equal(read_favourite(saved).picture, whole.picture)


def test_a_favourite_with_a_wrong_byte_is_refused(saved: Path) -> None:
    content = saved.read_bytes()
    for place in range(0, len(content), 61):
        saved.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        with pytest.raises(UserError, match=r"is damaged|no recipe inside"):
            read_favourite(saved)


RECIPE_FIELDS = [
    *("format", "version", "id", "created", "parents", "board", "weights", "models", "scores"),
    *("latent", "rating", "notes"),
]


@pytest.mark.parametrize("name", RECIPE_FIELDS)
def test_a_missing_field_is_named(saved: Path, name: str) -> None:
    rewrite(saved, lambda stored: stored.pop(name) and None)
    with pytest.raises(
        UserError, match=f'is damaged .*missing required field "{name}".*: restore it'
    ):
        read_favourite(saved)


def test_the_fields_are_all_there_are(saved: Path) -> None:
    with Image.open(saved) as image:
        assert isinstance(image, PngImageFile)
        assert json.loads(image.text[KEYWORD]).keys() == set(RECIPE_FIELDS)


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"format": 0},
        {"format": "1"},
        {"created": "yesterday"},
        {"created": "0001-01-01T00:00:00+00:00"},  # no time zone can be applied to it
        {"created": "2024-01-01T00:00:00"},  # of which time zone?
        {"id": 7},
        {"parents": "mother"},
        {"parents": ["p"] * 17},
        {"weights": [1]},
        {"weights": [0.5, "0.5"]},
        {"models": ["vae"]},
        {"models": {"vae": None}},
        {"scores": {}},
        {"scores": {"probabilities": {"horse": 1.5}, "pegasus": None, "realism": None}},
        {"latent": {"shape": [16, 4, 5], "float32": "AAAA"}},
        {"latent": {"shape": [-1], "float32": ""}},
        {"latent": {"shape": [1.5], "float32": "AAAAAAAA"}},
        {"latent": {"shape": [1e300, 1e300], "float32": "AAAA"}},
        {"latent": {"shape": [1], "float32": "AADAfw=="}},  # not a number
        {"rating": 6},
        {"rating": True},
        {"notes": "x" * 10_001},
    ],
    ids=str,
)
def test_a_wrong_field_is_refused(saved: Path, changes: dict[str, Any]) -> None:
    rewrite(saved, lambda stored: stored | changes)
    with pytest.raises(UserError, match="is damaged"):
        read_favourite(saved)


def test_a_newer_favourite_asks_for_an_update(saved: Path) -> None:
    rewrite(saved, lambda stored: stored | {"format": 2, "board": "of another kind"})
    with pytest.raises(UserError, match="newer version of the program: update"):
        read_favourite(saved)


@pytest.mark.parametrize("text", ["", "null", "[]", "{", "[" * 100_000, '{"format": NaN}'])
def test_a_recipe_that_is_none_is_refused(saved: Path, text: str) -> None:
    info = PngInfo()
    info.add_itxt(KEYWORD, text)
    Image.fromarray(PICTURE).save(saved, pnginfo=info)
    with pytest.raises(UserError, match="is damaged"):
        read_favourite(saved)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_recipe_of_megabytes_is_refused(saved: Path, zipped: bool) -> None:
    info = PngInfo()
    info.add_itxt(KEYWORD, " " * (3 << 20), zip=zipped)
    Image.fromarray(PICTURE).save(saved, pnginfo=info)
    with pytest.raises(UserError, match="is damaged"):
        read_favourite(saved)


def with_size(content: bytes, side: int) -> bytes:
    """Have a PNG file say that it is ``side`` pixels wide and high."""
    head = b"IHDR" + struct.pack(">II", side, side) + content[24:29]
    return content[:12] + head + zlib.crc32(head).to_bytes(4, "big") + content[33:]


@pytest.mark.parametrize("side", [33, 60_000])
def test_a_larger_picture_with_a_recipe_is_refused(saved: Path, side: int) -> None:
    saved.write_bytes(with_size(saved.read_bytes(), side))
    with pytest.raises(UserError, match="is damaged"):
        read_favourite(saved)


def test_other_files_are_no_favourites(tmp_path: Path) -> None:
    Image.fromarray(PICTURE).save(tmp_path / "plain.png")
    Image.fromarray(PICTURE).save(tmp_path / "photo.jpg")
    for name in ("plain.png", "photo.jpg"):
        with pytest.raises(NoRecipe, match="open it as a picture"):
            read_favourite(tmp_path / name)
    for place in (tmp_path, tmp_path / "gone.png"):
        with pytest.raises(UserError, match="There is no file"):
            read_favourite(place)
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(UserError, match="There is no file"):
        read_favourite(tmp_path / "pipe.png")


def test_a_damaged_favourite_is_not_annotated(folder: Favourites, saved: Path) -> None:
    rewrite(saved, lambda stored: stored | {"extra": 1})
    before = saved.read_bytes()
    with pytest.raises(UserError, match="is damaged"):
        folder.annotate(saved, rating=1)
    assert saved.read_bytes() == before


def test_one_damaged_file_hides_no_other(folder: Favourites, saved: Path) -> None:
    for i, content in enumerate((b"", b"\x89PNG\r\n\x1a\n", os.urandom(500), b"\0" * (9 << 20))):
        (folder.folder / f"{i}.png").write_bytes(content)
    (folder.folder / "folder.png").mkdir()
    (folder.folder / "link.png").symlink_to(folder.folder / "nowhere")
    listed = folder.scan()
    assert listed[0].path == saved
    assert [type(entry) for entry in listed[1:]] == [Damaged] * 4


def test_a_save_that_fails_half_way_leaves_nothing(folder: Favourites, saved: Path) -> None:
    before = files(folder.folder)
    told = run_with_file_limit(
        2000,
        f"""
from explorer.core.favourites.store import *
folder = Favourites(Path({str(folder.folder)!r}))
folder.save(read_favourite(Path({str(saved)!r})))
""",
    )
    assert "could not be saved (File too large): free some space" in told
    assert files(folder.folder) == before


def test_notes_that_cannot_be_written_leave_the_old(folder: Favourites, saved: Path) -> None:
    before = files(folder.folder)
    told = run_with_file_limit(
        2000,
        f"""
from explorer.core.favourites.store import *
Favourites(Path({str(folder.folder)!r})).annotate(Path({str(saved)!r}), 1, "new")
""",
    )
    assert "could not be saved" in told
    assert files(folder.folder) == before


def test_exports_that_fail_leave_nothing(saved: Path, tmp_path: Path) -> None:
    told = run_with_file_limit(
        2000,
        f"""
from explorer.core.favourites.exporting import *
from explorer.core.favourites.file import read_favourite
saved, out = Path({str(saved)!r}), Path({str(tmp_path / "out")!r})
picture = read_favourite(saved).picture
for export in (
    lambda: export_png(picture, out / "a.png", 16),
    lambda: export_sheet([picture] * 9, out / "b.png"),
    lambda: export_zip([saved], out / "c.zip"),
):
    try:
        export()
    except UserError as error:
        print(error)
""",
    )
    assert told.count("could not be saved") == 3
    assert files(tmp_path / "out") == {}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    atomic.write_whole(tmp_path / "x", b"old")
    monkeypatch.setattr(*{"fsync": (os, "fsync", fail), "replace": (Path, "replace", fail)}[step])
    with pytest.raises(UserError, match="No space left on device"):
        atomic.write_whole(tmp_path / "x", b"new")
    assert files(tmp_path) == {"x": b"old"}


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="choose another folder"):
        Favourites(tmp_path / "file" / "Pegasi").save(
            Favourite(PICTURE, Recipe(odd_board(), (0, 1)))
        )
