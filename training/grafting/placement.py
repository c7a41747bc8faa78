"""What is said by hand about wings on a body; whatever is not said is found by the anchors."""

import math
from dataclasses import dataclass, replace
from typing import Self

from training.files.errors import UserError

Point = tuple[float, float]
FARTHEST = 32.0
"""Pixels beyond a picture's corner at which a wing can still begin or end."""
SOFTEST = 8.0
"""Pixels by which a wing's edges can be softened."""
TOUCHED = 32 * 32
"""Bytes of a matte that was touched by hand, one a pixel."""
AS_FOUND, REACH = 128, 127
"""The byte of a pixel that was not touched, and how far from it one is that is wholly wing or not.
"""


def _check_points(*points: Point | None) -> None:
    for point in points:
        if point is not None and not all(map(_is_near, point)):
            raise UserError("A wing begins and ends near its picture: give pixels from 0 to 32.")


@dataclass(frozen=True)
class WingPlacement:
    """Where and how one wing is set by hand; None is as the anchors have it.

    Attributes
    ----------
    root, tip
        (x, y) in pixels of the body's picture; where the plane says how large wings are, those
        of a wing of usual size. A root alone takes the whole wing along.
    mirrored
        Whether the wing's picture is turned over along root to tip.
    behind
        Whether the body covers it.
    tone
        0 to 1: how far its colours go to the body's.
    softness
        Pixels, 0 to 8.
    """

    root: Point | None = None
    tip: Point | None = None
    mirrored: bool | None = None
    behind: bool | None = None
    tone: float | None = None
    softness: float | None = None

    def __post_init__(self) -> None:
        _check_points(self.root, self.tip)
        if self.tone is not None and not 0 <= self.tone <= 1:
            raise UserError("A wing's colour match is a share: give a number from 0 to 1.")
        if self.softness is not None and not 0 <= self.softness <= SOFTEST:
            raise UserError(f"Give a wing a softness from 0 to {SOFTEST:g} pixels.")


@dataclass(frozen=True)
class Graft:
    """How wings are set on a body.

    Attributes
    ----------
    near, far
        The wing on the side that is seen, and the one behind the body.
    pair
        Whether a single picture of wings gives both.
    """

    near: WingPlacement = WingPlacement()
    far: WingPlacement = WingPlacement()
    pair: bool = True

    def on_another_body(self) -> Self:
        """Forget what is said about places on the body's picture."""
        near, far = (replace(wing, root=None, tip=None) for wing in (self.near, self.far))
        return replace(self, near=near, far=far)

    def of_other_wings(self) -> Self:
        """Forget what is said about the wings' own pictures."""
        near, far = (replace(wing, mirrored=None) for wing in (self.near, self.far))
        return replace(self, near=near, far=far)


@dataclass(frozen=True)
class Cut:
    """How a wing is cut out of its picture by hand; None is as the parts network has it.

    Attributes
    ----------
    root, tip
        (x, y) in pixels of the wing's own picture.
    touch
        32 rows of 32 bytes: 0 is rubbed out, 255 is added to the matte, 128 as it was found.
    """

    root: Point | None = None
    tip: Point | None = None
    touch: bytes | None = None

    def __post_init__(self) -> None:
        _check_points(self.root, self.tip)
        if self.touch is not None and len(self.touch) != TOUCHED:
            raise UserError(f"A matte has {TOUCHED} pixels: {len(self.touch)} were given.")


def _is_near(value: float) -> bool:
    return math.isfinite(value) and -FARTHEST <= value <= 2 * FARTHEST
