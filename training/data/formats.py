"""The one door for data: tells by looking what a path holds, and yields its pictures."""

import io
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from training.data.files import iter_files
from training.data.official import OfficialMeta, batch_rows, load_batch, read_meta
from training.files.errors import UserError

PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"}
PICTURE_FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "GIF")
"""What is decoded, whatever a file is called; Pillow knows more, some through other programs."""

SIDE = 32
MAX_PIXELS = 64 << 20
warnings.simplefilter("error", Image.DecompressionBombWarning)  # as Pillow's manual advises

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

    ``name`` is its place in a folder or archive, with the file's suffix; of an official batch,
    ``<split>/<class>/<number within both>``. ``group`` is CIFAR-100's coarse name for the class,
    None elsewhere.
    """

    split: str
    class_name: str
    name: str
    pixels: NDArray[np.uint8]
    group: str | None = None


def _refuse(name: str, error: UserError) -> None:
    raise error


def read_pictures(
    path: Path, unreadable: Callable[[str, UserError], None] = _refuse
) -> Iterator[Picture]:
    """Yield the pictures of a CIFAR archive or folder, or of class folders in any container.

    A class folder may stand below ``train/`` or ``test/``; without either it counts as training.

    Parameters
    ----------
    unreadable
        Told the name of a file that should be a picture and is none, and what is wrong with it.

    Raises
    ------
    UserError
        Where nothing can be read.
    """
    meta = OfficialMeta()
    batches: list[tuple[str, bytes]] = []
    for name, content in iter_files(path, _is_wanted):
        if name.name in _META:
            meta = read_meta(load_batch(content))
        elif name.suffix == "" and name.name in _OFFICIAL:
            batches.append((name.name, content))
        elif name.suffix.lower() in PICTURE_SUFFIXES and len(name.parts) >= 2:
            try:
                picture = _class_folder_picture(name, content)
            except UserError as error:
                unreadable(str(name), error)
            else:
                yield picture
    counts: Counter[tuple[str, str]] = Counter()
    for batch, content in sorted(batches):
        yield from _official_pictures(batch, content, meta, counts)


def read_loose_pictures(path: Path) -> Iterator[Picture]:
    """Yield the pictures that lie in no class folder, as training pictures of the class "".

    Raises
    ------
    UserError
        Where nothing can be read, or a file that should be a picture is none.
    """
    for name, content in iter_files(path, lambda name: _is_wanted(name) and len(name.parts) == 1):
        if name.suffix.lower() in PICTURE_SUFFIXES:
            yield Picture("train", "", str(name), decode_picture(content, str(name)))


def decode_picture(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture file to (32, 32, 3) uint8: the centred square, resized where needed.

    A photograph is turned the way its camera was held, and what is transparent becomes white.

    Raises
    ------
    UserError
        As :func:`decode_whole` does.
    """
    return np.asarray(_centre_square(_decoded(content, name)))


def decode_whole(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture file to (h, w, 3) uint8, as :func:`decode_picture` sees it before it crops.

    A large JPEG is decoded at a smaller size, of 256 pixels or more each way.

    Raises
    ------
    UserError
        Where ``content`` is no picture, or has more than 64 million pixels.
    """
    return np.asarray(_decoded(content, name))


def _decoded(content: bytes, name: str) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=PICTURE_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UserError(f"{name} is too large a picture: give a smaller copy.")
            image.draft(None, (8 * SIDE, 8 * SIDE))  # a large JPEG is decoded at a smaller size
            return _to_rgb(ImageOps.exif_transpose(image))
    except UserError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(f"{name} is too large a picture: give a smaller copy.") from error
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise UserError(
            f"{name} is not a picture that can be read: remove or replace it."
        ) from error


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):  # converting would not scale it but cut it off at 255
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _centre_square(image: Image.Image) -> Image.Image:
    if image.size == (SIDE, SIDE):
        return image
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    box = (left, top, left + side, top + side)
    # Cropped first: resize(box=…) would let pixels from outside ring into the edges.
    return image.crop(box).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def _is_wanted(name: PurePosixPath) -> bool:
    """Whether a file may be part of a data set; hidden ones are not, nor a Mac's leavings."""
    if any(part.startswith((".", "__MACOSX")) for part in name.parts if part != ".."):
        return False
    batch = name.suffix == "" and name.name in _OFFICIAL
    return batch or name.name in _META or name.suffix.lower() in PICTURE_SUFFIXES


def _class_folder_picture(name: PurePosixPath, content: bytes) -> Picture:
    split = "test" if "test" in name.parts[:-2] else "train"
    return Picture(split, name.parts[-2], str(name), decode_picture(content, str(name)))


def _official_pictures(
    batch: str, content: bytes, meta: OfficialMeta, counts: Counter[tuple[str, str]]
) -> Iterator[Picture]:
    if not meta.classes:
        raise UserError("The CIFAR batches come without their meta file: give the whole archive.")
    split = _OFFICIAL[batch]
    for row in batch_rows(load_batch(content), meta):
        name = f"{split}/{row.class_name}/{counts[split, row.class_name]:04d}"
        counts[split, row.class_name] += 1
        yield Picture(split, row.class_name, name, row.pixels, row.group)
