"""Which square of a picture is blended: a frame that is moved and resized over all of it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.core.board.sources import SIDE

LEAST_SIDE = 8
"""Of a frame, in pixels of the picture; of a picture that is smaller, its lesser side."""

Whole = NDArray[np.uint8]
"""A picture of any size, (h, w, 3) uint8."""


@dataclass(frozen=True)
class Crop:
    """A square of a picture, in whole pixels of it."""

    left: int
    top: int
    side: int


def centred(picture: Whole) -> Crop:
    """Return the largest square in the middle, which is what is taken without being asked."""
    height, width = picture.shape[:2]
    side = min(width, height)
    return Crop((width - side) // 2, (height - side) // 2, side)


def needs_crop(picture: Whole) -> bool:
    """Tell whether there is anything to choose: a picture of 32 x 32 is taken as it is."""
    return picture.shape[:2] != (SIDE, SIDE)


def placed(crop: Crop, left: float, top: float, picture: Whole) -> Crop:
    """Return the frame with its corner at (left, top), or as near as the picture goes."""
    height, width = picture.shape[:2]
    return replace(
        crop,
        left=round(min(max(left, 0), width - crop.side)),
        top=round(min(max(top, 0), height - crop.side)),
    )


def resized(
    crop: Crop, side: float, picture: Whole, pull: tuple[float, float] = (0.5, 0.5)
) -> Crop:
    """Return the frame with another side, as far as the picture goes.

    Parameters
    ----------
    pull
        Which point of the frame stays where it is: (0, 0) its left upper corner, (1, 1) its right
        lower one.
    """
    height, width = picture.shape[:2]
    most = min(width, height)
    new = round(min(max(side, min(LEAST_SIDE, most)), most))
    left, top = (
        at + share * (crop.side - new)
        for at, share in zip((crop.left, crop.top), pull, strict=True)
    )
    return placed(replace(crop, side=new), left, top, picture)


def cropped(picture: Whole, crop: Crop) -> NDArray[np.uint8]:
    """Return what is in the frame as (32, 32, 3) uint8."""
    part = picture[crop.top : crop.top + crop.side, crop.left : crop.left + crop.side]
    if part.shape[:2] == (SIDE, SIDE):
        return np.array(part)
    image = Image.fromarray(np.ascontiguousarray(part))
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
