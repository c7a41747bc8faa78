"""Files and folders that are written whole or not at all.

What is being written has a hidden name of its own beside its place, and is locked for as long. A
process that is killed leaves it there with no lock, and whoever writes in that folder next takes
it away.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from training.files.errors import explained
from training.files.scratch import exchange, new_file, new_folder, sweep


def write_whole(path: Path, content: bytes, lasting: bool = True) -> None:
    """Write ``content`` as :func:`whole_file` does."""
    with whole_file(path, lasting=lasting) as file:
        file.write(content)


def write_new(places: Iterable[Path], content: bytes) -> Path:
    """Write ``content`` to the first of some places, of one folder, where nothing is; return it.

    Processes that do so at one time get places of their own.

    Raises
    ------
    UserError
        Where it cannot be written; nothing of it is left then.
    """
    for path in places:
        with suppress(_Taken), _saving(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            sweep(path.parent)
            with new_file(path) as (scratch, file):
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                _link(scratch, path)
            _sync_folder(path.parent)
            return path
    raise ValueError("there is always one more place")


@contextmanager
def whole_file(path: Path, keep: Path | None = None, lasting: bool = True) -> Iterator[BinaryIO]:
    """Give a hidden neighbour of ``path`` to write; flush it to the disk, rename it to ``path``.

    A reader sees the old file or the new one, after a crash as well. Missing folders are made.

    Parameters
    ----------
    keep
        Where the old file goes; None for nowhere. A crash may leave it there alone.
    lasting
        Whether it survives a power cut, for which the disk is waited for; whoever can make the
        file again, and tells damage by a checksum, need not wait.

    Raises
    ------
    UserError
        Where it cannot be written; ``path`` is then as it was, and nothing else is left.
    """
    with _saving(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with new_file(path) as (scratch, file):
            yield file
            file.flush()
            if lasting:
                os.fsync(file.fileno())
            if keep is not None and path.is_file():
                path.replace(keep)
            scratch.replace(path)
    if lasting:
        _sync_folder(path.parent)


@contextmanager
def whole_folder(path: Path, is_made: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """Give a hidden neighbour of the folder ``path`` to fill, and rename it to ``path``.

    What stood there is exchanged, unless ``is_made`` says at the end that another process has
    made the same meanwhile.

    Raises
    ------
    UserError
        Where it cannot be written; ``path`` is then as it was, and nothing else is left.
    """
    with _saving(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with new_folder(path) as scratch:
            yield scratch
            for file in scratch.rglob("*"):
                _sync(file)
            if not is_made():
                exchange(scratch, path)
    _sync_folder(path.parent)


def make_folder(path: Path, of: str = "pictures") -> None:
    """Make a folder ``of`` something, and those above it, where they are missing.

    Raises
    ------
    UserError
        Where it cannot be one, such as where a file has that name.
    """
    with explained(f"{path} cannot be a folder of {of}", "choose another"):
        path.mkdir(parents=True, exist_ok=True)


def move(source: Path, target: Path) -> None:
    """Rename a file within one file system, making the folder that it goes to.

    Raises
    ------
    UserError
        Where it cannot be moved; it is then where it was.
    """
    with _saving(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    _sync_folder(target.parent)


def _saving(path: Path) -> AbstractContextManager[None]:
    return explained(
        f"{path} could not be saved",
        "choose another folder",
        full="free some space there or choose another folder",
    )


class _Taken(Exception):
    """Another process was there first."""


def _link(scratch: Path, path: Path) -> None:
    """Give what is written its name, unless something has that."""
    try:
        path.hardlink_to(scratch)
    except FileExistsError:
        raise _Taken from None
    except OSError:  # a file system that has no second names
        if path.exists():
            raise _Taken from None
        scratch.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where folders can be flushed."""
    if os.name == "posix":
        with suppress(OSError):  # the file itself is whole, and some network drives cannot
            _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
