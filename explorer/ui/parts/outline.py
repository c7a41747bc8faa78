"""Lines around some of the pixels of a picture."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF


def outline(inside: NDArray[np.bool_], framed: bool = True) -> list[QLineF]:
    """Return the edges of pixels between those ``inside`` (h, w) and the others.

    Those at the picture's own edge are among them where it is ``framed``.
    """
    padded = np.pad(inside, 1) if framed else np.pad(inside, 1, mode="edge")
    rows, columns = np.nonzero(padded[1:, 1:-1] != padded[:-1, 1:-1])
    lines = [QLineF(x, y, x + 1, y) for y, x in zip(rows.tolist(), columns.tolist(), strict=True)]
    rows, columns = np.nonzero(padded[1:-1, 1:] != padded[1:-1, :-1])
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return lines + [QLineF(x, y, x, y + 1) for y, x in pairs]
