"""What is at a path is told by looking at it."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from explorer.core.favourites.file import Favourite, encode_favourite
from explorer.core.favourites.recipe import Recipe
from explorer.core.opening import Kind, kind_of, models_folder
from tests.explorer.core.boards import odd_board
from training.files.errors import UserError
from training.models.modelset import ModelSet

PICTURE = np.zeros((32, 32, 3), np.uint8)


def test_each_kind_is_told(tmp_path: Path, tiny_set: ModelSet) -> None:
    picture, favourite, archive = (tmp_path / n for n in ("a.png", "b.png", "c.zip"))
    Image.fromarray(PICTURE).save(picture)
    favourite.write_bytes(encode_favourite(Favourite(PICTURE, Recipe(odd_board(), (0.5, 0.5)))))
    zipfile.ZipFile(archive, "w").close()
    latent = tmp_path / "d.NPY"
    latent.touch()
    manifest = tiny_set.folder / "modelset.json"
    assert kind_of(picture) is Kind.PICTURE
    assert kind_of(favourite) is Kind.FAVOURITE
    assert kind_of(archive) is Kind.GALLERY
    assert kind_of(latent) is Kind.LATENT
    assert kind_of(tmp_path) is Kind.GALLERY
    assert kind_of(tiny_set.folder) is kind_of(manifest) is Kind.MODELS
    assert models_folder(manifest) == models_folder(tiny_set.folder) == tiny_set.folder


def test_a_favourite_of_a_newer_version_is_not_taken_for_a_plain_picture(tmp_path: Path) -> None:
    content = encode_favourite(Favourite(PICTURE, Recipe(odd_board(), (0.5, 0.5))))
    path = tmp_path / "newer.png"
    image = Image.open(io.BytesIO(content))
    text = image.text["pegasus"].replace('"format": 1', '"format": 999')  # type: ignore[attr-defined]
    info = PngInfo()
    info.add_itxt("pegasus", text)
    image.save(path, pnginfo=info)
    assert kind_of(path) is Kind.FAVOURITE


def test_nothing_is_told_as_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing at"):
        kind_of(tmp_path / "missing.png")
