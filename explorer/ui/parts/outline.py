"""Lines around some of the pixels of a picture."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF


def outline(inside: NDArray[np.bool_]) -> list[QLineF]:
    """Return the edges of pixels between those ``inside`` (h, w) and the others."""
    framed = np.pad(inside, 1)
    rows, columns = np.nonzero(framed[1:, 1:-1] != framed[:-1, 1:-1])
    lines = [QLineF(x, y, x + 1, y) for y, x in zip(rows.tolist(), columns.tolist(), strict=True)]
    rows, columns = np.nonzero(framed[1:-1, 1:] != framed[1:-1, :-1])
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return lines + [QLineF(x, y, x, y + 1) for y, x in pairs]
