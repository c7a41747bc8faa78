"""The starter gallery and a user's own pictures: damaged or hostile ones are refused."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from explorer.core.gallery.pictures import load_picture
from explorer.core.gallery.starter import starter_gallery
from tests.explorer.core.gallery.test_gallery import write_starter
from tests.faults.test_store import PICTURE, with_size
from training.files.errors import UserError

STARTER: dict[str, Any] = {
    "newer": {"format": 2},
    "no columns": {"columns": 0},
    "other columns": {"columns": 2},
    "no items": {"items": []},
    "too many items": {"items": [{}] * 5000},
    "an empty item": {"items": [{}]},
    "a wild confidence": {"items": [{"class": "a", "confidence": 2, "realism": 1}]},
    "a class that is none": {"items": [{"class": 1, "confidence": 1, "realism": 1}]},
    "a first that is not there": {"first": {"body": 0, "wings": 5, "mode": "sum", "puck": [0, 0]}},
    "a first off the plane": {"first": {"body": 0, "wings": 1, "mode": "sum", "puck": [0, 2]}},
    "a first of no mode": {"first": {"body": 0, "wings": 1, "mode": "magic", "puck": [0, 0]}},
}


@pytest.mark.parametrize("changes", STARTER.values(), ids=STARTER.keys())
def test_a_wrong_starter_gallery_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    write_starter(tmp_path, **changes)
    with pytest.raises(UserError, match="install the program again"):
        starter_gallery(tmp_path)


@pytest.mark.parametrize("name", ["atlas.png", "gallery.json"])
def test_a_starter_gallery_without_a_file_or_half_of_one(tmp_path: Path, name: str) -> None:
    write_starter(tmp_path)
    file = tmp_path / name
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(UserError, match="install the program again"):
        starter_gallery(tmp_path)
    file.unlink()
    with pytest.raises(UserError, match="No such file"):
        starter_gallery(tmp_path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "bmp"])
def test_an_own_picture_cut_short_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.{suffix}"
    Image.fromarray(PICTURE.repeat(3, 0).repeat(3, 1)).save(path)
    content = path.read_bytes()
    assert load_picture(path).shape == (32, 32, 3)
    for share in (0.0, 0.1, 0.5, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(UserError, match="not a picture"):
            load_picture(path)


@pytest.mark.parametrize("side", [9_000, 12_000, 60_000])  # Pillow: passes, warns, raises
def test_an_own_picture_of_hostile_size_is_refused(tmp_path: Path, side: int) -> None:
    Image.fromarray(PICTURE).save(tmp_path / "huge.png")
    (tmp_path / "huge.png").write_bytes(with_size((tmp_path / "huge.png").read_bytes(), side))
    with pytest.raises(UserError, match="too large"):
        load_picture(tmp_path / "huge.png")


def test_an_own_file_of_hostile_size_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "heavy.png").open("wb") as file:
        file.truncate(65 << 20)
    with pytest.raises(UserError, match="larger than 64 MB"):
        load_picture(tmp_path / "heavy.png")
    for place in (tmp_path, tmp_path / "gone.png"):
        with pytest.raises(UserError, match="There is no file"):
            load_picture(place)
