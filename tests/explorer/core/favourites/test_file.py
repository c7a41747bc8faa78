"""A favourite's file: the picture and its whole recipe come back."""

import dataclasses
import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.favourites.file import (
    KEYWORD,
    Favourite,
    NoRecipe,
    decode_favourite,
    encode_favourite,
    read_favourite,
)
from explorer.core.favourites.recipe import MAX_PARENTS, Recipe, fingerprints, recipe_of
from explorer.core.favourites.store import Favourites
from tests.explorer.core.boards import any_board, odd_board
from tests.explorer.core.favourites.favourites import LATENT, PICTURE, assert_same, keep, odd_recipe
from training.files.errors import UserError
from training.files.png import encode_png
from training.models.modelset import ModelSet

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC))


def test_a_favourite_comes_back_whole(folder: Favourites) -> None:
    path = keep(folder)
    again = read_favourite(path)
    assert_same(again.recipe, odd_recipe())
    assert np.array_equal(again.picture, PICTURE)
    assert (again.rating, again.notes, again.path) == (4, "A *fine* one, schön ♞\n", path)
    with Image.open(path) as image:  # any program shows it
        assert (image.format, image.size) == ("PNG", (32, 32))


def test_what_could_not_be_read_again_is_not_kept() -> None:
    parents = tuple(f"id{i}" for i in range(MAX_PARENTS + 1))
    favourite = Favourite(PICTURE, dataclasses.replace(odd_recipe(), parents=parents))
    with pytest.raises(UserError, match="This picture cannot be kept"):
        encode_favourite(favourite)


@given(any_board(), st.data())
def test_any_recipe_comes_back(board: Board, data: st.DataObject) -> None:
    recipe = Recipe(
        board,
        tuple(data.draw(st.floats(-2, 2)) for _ in board.pins),
        latent=data.draw(
            st.none() | st.integers(1, 9).map(lambda n: np.arange(n, dtype=np.float32))
        ),
        created=data.draw(MOMENTS),
    )
    content = encode_favourite(Favourite(PICTURE, recipe))
    with Image.open(io.BytesIO(content)) as image:
        assert isinstance(image, PngImageFile)
        assert len(image.text[KEYWORD]) < 1 << 20
    assert_same(decode_favourite(content).recipe, recipe)


def test_eight_sources_stay_far_under_the_limit(folder: Favourites) -> None:
    pin = odd_board().pins[0]
    board = dataclasses.replace(odd_board(), pins=(pin,) * 8, typed=None)
    assert keep(folder, board=board, weights=(0.125,) * 8).stat().st_size < 60_000


def test_what_the_engine_gave_is_kept(tiny_set: ModelSet) -> None:
    count = len(tiny_set.classes)
    result = RenderResult(
        generation=3,
        picture=PICTURE,
        latent=LATENT,
        weights=(0.5, 0.5),
        probabilities=np.full(count, np.float32(1) / count),
        scores={"pegasus": float(np.nextafter(1.0, 2.0)), "realism": float("nan")},
    )
    recipe = recipe_of(odd_board(), result, tiny_set, ("parent",))
    assert set(recipe.scores.probabilities) == set(tiny_set.classes)
    assert recipe.scores.values == {"pegasus": 1.0}
    assert recipe.models == fingerprints(tiny_set)
    encode_favourite(Favourite(PICTURE, recipe))


def test_the_latent_is_for_its_own_model_alone() -> None:
    recipe = odd_recipe()
    own = recipe.own_latent
    assert own is not None and own.vae == "v" * 64
    np.testing.assert_array_equal(own.array, recipe.latent)
    of_graphs = odd_recipe(models={"set": "s" * 64}).own_latent
    assert of_graphs is not None and of_graphs.vae == "s" * 64
    assert odd_recipe(models={}).own_latent is None


def test_the_recipe_is_one_chunk(folder: Favourites) -> None:
    path = keep(folder)
    assert path.read_bytes().count(b"iTXtpegasus\0\0\0\0\0{") == 1
    folder.annotate(path, rating=1)
    assert path.read_bytes().count(b"pegasus\0") == 1


@pytest.mark.parametrize("rest", [b"", b"\1\5\0\0x"], ids=["nothing", "packed in an unknown way"])
def test_a_recipe_without_its_text_is_damage(tmp_path: Path, rest: bytes) -> None:
    info = PngInfo()
    info.add(b"iTXt", KEYWORD.encode() + b"\0" + rest)
    path = tmp_path / "x.png"
    path.write_bytes(encode_png(PICTURE, info))
    with pytest.raises(UserError, match=r"is damaged .*: restore it from a copy"):
        read_favourite(path)


def test_a_picture_of_any_size_without_a_recipe_is_told_from_damage(tmp_path: Path) -> None:
    Image.fromarray(PICTURE.repeat(4, 0).repeat(4, 1)).save(tmp_path / "large.png")
    with pytest.raises(NoRecipe, match="open it as a picture"):
        read_favourite(tmp_path / "large.png")
