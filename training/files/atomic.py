"""Files that are written whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from training.files.errors import UserError

SCRATCH_SUFFIX = ".partial"


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to a hidden neighbour, flush it to the disk, and rename it to ``path``.

    A reader sees the old file or the new one, after a crash as well. Missing folders are made.

    Raises
    ------
    UserError
        Where it cannot be written; ``path`` is then as it was, and nothing else is left.
    """
    scratch = path.with_name(f".{path.name[:40]}-{secrets.token_hex(4)}{SCRATCH_SUFFIX}")
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with scratch.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        finally:
            with suppress(OSError):  # it must not hide what went wrong before
                scratch.unlink(missing_ok=True)
    _sync_folder(path.parent)


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
    if os.name != "posix":
        return
    with suppress(OSError):  # the file itself is whole, and some network drives cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
