"""Hidden files and folders that hold what is not whole yet, each locked by whoever writes it.

The kernel lets go of a lock (flock) when its process ends, however it ends, so what nobody holds
is litter. Where a file system has no locks, nothing is taken for that.
"""

import ctypes
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_NAME = re.compile(r"\..{1,40}-[0-9a-f]{8}\.partial", re.DOTALL)
_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2)."""


@contextmanager
def new_file(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Give a hidden neighbour of ``path``, open to be written; it goes unless it was renamed."""
    while True:
        scratch = _free(path)
        file = scratch.open("xb")
        if _hold(file.fileno(), scratch):
            break
        file.close()
    try:
        yield scratch, file
    finally:
        with suppress(OSError):  # it must not hide what went wrong before
            file.close()
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a hidden neighbour of the folder ``path``; it goes unless it was renamed."""
    while True:
        scratch = _free(path)
        scratch.mkdir()
        handle = os.open(scratch, os.O_RDONLY)
        if _hold(handle, scratch):
            break
        os.close(handle)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what processes that were killed while they wrote into ``folder`` have left there."""
    with suppress(OSError):  # what cannot be listed can often be written to nevertheless
        with os.scandir(folder) as entries:
            left = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name)]
        for path in left:
            _remove_unheld(path)


def exchange(scratch: Path, path: Path) -> None:
    """Put a folder in the place of another, which is in the place of ``scratch`` then.

    In one go where the system can do that; else the old one is away for a moment.
    """
    if not path.exists():
        scratch.replace(path)
    elif not _swapped(scratch, path):
        _one_after_the_other(scratch, path)


def _swapped(one: Path, other: Path) -> bool:
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    names = _HERE, os.fsencode(one), _HERE, os.fsencode(other)
    return rename is not None and rename(*names, _EXCHANGE) == 0


def _one_after_the_other(scratch: Path, path: Path) -> None:
    old = _free(path)
    path.replace(old)
    try:
        scratch.replace(path)
    except OSError:
        old.replace(path)
        raise
    old.replace(scratch)


def _free(path: Path) -> Path:
    return path.with_name(f".{path.name[:40]}-{secrets.token_hex(4)}.partial")


def _hold(handle: int, path: Path) -> bool:
    """Lock what was just made; false where a sweep came between, which takes it away."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks, and so without sweeps
        return True
    return path.exists()


def _remove_unheld(path: Path) -> None:
    with suppress(OSError):  # held, or somebody else's
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        finally:
            os.close(handle)
