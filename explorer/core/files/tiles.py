"""Pictures of 32 x 32 pixels as PNG files."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from explorer.core.files.json_fields import Malformed

SIDE = 32


def encode_png(picture: NDArray[np.uint8], info: PngInfo | None = None) -> bytes:
    """Return a picture (h, w, 3) uint8 as a PNG file, ``info`` as chunks of it."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def decode_png(content: bytes, width: int = SIDE, height: int = SIDE) -> NDArray[np.uint8]:
    """Return the pixels of a PNG file, (height, width, 3) uint8, which must have that very size.

    Raises
    ------
    Malformed
        Where ``content`` is anything else; nothing larger is ever decoded.
    """
    return read_png(content, width, height)[0]


def read_png(
    content: bytes, width: int = SIDE, height: int = SIDE
) -> tuple[NDArray[np.uint8], dict[str, str]]:
    """Return pixels as ``decode_png`` does, and the texts that the file carries by keyword."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
            if image.size != (width, height):
                raise Malformed(f"it is {image.width} x {image.height} pixels large")
            assert isinstance(image, PngImageFile)  # no other format was allowed
            pixels = np.asarray(image.convert("RGB"))
            # Some texts come after the pixels, so they are asked for once those are read.
            return pixels, {str(key): str(text) for key, text in image.text.items()}
    except Malformed:
        raise
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise Malformed("it is no whole PNG file") from error
