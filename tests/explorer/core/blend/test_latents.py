"""Latents of files are sources that decode exactly to them, by their own VAE alone."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.core.blend.latents import MAX_BYTES, latent_source, npy_of, read_latent, vae_of
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import Board, Source
from explorer.core.board.json import board_of_text, text_of_board
from explorer.core.board.latents import Latent
from explorer.core.engine.engine import Engine
from explorer.core.engine.images import to_pictures
from tests.explorer.core.boards import odd_board
from training.files.errors import UserError
from training.files.strict_json import Malformed


def a_latent(engine: Engine, seed: int = 0) -> np.ndarray:
    shape = engine.modelset.latent_shape
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_a_latent_of_a_file_is_shown_as_itself(engine: Engine, tmp_path: Path) -> None:
    latent = a_latent(engine)
    (tmp_path / "a.npy").write_bytes(npy_of(latent))
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), latent)
    source = read_latent(tmp_path / "a.npy", engine)
    assert source.name == "a.npy" and source.class_name is None
    picture = to_pictures(engine.decode(latent[None]))[0]
    np.testing.assert_array_equal(source.picture, picture)
    shown = Renderer(engine).render(RenderRequest(Board().add(source)))
    np.testing.assert_array_equal(shown.latent, latent)
    np.testing.assert_array_equal(shown.picture, picture)
    pixels = Renderer(engine).render(RenderRequest(Board().add(replace(source, latent=None))))
    assert np.abs(pixels.latent - latent).max() > 0.01  # encoding would have lost it


def test_it_has_no_detail_to_lose(engine: Engine) -> None:
    source, renderer = latent_source("a", npy_of(a_latent(engine)), engine), Renderer(engine)
    assert np.abs(renderer.sources.residuals([source])).max() <= 1 / 127
    without = replace(source, latent=None)
    assert np.abs(renderer.sources.residuals([without])).max() > 1 / 127


def test_another_vae_encodes_its_picture(engine: Engine) -> None:
    source = latent_source("a", npy_of(a_latent(engine)), engine)
    assert source.latent is not None
    assert source.latent.vae == vae_of(engine.modelset) == engine.modelset.parts["vae"].fingerprint
    sources = Renderer(engine).sources
    encoded = sources.latents([replace(source, latent=None)])
    other = replace(source, latent=replace(source.latent, vae="another"))
    np.testing.assert_array_equal(sources.latents([other]), encoded)
    odd = replace(source, latent=Latent.of(source.latent.vae, np.zeros(3, np.float32)))
    np.testing.assert_array_equal(sources.latents([odd]), encoded)


def test_doubles_and_a_batch_of_one_are_taken(engine: Engine) -> None:
    latent, stream = a_latent(engine), io.BytesIO()
    np.save(stream, latent[None].astype(np.float64))
    source = latent_source("a", stream.getvalue(), engine)
    assert source.latent is not None
    np.testing.assert_array_equal(source.latent.array, latent)


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


HUGE = npy(np.zeros(8, np.float32)).replace(b"(8,), }          ", b"(999999999999,), }")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (npy(np.zeros((2, 3), np.float32)), "a.npy is of shape 2 x 3, and latents of"),
        (npy(np.array(1, np.float32)), "a single number"),
        (npy(np.zeros(8, np.int64)), "int64"),
        (npy(np.full(8, np.inf, np.float32)), "not finite"),
        (npy(np.full(8, 1e300)), "not finite"),
        (npy(np.array([{}], object)), "no array of numpy"),
        (npy(np.zeros(8, np.float32))[:-1], "no array of numpy"),
        (b"\x93NUMPY\x01\x00\x08\x00{'descr'", "no array of numpy"),
        (b"PK\x03\x04", "no array of numpy"),
        (HUGE, "no array of numpy"),
        (b"", "no array of numpy"),
        (b"x" * (MAX_BYTES + 1), "longer than"),
    ],
)
def test_what_is_no_latent_is_told(
    engine: Engine, tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "a.npy").write_bytes(content)
    with pytest.raises(UserError, match=message):
        read_latent(tmp_path / "a.npy", engine)


def test_a_missing_file_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no file"):
        read_latent(tmp_path, engine)


def test_a_board_keeps_latents_in_its_text(engine: Engine) -> None:
    board = Board().add(latent_source("a", npy_of(a_latent(engine)), engine))
    for one in (board, odd_board()):
        assert board_of_text(text_of_board(one)) == one
        assert board_of_text('{"scores": [], "board": ' + text_of_board(one) + "}") == one
    plain = Board().add(Source("b", None, board.pins[0].source.pixels))
    assert "latent" not in text_of_board(plain)  # which earlier versions read, too
    for text in ("{}", "[1]", "{", text_of_board(board).replace('"shape":[', '"shape":[2,', 1)):
        with pytest.raises(Malformed):
            board_of_text(text)
