"""What is packed by xz, read with a bound on the memory of each of its streams."""

import io
import lzma
from pathlib import Path
from typing import IO, cast

from training.data.limits import OddData

MAX_BYTES = 256 << 20
"""Memory that unpacking may take; the highest preset of xz takes 65 MB."""
CHUNK = 1 << 18


def open_xz(path: Path) -> IO[bytes]:
    """Open a file of one xz stream or several to read what is packed in it.

    ``lzma.open`` cannot be told how much memory is too much, and passes over what follows the
    last stream and is none.

    Raises
    ------
    OddData
        While it is read, where it takes too much memory.
    lzma.LZMAError, EOFError
        While it is read, where it is damaged, or cut short.
    """
    return cast(IO[bytes], io.BufferedReader(_Unpacked(path), CHUNK))


class _Unpacked(io.RawIOBase):
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        self._stream = _stream()
        self._left = b""
        """What follows the last stream and was read already."""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        content = b""
        while not content and self._goes_on():
            content = self._unpacked(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def _goes_on(self) -> bool:
        """Whether there is more; streams may have zeros between them, and at the end."""
        if not self._stream.eof:
            return True
        self._left = (self._left or self._stream.unused_data).lstrip(b"\0")
        while not self._left:
            block = self._file.read(CHUNK)
            if not block:
                return False
            self._left = block.lstrip(b"\0")
        self._stream = _stream()
        return True

    def _unpacked(self, most: int) -> bytes:
        packed, self._left = self._left, b""
        if self._stream.needs_input and not packed:
            packed = self._file.read(CHUNK)
            if not packed:
                raise EOFError("the last stream has no end")
        try:
            return self._stream.decompress(packed, most)
        except lzma.LZMAError as error:
            if "Memory usage limit" not in str(error):
                raise
            raise OddData(
                f"{self._path} takes more than {MAX_BYTES >> 20} MB of memory: unpack it, and give "
                "the folder."
            ) from error


def _stream() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_BYTES)
