"""Which decoded data sets are kept: the cache is bounded, and what was used longest ago goes."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 4 << 30
"""Of all decoded data sets together; CIFAR-10 takes 190 MB."""
_NAME = re.compile(r"[0-9a-f]{20}")


def mark_used(folder: Path) -> None:
    """Note that a decoded data set was used now."""
    with suppress(OSError):  # of a cache that cannot be written to, nothing is let go
        os.utime(folder)


def trim(cache_dir: Path, keep: Path, most: int = MAX_BYTES) -> None:
    """Delete what was used longest ago until ``most`` bytes are left, but never ``keep``.

    A program that has one open keeps its pictures: files go when the last map is closed.
    """
    left = most - size_of(keep)
    for folder in sorted(_data_sets(cache_dir), key=_last_used, reverse=True):
        if folder != keep:
            left -= size_of(folder)
            if left < 0:
                shutil.rmtree(folder, ignore_errors=True)


def clear(cache_dir: Path) -> tuple[int, int]:
    """Delete every decoded data set; return how many there were, and their bytes."""
    folders = _data_sets(cache_dir)
    total = sum(map(size_of, folders))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    gone = [folder for folder in folders if not folder.exists()]
    return len(gone), total - sum(map(size_of, _data_sets(cache_dir)))


def kept_bytes(cache_dir: Path) -> int:
    """Return how many bytes decoded data sets take."""
    return sum(map(size_of, _data_sets(cache_dir)))


def size_of(folder: Path) -> int:
    """Return the bytes of the files in a folder, as far as they can be looked at."""
    total = 0
    with suppress(OSError):
        for file in folder.iterdir():
            total += file.stat().st_size
    return total


def _data_sets(cache_dir: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in cache_dir.iterdir() if _NAME.fullmatch(path.name)]
    return []


def _last_used(folder: Path) -> float:
    with suppress(OSError):
        return folder.stat().st_mtime
    return 0.0
