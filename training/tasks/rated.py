"""Pictures that raters named, as examples for the pegasus critic."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data.augment import images_of, quantised
from training.data.decoding import NoPicture, decode_whole
from training.files.errors import UserError
from training.files.strict_json import Malformed, read_bytes
from training.learning import batches
from training.tasks.near_misses import KINDS, Examples, varied

MAX_BYTES = 1 << 20
"""Of one picture; without any packing it has three kilobytes."""


def rated(folder: Path, kind: str, variations: int, seed: int) -> Examples:
    """Read pictures that raters named from the PNGs of a folder, each a few times over.

    Raises
    ------
    UserError
        Where there are none, or one is not a picture of 32 by 32 pixels.
    """
    pictures = np.stack([_read(path) for path in _pngs(folder)])
    generator = batches.generator_at(seed, KINDS.index(kind))
    repeated = images_of(np.repeat(pictures, variations, 0))
    made = quantised(varied(repeated, generator)).numpy()
    return Examples(made, np.full(len(made), KINDS.index(kind)))


def _pngs(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.png"))
    if not found:
        raise UserError(f"{folder} has no PNG: name a folder of pictures that raters looked at.")
    return found


def _read(path: Path) -> NDArray[np.uint8]:
    try:
        pixels = decode_whole(read_bytes(path, MAX_BYTES), str(path))
    except (OSError, Malformed, NoPicture) as error:
        raise UserError(f"{path} cannot be read as a picture: leave it out.") from error
    if pixels.shape != (32, 32, 3):
        raise UserError(f"{path} is not of 32 by 32 pixels: give the pictures as they were made.")
    return pixels
