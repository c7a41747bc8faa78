"""The one door for data: tells by looking what a path holds, and yields its pictures."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.files import iter_files
from training.data.official import OfficialMeta, batch_rows, load_batch, read_meta
from training.errors import UserError

PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"}
SIDE = 32
MAX_PIXELS = 64 << 20
_OFFICIAL = {
    **{f"data_batch_{i}": "train" for i in range(1, 6)},
    "test_batch": "test",
    "train": "train",
    "test": "test",
}
_META = {"batches.meta", "meta"}


@dataclass(frozen=True)
class Picture:
    """One labelled picture: ``pixels`` is (32, 32, 3) uint8 RGB.

    ``group`` is CIFAR-100's coarse name for the class, None elsewhere.
    """

    split: str
    class_name: str
    name: str
    pixels: NDArray[np.uint8]
    group: str | None = None


def read_pictures(path: Path) -> Iterator[Picture]:
    """Yield the pictures of a CIFAR archive or folder, or of class folders in any container.

    A class folder may stand below ``train/`` or ``test/``; without either it counts as training.

    Raises
    ------
    UserError
        Where nothing can be read, or a file that should be a picture is none.
    """
    meta = OfficialMeta()
    batches: list[tuple[str, bytes]] = []
    for name, content in iter_files(path):
        if name.name in _META:
            meta = read_meta(load_batch(content))
        elif name.suffix == "" and name.name in _OFFICIAL:
            batches.append((name.name, content))
        elif name.suffix.lower() in PICTURE_SUFFIXES and len(name.parts) >= 2:
            yield _class_folder_picture(name, content)
    for batch, content in sorted(batches):
        yield from _official_pictures(batch, content, meta)


def decode_picture(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture file to (32, 32, 3) uint8: the centred square, resized where needed.

    Raises
    ------
    UserError
        Where ``content`` is no picture, or has more than 64 million pixels.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UserError(f"{name} is too large a picture: give a smaller copy.")
            return np.asarray(_centre_square(image.convert("RGB")))
    except UserError:
        raise
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise UserError(
            f"{name} is not a picture that can be read: remove or replace it."
        ) from error


def _centre_square(image: Image.Image) -> Image.Image:
    if image.size == (SIDE, SIDE):
        return image
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    box = (left, top, left + side, top + side)
    # Cropped first: resize(box=…) would let pixels from outside ring into the edges.
    return image.crop(box).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def _class_folder_picture(name: PurePosixPath, content: bytes) -> Picture:
    split = "test" if "test" in name.parts[:-2] else "train"
    return Picture(split, name.parts[-2], str(name), decode_picture(content, str(name)))


def _official_pictures(batch: str, content: bytes, meta: OfficialMeta) -> Iterator[Picture]:
    if not meta.classes:
        raise UserError("The CIFAR batches come without their meta file: give the whole archive.")
    for index, row in enumerate(batch_rows(load_batch(content), meta)):
        name = f"{batch}/{index:05d}"
        yield Picture(_OFFICIAL[batch], row.class_name, name, row.pixels, row.group)
