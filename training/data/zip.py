"""Zip archives, each member of which must have the checksum that the archive says."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from training.data.limits import MAX_MEMBER_BYTES, OddData, check_count, check_ratio, damaged
from training.data.member import Member

MAGIC = b"PK\x03\x04"
CHUNK = 1 << 20
MAX_ENTRY_BYTES = 400
"""Of the list of files, for each: what is longer counts for several."""
_ENCRYPTED = 1
_MOST_COMMENT = 1 << 16
# APPNOTE.TXT 4.3.14 to 4.3.16: how many entries, and the bytes of their list; where zip64 has it.
_END_MAGIC, _END = b"PK\x05\x06", struct.Struct("<10xHI6x")
_LOCATOR_MAGIC, _LOCATOR = b"PK\x06\x07", struct.Struct("<8xQ4x")
_END64 = struct.Struct("<32xQQ8x")


def zip_members(path: Path) -> Iterator[Member]:
    """Yield the files of a zip archive, sorted by name.

    Raises
    ------
    OddData
        Where it is encrypted or not whole, or asks for more than the limits.
    Exception
        What :mod:`zipfile` and the packers' modules raise for damage.
    """
    told = _check_list(path)
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.filename)
        if len(infos) != told:
            raise damaged(path, "its list of files is not whole")
        check_ratio(path, sum(info.file_size for info in infos), path.stat().st_size)
        for info in infos:
            if not info.is_dir():
                yield _member(path, archive, info)


def _member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    if info.flag_bits & _ENCRYPTED:
        raise OddData(f"{path} is encrypted: unpack it with its password, and give the folder.")
    blocks: list[bytes] = []
    with _opened(path, archive, info) as file:  # to its end: what is not wanted is checked, too
        while block := file.read(CHUNK):
            if info.file_size <= MAX_MEMBER_BYTES:  # larger ones are refused by who wants them
                blocks.append(block)
    content = b"".join(blocks)
    # Some programs of Windows part folders by what is no separator in a zip.
    name = info.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return Member(name, info.file_size, lambda: content, is_link=is_link)


def _opened(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(info)
    except NotImplementedError as error:  # as Deflate64, which Windows takes for large folders
        raise OddData(
            f"{path} is packed in a way that is not read here (method {info.compress_type}): "
            "unpack it, and give the folder."
        ) from error


def _check_list(path: Path) -> int:
    """Return how many files the end of the archive tells of.

    The list is measured before :mod:`zipfile` makes an object of each entry.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        end, start = _tail(file, size)
        listed, count = _numbers(file, end, start)
    if start < 0:
        raise damaged(path, "its end is missing")
    check_count(path, max(count, min(listed, size) // MAX_ENTRY_BYTES))
    return count


def _tail(file: IO[bytes], size: int) -> tuple[bytes, int]:
    file.seek(max(0, size - _END.size - _MOST_COMMENT - _LOCATOR.size))
    end = file.read()
    start = end.rfind(_END_MAGIC)
    return end, start if len(end) - start >= _END.size else -1


def _numbers(file: IO[bytes], end: bytes, start: int) -> tuple[int, int]:
    """Return the size of the list in bytes, and in entries; zip64 tells of large ones elsewhere."""
    if start < 0:
        return 0, 0
    count, listed = _END.unpack_from(end, start)
    if start >= _LOCATOR.size and end[start - _LOCATOR.size :].startswith(_LOCATOR_MAGIC):
        (place,) = _LOCATOR.unpack_from(end, start - _LOCATOR.size)
        file.seek(min(place, file.seek(0, 2)))
        record = file.read(_END64.size)
        if len(record) == _END64.size:
            count, listed = _END64.unpack(record)
    return listed, count
