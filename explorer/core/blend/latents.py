"""Latents as files of numpy: written for other programs, and read as sources of their own."""

import io
from pathlib import Path

import numpy as np

from explorer.core.board.latents import MAX_LATENT, Latent
from explorer.core.board.sources import Source
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine
from explorer.core.engine.images import to_pictures
from training.files.arrays import decode_array
from training.files.errors import UserError
from training.files.strict_json import Malformed, read_bytes
from training.models.modelset import ModelSet

MAX_BYTES = 8 * MAX_LATENT + (64 << 10)
"""Of a file: the most numbers that a latent has, in double precision, and a header."""


def vae_of(modelset: ModelSet) -> str:
    """Return what tells a set's VAE from others; of a set of graphs alone, what tells the set."""
    part = modelset.parts.get("vae")
    return (part.fingerprint if part else "") or modelset.fingerprint


def npy_of(latent: Floats) -> bytes:
    """Return the content of a .npy file of a latent (*latent_shape) float32."""
    stream = io.BytesIO()
    np.save(stream, np.asarray(latent, np.float32), allow_pickle=False)
    return stream.getvalue()


def read_latent(path: Path, engine: Engine) -> Source:
    """Read a .npy file as a source, as :func:`latent_source` does.

    Raises
    ------
    UserError
        Where it cannot be read, or is no latent of the loaded model set.
    """
    if not path.is_file():  # opening a pipe would wait for ever
        raise UserError(f"There is no file {path}: choose a latent.")
    try:
        content = read_bytes(path, MAX_BYTES)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}): choose another latent."
        ) from error
    except Malformed as error:
        raise UserError(f"{path} is no latent ({error}): choose another file.") from error
    return latent_source(path.name, content, engine)


def latent_source(name: str, content: bytes, engine: Engine) -> Source:
    """Return a source that decodes exactly to the latent in the content of a .npy file.

    Its pixels are the decoded picture, which other model sets than the one that is loaded encode.

    Raises
    ------
    UserError
        Where it is no array of floats, of another shape than the set's latents, or not finite.
    """
    modelset = engine.modelset
    latent = _array(name, content)
    if latent.shape == (1, *modelset.latent_shape):
        latent = latent[0]
    if latent.shape != modelset.latent_shape:
        raise UserError(
            f"{name} is of shape {_size(latent.shape)}, and latents of {modelset.name} are "
            f"{_size(modelset.latent_shape)}: open one of this model set."
        )
    own = Latent.of(vae_of(modelset), latent)
    picture = to_pictures(engine.decode(own.array[None]))[0]
    return Source(name, None, picture.tobytes(), own)


def _array(name: str, content: bytes) -> np.ndarray:
    try:
        array = decode_array(content)
    except Malformed as error:
        raise UserError(f"{name} is no array of numpy: choose a .npy file.") from error
    if array.dtype.kind != "f":
        raise UserError(f"{name} holds {array.dtype}: a latent is of float32, save it so.")
    with np.errstate(over="ignore"):
        finite = np.isfinite(array.astype(np.float32)).all()
    if not finite:
        raise UserError(f"{name} has numbers that are not finite: choose another latent.")
    return array


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "a single number"
