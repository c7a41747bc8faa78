"""Whether what changes along a path does so without a jump."""

from collections.abc import Callable

import numpy as np

FOLLOWED = 4
"""Pieces of a path that are looked at closer."""


def largest_changes(path: Callable[[np.ndarray], np.ndarray]) -> list[float]:
    """Largest change between neighbours of a path, seen ever closer where it changes most.

    Parameters
    ----------
    path
        What is seen at places (n,) between 0 and 1, as numbers (n, ...).

    Returns
    -------
    list of float
        The change of a step of 1/9, 1/9**2, 1/9**3 and 1/9**4 of the path. A jump keeps them as
        large as it is, if it is in one of the pieces that change most; without one they vanish.
    """
    pieces, changes = [(0.0, 1.0)], list[float]()
    for _ in range(4):
        places = np.stack([np.linspace(*piece, 10) for piece in pieces])
        seen = path(places.ravel()).reshape(len(pieces), 10, -1)
        steps = np.abs(np.diff(seen, axis=1)).max(2)
        changes.append(float(steps.max()))
        most = zip(*np.unravel_index(np.argsort(steps, None)[-FOLLOWED:], steps.shape), strict=True)
        pieces = [(places[piece, at], places[piece, at + 1]) for piece, at in most]
    return changes
