"""Folders of files that can be made again: counted, cleared, and bounded in what they take.

Hidden files are left alone: somebody is writing them, or they are swept away by the next who does.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def mark_used(path: Path) -> None:
    """Note that a file was used now: what is used last is let go last."""
    with suppress(OSError):  # where nothing can be written, nothing is let go either
        os.utime(path)


def trim(folder: Path, most: int, is_wanted: Callable[[Path], bool] = lambda path: True) -> None:
    """Delete what is not wanted, and what was used longest ago until ``most`` bytes are left."""
    left = most
    for path in sorted(filter(is_wanted, files_in(folder)), key=_last_used, reverse=True):
        left -= size_of(path)
        if left < 0:
            delete([path])
    delete(path for path in files_in(folder) if not is_wanted(path))


def clear(folder: Path) -> tuple[int, int]:
    """Delete all files in a folder; return how many went, and their bytes."""
    files, before = files_in(folder), bytes_in(folder)
    delete(files)
    return len(files) - len(files_in(folder)), before - bytes_in(folder)


def bytes_in(folder: Path) -> int:
    """Return how many bytes the files in a folder take."""
    return sum(map(size_of, files_in(folder)))


def files_in(folder: Path) -> list[Path]:
    """Return the files in a folder; none where it cannot be looked into."""
    with suppress(OSError):
        found = [path for path in folder.iterdir() if not path.name.startswith(".")]
        return [path for path in found if path.is_file()]
    return []


def size_of(path: Path) -> int:
    """Return the bytes of a file; 0 where it is gone, or cannot be looked at."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def delete(paths: Iterable[Path]) -> None:
    """Delete files, as far as that is allowed."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _last_used(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
