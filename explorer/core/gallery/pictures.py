"""Pictures of the user's own, from files of any kind and size."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import Source
from explorer.core.gallery.crop import centred, cropped
from training.data.decoding import decode_whole
from training.files.errors import UserError

MAX_FILE_BYTES = 64 << 20


def load_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture file: the centred square, resized to (32, 32, 3) uint8.

    Raises
    ------
    UserError
        As :func:`load_whole` does.
    """
    whole = load_whole(path)
    return cropped(whole, centred(whole))


def load_whole(path: Path) -> NDArray[np.uint8]:
    """Read a picture file, all of it, (h, w, 3) uint8; a large photograph at a smaller size.

    A photograph is turned the way its camera was held, and what is transparent becomes white.

    Raises
    ------
    UserError
        Where there is no such file, it is too large, cut short, or no picture.
    """
    if not path.is_file():  # opening a pipe would wait for ever
        raise UserError(f"There is no file {path}: choose a picture.")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}): choose another picture."
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise UserError(f"{path} is larger than {MAX_FILE_BYTES >> 20} MB: give a smaller copy.")
    return decode_whole(content, str(path))


def picture_source(path: Path) -> Source:
    """Return a picture file as a source without a class, called by its file's name.

    Raises
    ------
    UserError
        As ``load_picture`` does.
    """
    return Source.of(path.name, None, load_picture(path))
