"""One view of a folder, a tar or a zip: names and bytes, never extracted to disk.

Nothing is written, so no member can reach a file; what is left to bound is how much there is, and
to see that an archive is whole: it is read to its end, with every checksum that it has.
"""

import itertools
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from training.data.decoding import looks_like_picture
from training.data.foreign import MOST_START, what_it_is
from training.data.limits import (
    OddData,
    check_count,
    check_exists,
    check_links,
    check_size,
    damaged,
)
from training.data.member import START_BYTES, Member
from training.data.tar import is_tar, tar_members
from training.data.zip import MAGIC, zip_members

_MACHINES = ("__macosx", "$recycle.bin", "recycler", "system volume information", "lost+found")
_DRIVES = ("@eadir", "@recycle", "@recently-snapshot", "@tmp", "#recycle", "#snapshot")
JUNK = (*_MACHINES, *_DRIVES, "network trash folder", "temporary items", "__pycache__")
JUNK_FILES = ("thumbs.db", "desktop.ini")
"""What systems and network drives leave beside pictures; in lower case."""
NO_ARCHIVES = (".pt", ".pth", ".ckpt", ".npz")
"""Suffixes of files that are zips by their content, and hold no pictures."""
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz")


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
    with reading(path):
        members = _members(path)
    for member in _checked(path, members):
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

    Parameters
    ----------
    listed
        Called for each file and folder; what it raises stops the walk.

    Raises
    ------
    OddData
        Where a folder cannot be looked into, or there are too many of both.
    """
    numbers, links = itertools.count(1), itertools.count(1)

    def count(is_link: bool) -> None:
        listed()
        check_count(folder, next(numbers))
        if is_link:
            check_links(folder, next(links))

    yield from _walk(str(folder), count)


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


_GIVE = "give a folder, a zip or a tar of pictures"


def _members(path: Path) -> Iterator[Member]:
    check_exists(path)
    if path.is_dir():
        return _folder_members(path)
    if not path.is_file():  # a pipe or a device would be waited for, or read, for ever
        raise OddData(f"{path} is neither a folder nor a file: {_GIVE}.")
    reader = _reader(path)
    if reader is None:
        raise _no_archive(path)
    return reader(path)


def _reader(path: Path) -> Callable[[Path], Iterator[Member]] | None:
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    # What comes before a zip, as of one that unpacks itself, is no part of it; pictures may carry
    # one behind their pixels.
    if start.startswith(MAGIC):
        return None if path.suffix.lower() in NO_ARCHIVES else zip_members
    if is_tar(path):  # the last file in it may be a zip
        return tar_members
    hidden = not looks_like_picture("", start) and zipfile.is_zipfile(path)
    return zip_members if hidden else None


def _no_archive(path: Path) -> OddData:
    with path.open("rb") as file:
        start = file.read(MOST_START)
    if path.suffix.lower() in ARCHIVES:  # such as a page of the web in an archive's place
        return damaged(path, "it does not begin as an archive does" if start else "it is empty")
    picture = "a picture" if looks_like_picture(path.name, start) else None
    what = picture or what_it_is(path.name, start) or "neither a folder nor an archive"
    return OddData(f"{path} is {what}: {_GIVE}.")


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


class _Folder(NamedTuple):
    """A folder that is being walked through: ``inode`` tells it from others, links followed."""

    before: str
    inode: tuple[int, int]
    entries: Iterator[os.DirEntry[str]]


def _walk(root: str, count: Callable[[bool], None]) -> Iterator[Listed]:
    above = [_opened(root, "")]  # no recursion: folders may lie deeper than Python goes
    while above:
        entry = next(above[-1].entries, None)
        if entry is None:
            above.pop()
            continue
        plain = entry.name.lower()
        if not _is_open(plain) or plain in JUNK_FILES:
            continue
        before, kind = above[-1].before, _kind(entry)
        if kind == "folder":
            count(entry.is_symlink())
            folder = _opened(entry.path, f"{before}{entry.name}/")
            if all(folder.inode != other.inode for other in above):  # no link to one that it is in
                above.append(folder)
        elif kind == "file":
            count(False)
            yield Listed(before + entry.name, entry)


def _opened(folder: str, before: str) -> _Folder:
    try:
        stat = Path(folder).stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(Path(folder), error) from error
    return _Folder(before, (stat.st_dev, stat.st_ino), iter(entries))


def _kind(entry: os.DirEntry[str]) -> str:
    """Tell a folder from a file; links to nowhere are files, to be told of, and pipes are none."""
    try:
        if entry.is_dir():
            return "folder"
        return "file" if entry.is_file() or not Path(entry.path).exists() else "other"
    except OSError:  # links that lead to one another, or to where nobody may look
        return "file"
