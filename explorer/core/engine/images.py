"""Pictures as bytes, and as what networks take."""

import numpy as np
from numpy.typing import NDArray

from explorer.core.engine.backends import Floats

Pictures = NDArray[np.uint8]


def to_images(pictures: Pictures) -> Floats:
    """Turn (n, 32, 32, 3) uint8 into (n, 3, 32, 32) float32 in [-1, 1]."""
    planes = np.moveaxis(pictures, 3, 1).astype(np.float32)
    return np.ascontiguousarray(planes / np.float32(127.5) - 1)


def to_pictures(images: Floats) -> Pictures:
    """Turn (n, 3, 32, 32) in [-1, 1] into (n, 32, 32, 3) uint8; undoes :func:`to_images`."""
    levels = np.clip(np.rint((images + 1) * 127.5), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.moveaxis(levels, 1, 3))
