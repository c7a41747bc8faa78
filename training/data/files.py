"""One view of a folder, a tar or a zip: names and bytes, never extracted to disk.

Nothing is written, so a hostile member name (``../x``, an absolute path, a link) can reach no
file; what is left to bound is how much a member may unpack to.
"""

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from training.files.errors import UserError

MAX_MEMBER_BYTES = 256 << 20
"""Larger than any file of CIFAR-10 or CIFAR-100 (155 MB); a guard against archive bombs."""

Wanted = Callable[[PurePosixPath], bool]


def iter_files(
    path: Path, wanted: Wanted = lambda name: True
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the relative name and the content of regular files, in a fixed order.

    Parameters
    ----------
    path
        A folder, or a ``.tar``, ``.tar.gz`` or ``.zip`` archive (told apart by content).
    wanted
        Tells by its name whether a file is read; what is not may be of any size.

    Raises
    ------
    UserError
        Where there is nothing to read, the archive is damaged, or a file is too large.
    """
    if path.is_dir():
        yield from _iter_folder(path, wanted)
    elif not path.is_file():
        raise UserError(f"There is no data set at {path}: give a folder or an archive that exists.")
    elif zipfile.is_zipfile(path):
        yield from _iter_zip(path, wanted)
    elif tarfile.is_tarfile(path):
        yield from _iter_tar(path, wanted)
    else:
        raise UserError(f"{path} is neither a folder nor a tar or zip archive: give one of these.")


def _iter_folder(path: Path, wanted: Wanted) -> Iterator[tuple[PurePosixPath, bytes]]:
    for file in sorted(path.rglob("*")):
        name = PurePosixPath(file.relative_to(path).as_posix())
        if wanted(name) and file.is_file():
            _check_size(path, file.stat().st_size)
            yield name, file.read_bytes()


def _iter_zip(path: Path, wanted: Wanted) -> Iterator[tuple[PurePosixPath, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = PurePosixPath(info.filename)
                if wanted(name) and not info.is_dir():
                    _check_size(path, info.file_size)
                    yield name, archive.read(info)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise _damaged(path) from error


def _iter_tar(path: Path, wanted: Wanted) -> Iterator[tuple[PurePosixPath, bytes]]:
    try:
        with tarfile.open(path, "r:*") as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                if wanted(name) and member.isreg():
                    _check_size(path, member.size)
                    stream = archive.extractfile(member)
                    assert stream is not None  # a regular member always has one
                    yield name, stream.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise _damaged(path) from error


def _check_size(path: Path, size: int) -> None:
    if size > MAX_MEMBER_BYTES:
        raise UserError(f"{path} holds a file of {size >> 20} MB: no picture data set needs that.")


def _damaged(path: Path) -> UserError:
    return UserError(f"{path} is damaged or cut short: fetch or copy it again.")
