"""Files and folders that are written whole or not at all."""

import glob
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from training.files.errors import UserError

SCRATCH_SUFFIX = ".partial"


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` as :func:`whole_file` does."""
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a hidden neighbour of ``path`` to write; flush it to the disk, rename it to ``path``.

    A reader sees the old file or the new one, after a crash as well. Missing folders are made.

    Raises
    ------
    UserError
        Where it cannot be written; ``path`` is then as it was, and nothing else is left.
    """
    scratch = _scratch(path)
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with scratch.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        finally:
            with suppress(OSError):  # it must not hide what went wrong before
                scratch.unlink(missing_ok=True)
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
    scratch = _scratch(path)
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            scratch.mkdir()
            yield scratch
            for file in scratch.rglob("*"):
                _sync(file)
            if not is_made():
                _exchange(scratch, path)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    _sync_folder(path.parent)


def _exchange(scratch: Path, path: Path) -> None:
    """Put ``scratch`` in the place of ``path``, and delete what stood there."""
    old = _scratch(path)
    if path.is_dir():
        path.replace(old)
    try:
        scratch.replace(path)
    except OSError:
        if old.is_dir():
            old.replace(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def clear_leftovers(path: Path) -> None:
    """Remove what processes that were killed while they wrote ``path`` have left beside it.

    For what has one writer, who holds its lock: nobody else may be writing it now.
    """
    for left in path.parent.glob(f".{glob.escape(path.name[:40])}-*{SCRATCH_SUFFIX}"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def make_folder(path: Path, of: str = "pictures") -> None:
    """Make a folder ``of`` something, and those above it, where they are missing.

    Raises
    ------
    UserError
        Where it cannot be one, such as where a file has that name.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{path} cannot be a folder of {of} ({error.strerror or error}): choose another."
        ) from error


def move(source: Path, target: Path) -> None:
    """Rename a file within one file system, making the folder that it goes to.

    Raises
    ------
    UserError
        Where it cannot be moved; it is then where it was.
    """
    with _explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    _sync_folder(target.parent)


def _scratch(path: Path) -> Path:
    return path.with_name(f".{path.name[:40]}-{secrets.token_hex(4)}{SCRATCH_SUFFIX}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{path} could not be saved ({error.strerror or error}): "
            f"free some space there or choose another folder."
        ) from error


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
