"""How visible the cuts of a painted collage are. Pure functions over numpy."""

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import UNPAINTED, Paint
from explorer.core.engine.backends import Floats
from training.latent.regions import fit_paint

GAP, REACH = 1, 3
"""Pixels beside a cut that are left out, as decoding smooths them, and after these, compared."""


def seam(image: Floats, paint: Paint | None) -> float:
    """Return the mean step of colour across the cuts of a collage, from 0 to 2.

    A cut is where cells of two sources meet; one that goes by evidence has none.

    Parameters
    ----------
    image
        (3, h, w) in [-1, 1].
    paint
        As on the board.
    """
    if paint is None:
        return 0.0
    owners = np.array(fit_paint(paint, (image.shape[1], image.shape[2])), np.int64)
    steps = np.concatenate((_steps(image, owners), _steps(image.swapaxes(1, 2), owners.T)))
    return float(steps.mean()) if len(steps) else 0.0


def _steps(image: Floats, owners: NDArray[np.int64]) -> Floats:
    """Steps across level cuts, one a pixel of their length."""
    before, after = owners[:-1], owners[1:]
    cut = (before != after) & (before != UNPAINTED) & (after != UNPAINTED)
    rows, columns = np.nonzero(cut)
    reach = np.arange(GAP, GAP + REACH)
    above = np.maximum(rows[:, None] - reach, 0)
    below = np.minimum(rows[:, None] + 1 + reach, image.shape[1] - 1)
    across = [image[:, side, columns[:, None]].mean(2) for side in (above, below)]
    return np.asarray(np.abs(across[0] - across[1]).mean(0))
