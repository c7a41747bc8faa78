"""Which of many finds are kept: good ones that differ. Pure functions over numpy."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from explorer.core.engine.backends import Floats

APART = 0.15
"""Least distance between two latents that count as different, as a share of the distance between
the sources of a blend: two wings on one body are farther apart, one wing moved a little is not."""


def choose_diverse(
    values: Sequence[float],
    sources: Sequence[Sequence[int]],
    latents: Sequence[Floats],
    spans: Sequence[float],
    count: int,
    most: int,
) -> list[int]:
    """Return the indices of at most ``count`` of n finds, by falling value.

    Greedily the best comes next whose sources are not used up and whose latent is apart from
    those chosen; of equals, the first.

    Parameters
    ----------
    values
        n.
    sources
        What each was made of; none is in more than ``most`` of those chosen.
    latents
        n of one shape.
    spans
        For each, the distance between its sources' latents.
    """
    uses: Counter[int] = Counter()
    chosen: list[int] = []
    for i in np.argsort(-np.asarray(values, np.float64), kind="stable").tolist():
        if len(chosen) == count:
            break
        if any(uses[source] >= most for source in sources[i]):
            continue
        if all(distance(latents[i], latents[j]) >= APART * min(spans[i], spans[j]) for j in chosen):
            chosen.append(i)
            uses.update(set(sources[i]))
    return chosen


def distance(one: Floats, other: Floats) -> float:
    """Return the Euclidean distance between two arrays of one shape."""
    return float(np.linalg.norm((one - other).ravel()))
