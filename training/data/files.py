"""One view of a folder, a tar or a zip: names and bytes, never extracted to disk.

Nothing is written, so no member can reach a file; what is left to bound is how much there is, and
to see that an archive is whole: it is read to its end, with every checksum that it has.
"""

import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from training.data.decoding import looks_like_picture
from training.data.foreign import MOST_START, what_it_is
from training.data.limits import OddData, check_count, check_size, damaged
from training.data.member import START_BYTES, Member
from training.data.tar import is_tar, tar_members
from training.data.zip import MAGIC, zip_members

JUNK = ("__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information")
JUNK_FILES = ("thumbs.db", "desktop.ini")
"""What systems and network drives leave beside pictures; in lower case."""


def iter_files(path: Path, listed: Callable[[], None] = lambda: None) -> Iterator[Member]:
    """Yield the files of a folder, sorted, or of an archive, without hidden ones and known junk.

    Parameters
    ----------
    path
        A folder, or a zip or tar archive, packed or not; told apart by content.
    listed
        Called for each file before it is looked at.

    Raises
    ------
    OddData
        Where there is nothing to read, or it is not whole, or more than the limits allow.
    """
    for member in _checked(path, _members(path)):
        listed()
        if is_wanted(PurePosixPath(member.name)):
            yield member


def is_archive(path: Path) -> bool:
    """Tell by its content whether a file is an archive that :func:`iter_files` may read.

    Raises
    ------
    OddData
        Where it cannot be read.
    """
    with reading(path):
        return path.is_file() and _reader(path) is not None


def is_wanted(name: PurePosixPath) -> bool:
    """Whether a file may be part of a data set: it is not hidden, nor what a system left there."""
    parts = [part.lower() for part in name.parts]
    return all(map(_is_open, parts)) and parts[-1] not in JUNK_FILES


def _is_open(part: str) -> bool:
    return not part.startswith(".") and part not in JUNK


class Listed(NamedTuple):
    """A file below a folder: its name from there on, with slashes, and what was listed."""

    name: str
    entry: os.DirEntry[str]


def walk(folder: Path, listed: Callable[[], None] = lambda: None) -> Iterator[Listed]:
    """Yield the files below a folder, sorted within each, links followed but never in a circle.

    As text and not as paths, which take four times as long for a folder of many.

    Raises
    ------
    OddData
        Where a folder cannot be looked into.
    """
    for count, file in enumerate(_walk(str(folder), "", ()), 1):
        listed()
        check_count(folder, count)
        yield file


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever reading ``path`` raises into an :class:`OddData`."""
    try:
        yield
    except OddData:
        raise
    except OSError as error:
        if error.errno is None:  # of gzip's and others' own, not the system's
            raise damaged(path, str(error).rstrip(".")) from error
        raise unreadable(path, error) from error
    except Exception as error:  # codecs of damaged or hostile archives can raise anything
        raise damaged(path, str(error).rstrip(".") or type(error).__name__) from error


def unreadable(path: Path, error: OSError) -> OddData:
    """Return the error about what the system does not let be read."""
    return OddData(
        f"{path} cannot be read ({error.strerror or error}): change its rights, or choose another."
    )


def _members(path: Path) -> Iterator[Member]:
    if not path.exists():
        raise OddData(f"There is no data set at {path}: give a folder or an archive that exists.")
    if path.is_dir():
        return _folder_members(path)
    reader = _reader(path)
    if reader is None:
        raise _no_archive(path)
    return reader(path)


def _reader(path: Path) -> Callable[[Path], Iterator[Member]] | None:
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    # What comes before a zip, as of one that unpacks itself, is no part of it; pictures may carry
    # one behind their pixels.
    hidden = not looks_like_picture("", start) and zipfile.is_zipfile(path)
    if start.startswith(MAGIC) or hidden:
        return zip_members
    return tar_members if is_tar(path) else None


def _no_archive(path: Path) -> OddData:
    with path.open("rb") as file:
        what = what_it_is(path.name, file.read(MOST_START))
    known = f"{path} is {what}: " if what else f"{path} is neither a folder nor an archive: "
    return OddData(f"{known}give a folder, a zip or a tar of pictures.")


def _checked(path: Path, members: Iterator[Member]) -> Iterator[Member]:
    """Yield members under names that lead nowhere else; what goes wrong is said of ``path``."""
    while True:
        with reading(path):
            member = next(members, None)
        if member is None:
            return
        yield _careful(path, member)


def _careful(path: Path, member: Member) -> Member:
    name = member.name.lstrip("/")
    parts = name.split("/")
    if not name or ".." in parts or "\0" in name or len(name) > 4096:
        raise OddData(
            f"{path} holds a file with an odd path ({member.name[:100]!r}): unpack it yourself if "
            "you trust it, and give the folder."
        )

    def load() -> bytes:
        check_size(path, member.size)
        if member.peek:  # a file of its own: if it cannot be read, the others can
            return member.content
        with reading(path):
            return member.content

    clean = str(PurePosixPath(name))
    return Member(clean, member.size, load, member.peek, member.is_link)


def _folder_members(folder: Path) -> Iterator[Member]:
    for name, entry in walk(folder):
        file = Path(entry.path)
        try:
            size = entry.stat().st_size
        except OSError:  # a link to nowhere, or gone since it was listed
            yield Member(name, 0, bytes, is_link=True)
        else:
            yield Member(name, size, file.read_bytes, partial(_start, file))


def _start(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(START_BYTES)


def _walk(folder: str, before: str, above: tuple[tuple[int, int], ...]) -> Iterator[Listed]:
    try:
        stat = Path(folder).stat()
        here = (stat.st_dev, stat.st_ino)
        if here in above:  # a link to a folder that it is in
            return
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(Path(folder), error) from error
    for entry in entries:
        plain = entry.name.lower()
        if not _is_open(plain) or plain in JUNK_FILES:
            continue
        if entry.is_dir():
            yield from _walk(entry.path, f"{before}{entry.name}/", (*above, here))
        # No pipe; links to nowhere are told of.
        elif entry.is_file() or not Path(entry.path).exists():
            yield Listed(before + entry.name, entry)
