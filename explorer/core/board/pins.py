"""A source on the plane, with what was decided about it by hand."""

import math
from dataclasses import dataclass
from enum import StrEnum

from explorer.core.board.plane import Place
from explorer.core.board.sources import Source
from training.data.class_words import class_word, worded
from training.files.errors import UserError
from training.grafting.placement import Cut

LOWEST, HIGHEST = -0.5, 1.5
"""Range of a weight with overshoot."""
WHOLE = 255
"""The byte of a pixel that is wholly painted with a source."""
REGION = 32 * 32
"""Bytes of a painted region, one a pixel of the blend."""


class Role(StrEnum):
    """What a source gives to a pegasus."""

    BODY = "body"
    WINGS = "wings"


@dataclass(frozen=True)
class Pin:
    """A source on the plane; a locked one is neither moved by hand, nor replaced, nor removed.

    Attributes
    ----------
    role
        What it gives, where that was said by hand; None goes by its class.
    held
        Its weight, where that stays what it is while others change.
    cut
        How its wing is cut out by hand; None where that is wholly as the network found it.
    region
        Of modes with regions: how far each pixel of the blend is painted with it, a byte each, row
        by row; None where none is. What no pin has of a pixel goes by the classifier's evidence.
    """

    source: Source
    x: float
    y: float
    locked: bool = False
    role: Role | None = None
    held: float | None = None
    cut: Cut | None = None
    region: bytes | None = None

    def __post_init__(self) -> None:
        if self.held is not None:
            check_weight(self.held)
        if self.region is not None and len(self.region) != REGION:
            raise UserError(f"A painted region has {REGION} pixels: paint it again.")

    @property
    def place(self) -> Place:
        return self.x, self.y


def title(index: int, pin: Pin) -> str:
    """Return what a board calls a pin: its number, and its class or the name of its picture."""
    source = pin.source
    word = class_word(source.class_name) if source.class_name else worded(source.name)
    return f"{index + 1} {word}"


def check_weight(weight: float) -> None:
    """Raise a UserError for what is no weight of a picture."""
    if not (math.isfinite(weight) and LOWEST <= weight <= HIGHEST):
        raise UserError(f"A weight lies between {LOWEST} and {HIGHEST}: {weight:g} does not.")
