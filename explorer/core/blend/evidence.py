"""Where in a picture the classifier sees a body, and where it sees wings."""

from collections.abc import Collection

import numpy as np

from explorer.core.board.parts import counts_as
from explorer.core.board.sources import SIDE
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine
from explorer.core.engine.images import Pictures, to_images
from training.latent.regions import resize

SHARPER = 2.0
"""By which evidence counts: at one place less is seen than in a picture as a whole, of which each
class counts where it is seen most. With this, a half and more is body somewhere in nearly all
pictures of horses and nowhere in those of birds, and the other way round."""


def where_seen(
    engine: Engine, picture: Pictures, body: Collection[str], wings: Collection[str]
) -> Floats | None:
    """Return the share of a body, and of wings, at each pixel of a picture, (2, 32, 32).

    A classifier tells few places apart. So it is shown the picture moved by half of one, too, up
    and down and to both sides, and each pixel has the mean of the places that it is in.

    Parameters
    ----------
    picture
        (32, 32, 3) uint8.

    Returns
    -------
    Floats or None
        None where the classifier tells no places apart.
    """
    evidence = engine.score(to_images(picture[None])).evidence
    rows, columns = evidence.shape[-2:]
    if (rows, columns) == (1, 1):
        return None
    moves = [(y, x) for y in _moves(rows) for x in _moves(columns)]
    moved = np.stack([_moved(picture, *move) for move in moves])
    shares = _shares(engine, engine.score(to_images(moved)).evidence, body, wings)
    total, count = np.zeros((2, 3 * SIDE, 3 * SIDE)), np.zeros((3 * SIDE, 3 * SIDE))
    for (y, x), share in zip(moves, shares, strict=True):
        spread = share.repeat(_stride(rows), 1).repeat(_stride(columns), 2)
        down = slice(SIDE + y, SIDE + y + spread.shape[1])
        across = slice(SIDE + x, SIDE + x + spread.shape[2])
        total[:, down, across] += spread
        count[down, across] += 1
    middle = slice(SIDE, 2 * SIDE)
    mean = (total / np.maximum(count, 1))[:, middle, middle].astype(np.float32)
    return _smoothed(mean, _stride(rows) // 2, _stride(columns) // 2)


def _shares(
    engine: Engine, evidence: Floats, body: Collection[str], wings: Collection[str]
) -> Floats:
    """What of each place (n, K, h, w) is a body, and what is wings, (n, 2, h, w).

    The classes share a place among them, as a softmax has it.
    """
    odds = np.exp(SHARPER * (evidence - evidence.max(1, keepdims=True)))
    shares = odds / odds.sum(1, keepdims=True)
    classes = engine.modelset.classes
    parts = [[counts_as(name, part) for name in classes] for part in (body, wings)]
    return np.stack([shares[:, part].sum(1) for part in parts], 1)


def _smoothed(maps: Floats, high: int, wide: int) -> Floats:
    """Turn maps (2, 32, 32) of blocks so high and wide into ones without steps."""
    if not high or not wide:
        return maps
    blocks = maps.reshape(2, SIDE // high, high, SIDE // wide, wide).mean((2, 4))
    return np.asarray(resize(blocks, (SIDE, SIDE)), np.float32)


def _stride(places: int) -> int:
    """Pixels from one of so many places to the next: networks halve, and leave out what is over."""
    return 2 ** int(np.log2(SIDE / places))


def _moves(places: int) -> tuple[int, int, int]:
    """Return by how much to move a picture: such that its places cover all of it."""
    half, over = _stride(places) // 2, (SIDE - places * _stride(places)) // 2
    return over - half, over, over + half


def _moved(picture: Pictures, down: int, across: int) -> Pictures:
    """Return what is seen of a picture from so far down and across; beyond its edges, mirrored."""
    wide = np.pad(picture, ((SIDE - 1, SIDE - 1), (SIDE - 1, SIDE - 1), (0, 0)), mode="reflect")
    top, left = SIDE - 1 + down, SIDE - 1 + across
    return wide[top : top + SIDE, left : left + SIDE]
