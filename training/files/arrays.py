"""Arrays in .npy files of which everything but the numbers is known before they are read.

A header is compared with the one that there must be, never believed.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.files.strict_json import Malformed

Shape = tuple[int, ...]


def header(dtype: Any, shape: Shape) -> bytes:
    """Return what a .npy file of such an array begins with, as NumPy writes it."""
    out = io.BytesIO()
    known = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False}
    np.lib.format.write_array_header_1_0(out, {**known, "shape": shape})
    return out.getvalue()


def read_array(path: Path, dtype: Any, shape: Shape, mapped: bool = False) -> NDArray[Any]:
    """Return the array in a .npy file, which must be of this very kind; it cannot be written to.

    Parameters
    ----------
    mapped
        Whether to map the file into memory instead of reading it.

    Raises
    ------
    OSError
        Where it cannot be read.
    Malformed
        Where it holds anything else, or not as many bytes.
    """
    start, count = header(dtype, shape), int(np.prod(shape, dtype=object))
    size = count * np.dtype(dtype).itemsize
    with path.open("rb") as file:
        if file.read(len(start)) != start or path.stat().st_size != len(start) + size:
            raise Malformed(f"{path.name} is another array than it should be")
        if mapped and size:
            return np.memmap(path, dtype, "r", len(start), shape)
        array = np.frombuffer(file.read(size), dtype)
    return array.reshape(shape)
