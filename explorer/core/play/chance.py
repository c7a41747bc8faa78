"""Chance that repeats: what is drawn follows from a seed, from what it is for, and from nothing
else."""

from zlib import crc32

import numpy as np

from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.gallery.gallery import Gallery
from training.files.errors import UserError

MOST_SEED = 2**31 - 1


def rng_of(seed: int, what: str, place: int = 0) -> "np.random.Generator":
    """Return where chance comes from for the ``place``-th of what a seed gives of a kind.

    The annotation is a string, as importing ``np.random`` takes 20 ms that a start need not wait.
    """
    return np.random.default_rng([seed, place, crc32(what.encode())])


def random_pair(gallery: Gallery | None, seed: int, board: Board) -> list[Source]:
    """Return a body and wings of a gallery, by the classes that ``board`` says are such.

    Two different pictures where the gallery has none of one of them.

    Raises
    ------
    UserError
        Where there are no two pictures.
    """
    if gallery is None or len(gallery) < 2:
        raise UserError("The gallery has no two pictures to draw from: open a folder of some.")
    rng = rng_of(seed, "pair")
    parts = [np.flatnonzero(gallery.giving(part)) for part in (board.body, board.wings)]
    if not all(len(rows) for rows in parts):
        return [gallery.source(int(i)) for i in rng.choice(len(gallery), 2, replace=False)]
    return [gallery.source(int(rng.choice(rows))) for rows in parts]
