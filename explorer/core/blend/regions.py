"""What there is to say of the regions of a blend: which source each cell of it comes from."""

from collections.abc import Callable

import numpy as np

from explorer.core.board.board import Board
from explorer.core.board.modes import REGIONS
from explorer.core.board.pins import WHOLE
from explorer.core.board.regions import SeenRegions, clear, has_regions, is_painted, painted
from explorer.core.engine.backends import Floats


def paint_of(board: Board) -> Floats | None:
    """Return how far pixels are painted with each pin, (n, 32, 32), 0 to 1; None for no paint."""
    return (painted(board) / WHOLE).astype(np.float32) if is_painted(board) else None


def seen_regions(
    board: Board, shares: Floats, share_out: Callable[[Board], Floats]
) -> SeenRegions | None:
    """Return how the cells of one blend are shared, where they are not all shared alike.

    Parameters
    ----------
    shares
        Of that blend, (1, n, h, w); (1, n) where all cells are alike.
    share_out
        Returns those of the same blend of another board.
    """
    if not has_regions(board) or shares.ndim < 4:
        return None
    plain = clear(board).with_mode(REGIONS)  # no prior is asked for what is not shown
    return SeenRegions(shares[0], share_out(plain)[0] if is_painted(board) else shares[0])
