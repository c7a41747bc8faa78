"""Which of many wings stands out most on a body.

It is :func:`training.grafting.anchors.visibility`, to rounding. Here all wings lie between the same
two points of one body, so only pixels that one of them can cover are looked at, each by as few
pixels of a wing's own picture as tell its colour; and what a wing looks like by itself is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from explorer.core.engine.backends import Floats
from training.grafting.anchors import BROAD, SLENDER, Body
from training.grafting.graft import (
    AT_ROOT,
    BEFORE_ROOT,
    BROADEST,
    TAPER,
    Cutout,
    handedness,
    wing_quality,
)
from training.grafting.warping import SHORTEST, along_and_across, pixel_centres

# Both stand in ``visibility`` without a name, as _within of training.grafting.graft stands below;
# tests/explorer/core/search/test_grafted.py holds what comes of them to what comes of these.
PLAIN = 45.0
"""Pixels from which on a wing is no plainer the more of it there is."""
BACK = 1.5
"""Pixels below the withers down to which a wing is above the back."""


@dataclass(frozen=True, eq=False)
class Wing:
    """A wing cut out of its picture, and what is so wherever it is set.

    Attributes
    ----------
    cutout
        Of one row.
    layers
        (h, w, 4): its colours times its matte, and the matte.
    length
        Pixels from root to tip.
    hand
        On which side of these most of it lies, 1 or -1.
    quality
        How much like a wing it is cut, in [0, 1].
    """

    cutout: Cutout
    layers: Floats
    length: float
    hand: float
    quality: float


def wing_of(cutout: Cutout) -> Wing:
    """Look at a cutout of one row."""
    matte = cutout.matte[:, None]
    layers = np.concatenate((cutout.colours * matte, matte), axis=1)[0].transpose(1, 2, 0)
    crispness, fullness, breadth = wing_quality(cutout)
    slender = ((BROAD - breadth) / (BROAD - SLENDER)).clip(0, 1)
    return Wing(
        cutout,
        np.ascontiguousarray(layers, np.float32),
        float(np.linalg.norm(cutout.tip[0] - cutout.root[0])),
        float(handedness(cutout.matte, cutout.root, cutout.tip)[0]),
        float((slender * fullness * crispness)[0]),
    )


def standing_out(body: Body, wings: Sequence[Wing], root: Floats, tip: Floats) -> Floats:
    """Return how much each of k wings stands out on a body of one row, (k,), 0 or more.

    Parameters
    ----------
    root, tip
        (1, 2): where they all lie, turned over as the near wing is.
    """
    _, _, height, width = body.pictures.shape
    points = pixel_centres(height, width, body.pictures)
    along, across = along_and_across(points, root, tip)[0].T
    lengths = np.array([[wing.length] for wing in wings], np.float32)
    margin = AT_ROOT + (BROADEST - AT_ROOT) * (along / TAPER).clip(0, 1) - np.abs(across)
    least = lengths.min()
    covered = np.flatnonzero((along * least > -BEFORE_ROOT) & (margin * least > -0.5))
    along, across, margin = along[covered], across[covered], margin[covered]
    within = (along * lengths + BEFORE_ROOT).clip(0, 1) * (margin * lengths + 0.5).clip(0, 1)
    side = -1.0 if body.facing[0] < 0 else 1.0
    hands = np.array([[-side * wing.hand] for wing in wings], np.float32)
    widths = (lengths / np.linalg.norm(tip - root)).clip(1, None)
    seen = _sampled(wings, *_own_points(wings, along, across * hands), widths)
    under = body.pictures[0].reshape(3, -1).T[covered]
    gap = _gap(seen, under)
    alpha = seen[..., 3].clip(0, 1) * within
    above = (body.withers[0, 1] + BACK - points[covered, 1]).clip(0, 1)
    area = alpha.sum(axis=1)
    some = area.clip(1, None)
    quality = np.array([wing.quality for wing in wings], np.float32)
    share = alpha @ above / some
    return (alpha * gap).sum(axis=1) / some * share * (area / PLAIN).clip(None, 1) * quality


def _gap(seen: Floats, under: Floats) -> Floats:
    """Distances (k, p) of colours that are seen, times alpha, to those (p, 3) that are covered."""
    colours = (seen[..., :3] / seen[..., 3:].clip(SHORTEST, None)).clip(-1, 1)
    return np.sqrt(((colours - under) ** 2).sum(axis=2))


def _own_points(wings: Sequence[Wing], along: Floats, across: Floats) -> tuple[Floats, Floats]:
    """Points x and y (k, p) of the wings' pictures that are seen at places of their frames."""
    roots = np.stack([wing.cutout.root[0] for wing in wings])[..., None]
    ways = np.stack([wing.cutout.tip[0] for wing in wings])[..., None] - roots
    x = roots[:, 0] + along * ways[:, 0] - across * ways[:, 1]
    y = roots[:, 1] + along * ways[:, 1] + across * ways[:, 0]
    return x, y


def _sampled(wings: Sequence[Wing], x: Floats, y: Floats, widths: Floats) -> Floats:
    """Layers (k, p, 4) at points, as :func:`training.grafting.warping.sample` has them."""
    seen = np.empty((*x.shape, 4), np.float32)
    counts = np.ceil(2 * widths[:, 0]).astype(int)
    for count in set(counts.tolist()):
        rows = np.flatnonzero(counts == count)
        layers = [wings[row].layers for row in rows.tolist()]
        seen[rows] = _weighed(layers, x[rows], y[rows], widths[rows], count)
    return seen


def _weighed(layers: Sequence[Floats], x: Floats, y: Floats, widths: Floats, count: int) -> Floats:
    """Means (r, p, 4) of ``count`` by ``count`` pixels of r layers (h, w, 4) around points."""
    height, width, _ = layers[0].shape
    edge = count + 1
    padded = np.zeros((len(layers), height + 2 * edge, width + 2 * edge, 4), np.float32)
    for row, layer in zip(padded, layers, strict=True):
        row[edge:-edge, edge:-edge] = layer
    first_x, across = _tents(x, width, widths, count)
    first_y, down = _tents(y, height, widths, count)
    rows = np.arange(len(layers))[:, None] * padded.shape[1] + first_y + edge
    first = rows * padded.shape[2] + first_x + edge
    strips = sliding_window_view(padded.reshape(-1), 4 * count)[::4]
    mixed = _total([strips[first + i * padded.shape[2]] * down[i, ..., None] for i in range(count)])
    pixels = mixed.reshape(*x.shape, count, 4)
    return _total([pixels[:, :, i] * across[i, ..., None] for i in range(count)])


def _total(arrays: Sequence[Floats]) -> Floats:
    return reduce(np.add, arrays)


def _tents(
    places: Floats, size: int, widths: Floats, count: int
) -> tuple[NDArray[np.int64], Floats]:
    """The first of ``count`` pixels in a row around places (r, p), and the weights of all.

    What is farther away than ``widths`` (r, 1) has none, nor has anything beyond the edge.
    """
    places = places.clip(0.5 - widths, size - 0.5 + widths)
    first = np.floor(places - 0.5 - widths).astype(np.int64) + 1
    middles = first + 0.5 + np.arange(count)[:, None, None]
    gaps = np.abs(places - middles).astype(np.float32)
    return first, (1 - gaps / widths).clip(0, None) / widths
