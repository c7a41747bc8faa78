"""Tar archives read strictly: to their end marker, and to the end of what they are packed in.

:mod:`tarfile` takes a header that is damaged for the end of the archive, and believes of sizes what
it reads. Here each block is accounted for. The format: POSIX.1-2001 pax, with GNU's long names.
"""

import bz2
import gzip
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from training.data.limits import OddData, check_count, check_ratio, damaged
from training.data.member import Member
from training.data.xz import open_xz

BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 20
MAX_NOTE_BYTES = 1 << 20
"""Of a long name or of a file's extended header."""
SPARSE = "GNU.sparse"
MAX_RECORDS = 1000
"""Of an extended header; programs write a dozen."""
MAX_DIGITS = 12
_EMPTY = bytes(BLOCK)
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_PACKED = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\0": "xz"}


def is_tar(path: Path) -> bool:
    """Tell by its first bytes whether a file is packed as tars are, or a tar."""
    with path.open("rb") as file:
        start = file.read(BLOCK)
    if start.startswith(tuple(_PACKED)):
        return True
    return _is_ustar(start) or _is_old_tar(start)


def _is_ustar(start: bytes) -> bool:
    return start[257:262] == b"ustar"


def _is_old_tar(start: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(start, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return start == _EMPTY
    return True


def open_packed(path: Path) -> IO[bytes]:
    """Open a file to read what is packed in it, or itself where nothing is."""
    with path.open("rb") as file:
        start = file.read(1 << 12)
    match next((kind for magic, kind in _PACKED.items() if start.startswith(magic)), ""):
        case "gz":
            return cast(IO[bytes], gzip.open(path, "rb"))
        case "bz2":
            return cast(IO[bytes], bz2.open(path, "rb"))
        case "xz":
            return open_xz(path)
    return path.open("rb")


def tar_members(path: Path) -> Iterator[Member]:
    """Yield the files of a tar archive, packed by gzip, bzip2, xz or not at all, in their order.

    Raises
    ------
    OddData
        Where it is not a whole tar archive, or asks for more than the limits.
    Exception
        What the packer's module raises for damage.
    """
    with open_packed(path) as file:
        yield from _members(_Blocks(path, file))


class _Blocks:
    """The unpacked bytes, read once from the start to the end, and counted."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self._file, self._packed = path, file, path.stat().st_size
        self._done = 0
        self.last = ""

    def take(self, size: int) -> bytes:
        """Return ``size`` bytes and what fills the last block."""
        return self._read(size + -size % BLOCK)[:size]

    def skip(self, size: int) -> None:
        for start in range(0, size, CHUNK):
            self.take(min(CHUNK, size - start))

    def finish(self) -> None:
        """See that nothing but zeros follows the end marker, and that the packing is whole."""
        if self._read(BLOCK) != _EMPTY:
            raise self.damaged()
        while rest := self._file.read(CHUNK):
            self._count(len(rest))
            if rest.count(0) != len(rest):
                raise self.damaged()

    def no_tar(self) -> OddData:
        return OddData(f"{self.path} packs no tar: give a folder, a zip or a tar of pictures.")

    def damaged(self) -> OddData:
        where = f"after {self.last}" if self.last else "at its start"
        return damaged(self.path, where)

    def _read(self, size: int) -> bytes:
        content = self._file.read(size)
        first = not self._done
        self._count(size)
        if len(content) != size:
            raise self.no_tar() if first else self.damaged()
        return content

    def _count(self, size: int) -> None:
        self._done += size
        check_ratio(self.path, self._done, self._packed)


def _members(blocks: _Blocks) -> Iterator[Member]:
    notes: dict[str, str] = {}
    count = 0
    while (block := blocks.take(BLOCK)) != _EMPTY:
        count += 1
        check_count(blocks.path, count)
        header = _header(block, blocks)
        if header.type == tarfile.GNUTYPE_LONGNAME:
            notes["path"] = _text(_note(blocks, header)).split("\0")[0]
        elif header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            notes |= _records(_note(blocks, header), blocks)
        elif header.type in (tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE):
            _note(blocks, header)
        else:
            yield from _member(blocks, header, notes)
            notes = {}
    blocks.finish()


def _member(blocks: _Blocks, header: tarfile.TarInfo, notes: dict[str, str]) -> Iterator[Member]:
    name, size = notes.get("path", header.name), header.size
    if header.type == tarfile.GNUTYPE_SPARSE or SPARSE in notes:
        raise OddData(f"{blocks.path} holds a sparse file ({name}): pack it without --sparse.")
    if "size" in notes:
        size = _number(notes["size"], blocks)
    if header.type in (tarfile.LNKTYPE, tarfile.SYMTYPE):
        yield Member(name, 0, bytes, is_link=True)
    elif header.type in _FILES:
        left = [size]

        def read() -> bytes:
            return blocks.take(left.pop())

        yield Member(name, size, read)
        if left:  # nobody wanted it
            blocks.skip(size)
    elif header.type not in tarfile.SUPPORTED_TYPES:
        blocks.skip(size)
    blocks.last = name


def _header(block: bytes, blocks: _Blocks) -> tarfile.TarInfo:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError) as error:
        known = blocks.last or _is_ustar(block)
        raise (blocks.damaged() if known else blocks.no_tar()) from error
    if header.size < 0:
        raise blocks.damaged()
    return header


def _note(blocks: _Blocks, header: tarfile.TarInfo) -> bytes:
    if header.size > MAX_NOTE_BYTES:
        raise OddData(
            f"{blocks.path} holds a name or note of {header.size >> 20} MB: no data set needs that."
        )
    return blocks.take(header.size)


def _records(content: bytes, blocks: _Blocks) -> dict[str, str]:
    """Return what matters of the records ``LENGTH KEY=VALUE\\n`` of an extended header."""
    found: dict[str, str] = {}
    start, whole = 0, len(content.rstrip(b"\0"))
    for _ in range(MAX_RECORDS):
        if start >= whole:
            return found
        length, _, _ = content[start : start + MAX_DIGITS + 1].partition(b" ")
        end = start + _number(_text(length), blocks)
        key, equals, value = content[start + len(length) + 1 : end].partition(b"=")
        if not equals or content[end - 1 : end] != b"\n":
            raise blocks.damaged()
        if key.startswith(SPARSE.encode()):
            found[SPARSE] = ""
        elif key in {b"path", b"size"}:  # the others of many headers would fill the memory
            found[_text(key)] = _text(value[:-1])
        start = end
    raise OddData(f"{blocks.path} holds a note of more than {MAX_RECORDS:,} lines: pack it again.")


def _number(text: str, blocks: _Blocks) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise blocks.damaged()
    return int(text)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
