"""Pictures as files of the kind that their name says."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.files.errors import UserError

_JPEG: tuple[str, dict[str, Any]] = ("JPEG", {"quality": 95, "subsampling": 0})
_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    ".png": ("PNG", {}),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".webp": ("WEBP", {"lossless": True}),
    ".bmp": ("BMP", {}),
    ".tif": ("TIFF", {"compression": "tiff_deflate"}),
    ".tiff": ("TIFF", {"compression": "tiff_deflate"}),
}


def encode_picture(picture: NDArray[np.uint8], path: Path) -> bytes:
    """Return a picture (h, w, 3) uint8 as a file of the kind that the suffix of ``path`` names.

    Raises
    ------
    UserError
        Where it names no kind that is known here.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise UserError(
            f"{path.name} names no kind of picture: let it end in .png, .jpg, .webp, .bmp or .tif."
        )
    out = io.BytesIO()
    Image.fromarray(picture).save(out, kind[0], **kind[1])
    return out.getvalue()
