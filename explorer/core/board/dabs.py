"""Where a brush touches a picture of 32 x 32 pixels, and how much: whole at 1, not at all at 0."""

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.sources import SIDE

Dab = NDArray[np.float64]
"""(32, 32), 0 to 1."""


def round_dab(x: float, y: float, radius: float, soft: float = 1.0) -> Dab:
    """Return a disc about a point, in pixels; its rim fades over ``soft`` pixels."""
    middles = np.arange(SIDE) + 0.5
    gaps = np.hypot(middles[None, :] - x, middles[:, None] - y)
    soft = max(soft, 0.01)
    return np.clip((radius - gaps) / soft + 0.5, 0, 1)


def cell_dab(x: float, y: float, grid: tuple[int, int]) -> Dab:
    """Return the cell of a grid (rows, columns) over the picture that a point is in."""
    rows, columns = cells_of_pixels(grid)
    row, column = (
        min(max(int(at * count / SIDE), 0), count - 1)
        for at, count in zip((y, x), grid, strict=True)
    )
    return ((rows[:, None] == row) & (columns[None, :] == column)).astype(np.float64)


def cells_of_pixels(grid: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return in which row and in which column of a grid each line of pixels is, (32,) twice."""
    rows, columns = ((np.arange(SIDE) * 2 + 1) * count // (2 * SIDE) for count in grid)
    return rows, columns
