"""Whether what changes along a path does so without a jump."""

from collections.abc import Callable

import numpy as np


def largest_changes(path: Callable[[np.ndarray], np.ndarray]) -> list[float]:
    """Largest change between neighbours of a path, seen ever closer where it is largest.

    Parameters
    ----------
    path
        What is seen at places (20,) between 0 and 1, as numbers (20, ...).

    Returns
    -------
    list of float
        The change of a step of 1/19, 1/19**2, 1/19**3 and 1/19**4 of the path. Where the path has a
        jump, all of them are as large as it; where it has none, they fall to nothing.
    """
    start, end, changes = 0.0, 1.0, list[float]()
    for _ in range(4):
        places = np.linspace(start, end, 20)
        steps = np.abs(np.diff(path(places), axis=0)).reshape(19, -1).max(1)
        most = int(steps.argmax())
        start, end = places[most], places[most + 1]
        changes.append(float(steps[most]))
    return changes
