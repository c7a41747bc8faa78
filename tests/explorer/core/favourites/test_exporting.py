"""Favourites exported: whole pixels, sheets of many, a zip with their recipes."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.core.favourites.exporting import contact_sheet, export_png, export_sheet, export_zip
from explorer.core.favourites.store import Favourites
from tests.explorer.core.favourites.favourites import PICTURE, keep
from training.files.errors import UserError


@pytest.mark.parametrize("scale", [1, 3, 16])
def test_exports_keep_whole_pixels(folder: Favourites, tmp_path: Path, scale: int) -> None:
    export_png(PICTURE, tmp_path / "out.png", scale)
    with Image.open(tmp_path / "out.png") as image:
        pixels = np.asarray(image)
        assert image.info == {}
    assert pixels.shape == (32 * scale, 32 * scale, 3)
    assert np.array_equal(pixels[::scale, ::scale], PICTURE)
    assert np.array_equal(pixels[scale - 1 :: scale, scale - 1 :: scale], PICTURE)


@pytest.mark.parametrize("scale", [0, 17])
def test_other_scales_are_refused(tmp_path: Path, scale: int) -> None:
    with pytest.raises(UserError, match="1 to 16"):
        export_png(PICTURE, tmp_path / "out.png", scale)


def test_a_contact_sheet_shows_every_picture(tmp_path: Path) -> None:
    pictures = [np.full((32, 32, 3), 10 * i, np.uint8) for i in range(1, 8)]
    sheet = contact_sheet(pictures, columns=3, scale=2)
    assert sheet.shape == (3 * 72 + 8, 3 * 72 + 8, 3)
    for i, picture in enumerate(pictures):
        top, left = 8 + i // 3 * 72, 8 + i % 3 * 72
        tile = sheet[top : top + 64 : 2, left : left + 64 : 2]
        assert np.array_equal(tile, picture)
    export_sheet(pictures, tmp_path / "sheet.png", ["a long caption " * 5] * 7)
    with Image.open(tmp_path / "sheet.png") as image:
        captioned = np.asarray(image)
    assert captioned.shape == (2 * 152 + 8, 6 * 136 + 8, 3)
    for count in (0, 401):
        with pytest.raises(UserError, match="1 to 400"):
            contact_sheet(pictures[:1] * count)


def test_a_zip_holds_the_recipes(folder: Favourites, tmp_path: Path) -> None:
    path = keep(folder)
    twin = tmp_path / path.name
    twin.write_bytes(path.read_bytes())
    export_zip([path, twin], tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == 2
        assert archive.read(names[1]) == path.read_bytes()
    with pytest.raises(UserError, match="leave it out"):
        export_zip([tmp_path / "gone.png"], tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()
