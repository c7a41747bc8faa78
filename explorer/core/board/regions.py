"""Regions that are painted over a blend: which source each pixel of it is to come from.

All edits are pure functions. What no source is painted over goes by the classifier's evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import Board
from explorer.core.board.dabs import Dab, cells_of_pixels
from explorer.core.board.pins import WHOLE
from explorer.core.board.sources import SIDE
from training.files.errors import UserError

Painted = NDArray[np.int64]
"""(pins, 32, 32): how far each pixel is painted with each pin, 0 to 255."""
Shares = NDArray[np.float32]
"""(pins, h, w) on the latent grid, of sum 1 over the pins."""


@dataclass(frozen=True, eq=False)
class SeenRegions:
    """How the cells of a blend are shared.

    Attributes
    ----------
    shares
        As is seen, by paint and by evidence.
    evident
        As it would be with no paint.
    """

    shares: Shares
    evident: Shares

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self.shares.shape[1], self.shares.shape[2]


def has_regions(board: Board) -> bool:
    """Return whether there are regions to paint."""
    return board.mode.method.regional and len(board.pins) > 1


def is_painted(board: Board) -> bool:
    """Return whether anything is."""
    return any(pin.region is not None for pin in board.pins)


def painted(board: Board) -> Painted:
    """Return what is painted with each pin."""
    nothing = bytes(SIDE * SIDE)
    maps = [np.frombuffer(pin.region or nothing, np.uint8) for pin in board.pins]
    return np.stack(maps).reshape(-1, SIDE, SIDE).astype(np.int64)


def paint(board: Board, pin: int | None, dab: Dab) -> Board:
    """Paint a dab with a pin, or with None rub out what is painted there.

    It covers what is painted there already. A second dab at the same place adds nothing, so that
    the edge of a slow stroke is as soft as that of a fast one.
    """
    maps, amount = painted(board), np.rint(WHOLE * dab).astype(np.int64)
    if pin is not None:
        amount = np.maximum(amount, maps[pin])
        maps[pin] = 0
    others = maps.sum(0)
    share = np.minimum(1.0, (WHOLE - amount) / np.maximum(others, 1))
    maps = np.floor(maps * share).astype(np.int64)
    if pin is not None:
        maps[pin] = amount
    return _with(board, maps)


def fill(board: Board, shares: Shares) -> Board:
    """Paint every cell as it is shared.

    Raises
    ------
    UserError
        Where the shares are those of other pins.
    """
    if len(shares) != len(board.pins):
        raise UserError("The blend is still on its way: try again in a moment.")
    rows, columns = cells_of_pixels(shares.shape[1:])
    cells = np.floor(WHOLE * np.clip(shares, 0, 1) + 1e-3).astype(np.int64)
    return _with(board, cells[:, rows[:, None], columns[None, :]])


def clear(board: Board) -> Board:
    """Let all go by evidence again."""
    return board.with_regions([None] * len(board.pins))


def repainted(board: Board, cells: Sequence[Sequence[int]]) -> Board:
    """Paint each cell of a grid with a pin, by its number; -1 leaves it to the evidence.

    Raises
    ------
    UserError
        Where that is no grid, or there is no such pin.
    """
    if not cells or not cells[0] or len({len(row) for row in cells}) > 1:
        raise UserError("Painted regions are rows of cells: give rows of one length.")
    numbers, pins = np.array(cells), np.arange(len(board.pins))
    if numbers.min() < -1 or numbers.max() >= len(pins):
        raise UserError("A region is painted with a pin that is not there: paint it again.")
    if not len(pins):
        return board
    return fill(board, (numbers[None] == pins[:, None, None]).astype(np.float32))


def _with(board: Board, maps: Painted) -> Board:
    made = maps.astype(np.uint8)
    return board.with_regions([one.tobytes() if one.any() else None for one in made])
