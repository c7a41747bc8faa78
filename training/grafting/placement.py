"""What is said by hand about wings on a body; whatever is not said is found by the anchors."""

import math
from dataclasses import dataclass

from training.files.errors import UserError

Point = tuple[float, float]
FARTHEST = 32.0
"""Pixels beyond a picture's corner at which a wing can still begin or end."""
SOFTEST = 8.0
"""Pixels by which a wing's edges can be softened."""


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
        for point in (self.root, self.tip):
            if point is not None and not all(map(_is_near, point)):
                raise UserError("A wing begins and ends near its body: give pixels from 0 to 32.")
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


def _is_near(value: float) -> bool:
    return math.isfinite(value) and -FARTHEST <= value <= 2 * FARTHEST
