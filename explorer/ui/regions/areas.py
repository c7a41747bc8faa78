"""Which source each pixel of a blend is of, and where to write its number: no Qt."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.dabs import cells_of_pixels
from explorer.core.board.pins import WHOLE
from explorer.core.board.regions import Painted, Shares

SMALLEST = 12
"""Pixels of an area that gets a number; smaller ones are seen by their pattern alone."""


class Area(NamedTuple):
    """Pixels of one source that hang together, and a spot (x, y) among them for its number."""

    pin: int
    spot: tuple[float, float]
    is_painted: bool


def owners(painted: Painted, evident: Shares) -> NDArray[np.int64]:
    """Return the pin that most of each pixel is of, (32, 32), by paint and by evidence."""
    rows, columns = cells_of_pixels(evident.shape[1:])
    paint, by_cell = painted / WHOLE, evident[:, rows[:, None], columns[None, :]]
    owner: NDArray[np.int64] = (paint + np.clip(1 - paint.sum(0), 0, 1) * by_cell).argmax(0)
    return owner


def areas(owner: NDArray[np.int64], painted: Painted) -> list[Area]:
    """Return the areas of ``owner`` (h, w) that are large enough for a number."""
    left, made = owner.tolist(), []
    for start in np.ndindex(owner.shape):
        pin = left[start[0]][start[1]]
        if pin < 0:
            continue
        inside = np.array(_taken_out(left, start))
        if len(inside) < SMALLEST:
            continue
        middle = inside.mean(0)
        row, column = inside[np.square(inside - middle).sum(1).argmin()].tolist()
        by_hand = painted[pin, inside[:, 0], inside[:, 1]].mean() > WHOLE / 2
        made.append(Area(pin, (column + 0.5, row + 0.5), bool(by_hand)))
    return made


def _taken_out(left: list[list[int]], start: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the pixels that hang together with ``start``, and take them out of what is left."""
    height, width = len(left), len(left[0])
    row, column = start[0], start[1]
    pin, left[row][column] = left[row][column], -1
    pixels = [(row, column)]
    for row, column in pixels:  # which grows meanwhile
        for y, x in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if 0 <= y < height and 0 <= x < width and left[y][x] == pin:
                left[y][x] = -1
                pixels.append((y, x))
    return pixels
