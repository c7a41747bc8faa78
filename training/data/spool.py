"""Pixels put aside in a file without a name, so that a large data set need not fit into memory."""

import tempfile
from typing import Self

import numpy as np
from numpy.typing import NDArray

from training.data.decoding import SIDE
from training.files.errors import UserError


class Spool:
    """Takes pictures one after the other; :meth:`pictures` maps all of them into memory.

    It is a context manager; what was mapped stays when it is closed.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (open as long as the pictures are)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Put pixels (32, 32, 3) aside.

        Raises
        ------
        UserError
            Where there is no room for them.
        """
        try:
            self._file.write(pixels.tobytes())
        except OSError as error:
            raise UserError(
                f"Pictures cannot be put aside in {tempfile.gettempdir()} ({error.strerror}): make "
                "room there, or set TMPDIR to another folder."
            ) from error
        self._count += 1

    def pictures(self) -> NDArray[np.uint8]:
        """Return what was put aside, (n, 32, 32, 3), read-only."""
        shape = self._count, SIDE, SIDE, 3
        if not self._count:
            return np.zeros(shape, np.uint8)
        self._file.flush()
        return np.memmap(self._file, np.uint8, "r", shape=shape)
