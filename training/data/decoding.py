"""Pictures of any kind that the installed Pillow decodes, as pixels.

What a file is, is told by its content. Metadata that cannot be read is dropped: pixels count.
"""

import io
import struct
import warnings
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from training.data.foreign import MOST_START, kind_of
from training.files.errors import UserError

SIDE = 32
MAX_PIXELS = 64 << 20
LARGE = 1024
"""A side to which what has twice as many pixels each way is reduced, so that copies are small."""

_COMMON = frozenset(("AVIF", "BMP", "DIB", "GIF", "HEIF", "JPEG", "JPEG2000", "MPO", "PNG", "WEBP"))
_DRAWN = frozenset(("CUR", "DCX", "FLI", "GBR", "ICNS", "ICO", "PCX", "PSD", "XBM", "XPM"))
_OTHERS = frozenset(("BLP", "DDS", "FTEX", "IM", "MSP", "PIXAR", "PPM", "QOI", "SGI", "SPIDER"))
_FORMATS = _COMMON | _DRAWN | _OTHERS | {"SUN", "TGA", "TIFF"}
"""Formats of pixels. Pillow knows others, some of which it hands to other programs."""

_MAGIC = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\0\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"qoif",
    b"8BPS",
)
_NETPBM = tuple(f"P{i}".encode() + space for i in range(1, 8) for space in (b"\n", b" ", b"\r\n"))
_PNG = b"\x89PNG\r\n\x1a\n"
_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"}
"""What of a PNG file matters here: eXIf says how the camera was held."""


_TURN = Image.Transpose
_TURNS = {
    2: _TURN.FLIP_LEFT_RIGHT,
    3: _TURN.ROTATE_180,
    4: _TURN.FLIP_TOP_BOTTOM,
    5: _TURN.TRANSPOSE,
    6: _TURN.ROTATE_270,
    7: _TURN.TRANSVERSE,
    8: _TURN.ROTATE_90,
}


class NoPicture(UserError):
    """A file that is no picture, or none that can be read; ``why`` is a clause about it."""

    def __init__(self, name: str, why: str, instead: str = "remove or replace it") -> None:
        super().__init__(f"{name} {why}: {instead}.")
        self.why = why


@cache
def formats() -> tuple[str, ...]:
    """The formats that are decoded, as far as this Pillow has them."""
    Image.init()
    return tuple(sorted(_FORMATS & set(Image.OPEN)))


@cache
def suffixes() -> frozenset[str]:
    """The suffixes of these formats, in lower case, with the dot."""
    known = Image.registered_extensions()
    return frozenset(suffix for suffix, kind in known.items() if kind in formats()) | {".jfif"}


def looks_like_picture(name: str, start: bytes) -> bool:
    """Tell by its first bytes or its suffix whether a file should be a picture."""
    if start.startswith(_MAGIC) or start.startswith(_NETPBM):
        return True
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return True
    if start[4:12] in {b"ftypavif", b"ftypavis"}:
        return True
    dot = name.rfind(".")
    return dot >= 0 and name[dot:].lower() in suffixes()


def decode_picture(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture file to (32, 32, 3) uint8: the centred square, resized where needed.

    A photograph is turned the way its camera was held, and what is transparent becomes white.

    Raises
    ------
    NoPicture
        As :func:`decode_whole` does.
    """
    return np.asarray(_centre_square(_decoded(content, name)))


def decode_whole(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture file to (h, w, 3) uint8, as :func:`decode_picture` sees it before it crops.

    A large JPEG is decoded at a smaller size, of 256 pixels or more each way, and another large
    picture is reduced to one of 1,024 or more.

    Raises
    ------
    NoPicture
        Where ``content`` is no picture, or has more than 64 million pixels.
    """
    return np.asarray(_decoded(content, name))


def _decoded(content: bytes, name: str) -> Image.Image:
    if not content:
        raise NoPicture(name, "is not a picture, as it is empty")
    try:
        # What is wrong with metadata is told by warnings, and does not matter here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _opened(_without_notes(content), name)
    except NoPicture:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise _no_picture(content, name) from error


def _opened(content: bytes, name: str) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=formats()) as image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_large(name)
        image.draft(None, (8 * SIDE, 8 * SIDE))  # a large JPEG is decoded at a smaller size
        image.load()
        return _to_rgb(_turned(_reduced(image), _turn(image)))


def _reduced(image: Image.Image) -> Image.Image:
    factor = min(image.size) // LARGE
    if factor < 2 or image.mode.startswith("I;16"):
        return image
    plain = image.mode in {"1", "P", "PA"}  # what they hold are no levels, to be averaged
    return (_levels(image) if plain else image).reduce(factor)


def _levels(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return how to set a photograph upright, where it says so in a way that can be read."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # of a broken EXIF block as many kinds as of broken pixels
        return None


def _turned(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # converting would not scale it but cut it off at 255
        deep = np.asarray(image).clip(0, 0xFFFF)
        return Image.fromarray((deep >> 8).astype(np.uint8)).convert("RGB")
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


def _without_notes(content: bytes) -> bytes:
    """Return a PNG file without its texts and profiles, of which Pillow refuses large ones."""
    if not content.startswith(_PNG):
        return content
    kept, place = [_PNG], len(_PNG)
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind in _PIXELS:
            kept.append(content[place : place + 12 + length])
        place += 12 + length
    return b"".join(kept)


def _too_large(name: str) -> NoPicture:
    return NoPicture(name, "is too large a picture", "give a smaller copy")


def _no_picture(content: bytes, name: str) -> NoPicture:
    kind = kind_of(name, content[:MOST_START])
    if kind is not None:
        return NoPicture(name, f"is not a picture but {kind.words}", kind.instead)
    if looks_like_picture("", content[:MOST_START]):
        return NoPicture(name, "is not a picture that can be read, as it is damaged or cut short")
    return NoPicture(name, "is not a picture that can be read")
