"""Arrays in .npy files, whose headers are never believed.

Where everything but the numbers is known, a header is compared with the one that there must be;
else its words are compared with the bytes that follow before anything is made of them.
"""

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.files.plain_file import open_file
from training.files.strict_json import Malformed

Shape = tuple[int, ...]
MAX_HEADER = 4096
MAX_DIMENSIONS = 8


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
    with open_file(path) as file:
        if file.read(len(start)) != start or path.stat().st_size != len(start) + size:
            raise Malformed(f"{path.name} is another array than it should be")
        if mapped and size:
            return np.memmap(path, dtype, "r", len(start), shape)
        array = np.frombuffer(file.read(size), dtype)
    return array.reshape(shape)


def decode_array(content: bytes) -> NDArray[Any]:
    """Return the array of numbers that the content of a .npy file is; it cannot be written to.

    Raises
    ------
    Malformed
        Where it is none, or not of as many bytes as its header says.
    """
    stream = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(stream)
        readers = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }
        shape, fortran, dtype = readers[version](stream, max_header_size=MAX_HEADER)
    except Exception as error:  # what stands there is parsed as Python, with all its errors
        raise Malformed("it has no header of an array") from error
    size = math.prod(shape) * dtype.itemsize
    numbers = dtype.kind in "biuf" and all(type(n) is int and n >= 0 for n in shape)
    if not numbers or len(shape) > MAX_DIMENSIONS or len(content) - stream.tell() != size:
        raise Malformed("it is no array of as many numbers as it says")
    flat = np.frombuffer(content, dtype, offset=stream.tell())
    return flat.reshape(shape, order="F" if fortran else "C")
