"""Pictures to blend."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.latents import Latent
from training.files.errors import UserError

SIDE = 32
"""Pixels along an edge of a picture."""


@dataclass(frozen=True)
class Source:
    """A picture to blend; it keeps pixels, which whatever model is loaded encodes.

    Attributes
    ----------
    name
        What the gallery calls it, such as ``test/horse/0012``, or a file's name.
    class_name
        The class it is known to be of; None where nobody said.
    pixels
        3072 bytes: 32 rows of 32 RGB pixels.
    latent
        What it is to the VAE that it names, in place of what that would encode it to.
    """

    name: str
    class_name: str | None
    pixels: bytes = field(repr=False)
    latent: Latent | None = None

    def __post_init__(self) -> None:
        if len(self.pixels) != SIDE * SIDE * 3:
            raise UserError(
                f"{self.name} has {len(self.pixels)} bytes of pixels: "
                f"give {SIDE} x {SIDE} RGB pixels, which are {SIDE * SIDE * 3}."
            )

    @classmethod
    def of(
        cls,
        name: str,
        class_name: str | None,
        picture: NDArray[np.uint8],
        latent: Latent | None = None,
    ) -> Self:
        """Make a source from a picture (32, 32, 3) uint8; its pixels are copied.

        Raises
        ------
        UserError
            For another shape or dtype.
        """
        if picture.shape != (SIDE, SIDE, 3) or picture.dtype != np.uint8:
            raise UserError(
                f"{name} is {picture.dtype} of shape {picture.shape}: "
                f"give a picture of {SIDE} x {SIDE} RGB pixels in 8 bits."
            )
        return cls(name, class_name, picture.tobytes(), latent)

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The pixels as (32, 32, 3) uint8, read-only."""
        return np.frombuffer(self.pixels, np.uint8).reshape(SIDE, SIDE, 3)
