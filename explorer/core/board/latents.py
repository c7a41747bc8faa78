"""Latents that sources bring along, and how latents are written."""

import math
from dataclasses import dataclass, field
from typing import Annotated, Self

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from training.files.errors import UserError
from training.files.strict_json import Malformed, Record

MAX_LATENT = 1 << 16
"""Numbers of a latent that is kept; of a larger one the pixels alone are."""
MAX_FINGERPRINT = 128


@dataclass(frozen=True)
class Latent:
    """A latent of one VAE; to any other it means nothing.

    Attributes
    ----------
    vae
        Fingerprint of what made it, see :func:`explorer.core.blend.latents.vae_of`.
    shape
        Without a batch's axis.
    numbers
        float32, one after the other, little-endian.
    """

    vae: str
    shape: tuple[int, ...]
    numbers: bytes = field(repr=False)

    def __post_init__(self) -> None:
        count = math.prod(self.shape)
        if count > MAX_LATENT or len(self.numbers) != 4 * count:
            raise UserError("A latent is of another size than it says: give another.")
        if not np.isfinite(self.array).all():
            raise UserError("A latent is not finite: give another.")

    @classmethod
    def of(cls, vae: str, latent: NDArray[np.floating]) -> Self:
        """Make one from numbers of any shape; they are copied.

        Raises
        ------
        UserError
            Where they are more than are kept, or not all finite.
        """
        return cls(vae, latent.shape, latent.astype("<f4").tobytes())

    @property
    def array(self) -> NDArray[np.float32]:
        """The numbers as (*shape) float32, read-only."""
        return np.frombuffer(self.numbers, "<f4").astype(np.float32, copy=False).reshape(self.shape)


class StoredLatent(Record):
    """A latent, its numbers one after the other, little-endian."""

    shape: Annotated[list[Annotated[int, Meta(ge=1)]], Meta(max_length=4)]
    float32: Annotated[bytes, Meta(max_length=4 * MAX_LATENT)]


class StoredOwnLatent(StoredLatent):
    """A latent with the VAE that it is of."""

    vae: Annotated[str, Meta(max_length=MAX_FINGERPRINT)]


def stored_latent(latent: NDArray[np.float32] | None) -> StoredLatent | None:
    """Return a latent as it is written; None for one that is too large."""
    if latent is None or latent.size > MAX_LATENT:
        return None
    return StoredLatent(list(latent.shape), latent.astype("<f4").tobytes())


def restored_latent(stored: StoredLatent) -> NDArray[np.float32]:
    """Return the latent that was written.

    Raises
    ------
    Malformed
        Where it is of another size than it says, or not finite.
    """
    if len(stored.float32) != 4 * math.prod(stored.shape):
        raise Malformed("its latent is of another size than it says")
    latent = np.frombuffer(stored.float32, "<f4").astype(np.float32).reshape(stored.shape)
    if not np.isfinite(latent).all():
        raise Malformed("its latent is not finite")
    return latent
