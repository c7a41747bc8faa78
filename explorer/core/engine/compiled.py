"""Graphs as OpenVINO compiled them, kept in files that are not believed without their checksum."""

import hashlib
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.strict_json import Malformed

SUFFIX = ".compiled"
MAX_BYTES = 512 << 20
"""Of all together; the set that ships takes 130 MB. What was used longest ago goes."""
_SUM = hashlib.sha256().digest_size

log = logging.getLogger(__name__)


class CompiledGraphs:
    """Compiled graphs in ``folder``, by keys; with None nothing is kept.

    A file has the SHA-256 of its key and of what follows before it, so that neither damage nor
    another file of its name passes for it; so the disk is not waited for, which takes as long as
    compiling. A folder that cannot be written to only costs time.
    """

    def __init__(self, folder: Path | None, most: int = MAX_BYTES) -> None:
        self._folder, self._most = folder, most

    def get(self, key: str) -> bytes | None:
        """Return what was kept by ``key``; None where nothing was.

        Raises
        ------
        Malformed
            Where it is damaged.
        """
        if self._folder is None:
            return None
        path = self._path(key)
        try:
            with path.open("rb") as file:
                told, blob = file.read(_SUM), file.read()
        except OSError:
            return None
        if told != _sum(key, blob):
            raise Malformed(f"{path.name} has another checksum")
        with suppress(OSError):  # what is used last is let go last
            path.touch()
        return blob

    def put(self, key: str, blob: bytes) -> None:
        """Keep a compiled graph, and let others go where there are too many."""
        if self._folder is None:
            return
        try:
            write_whole(self._path(key), _sum(key, blob) + blob, lasting=False)
        except UserError as error:
            log.warning("a compiled graph was not kept: %s", error)
        self._trim()

    def drop(self, key: str) -> None:
        """Forget what is kept by ``key``."""
        if self._folder is not None:
            _delete([self._path(key)])

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{key}{SUFFIX}"

    def _trim(self) -> None:
        assert self._folder is not None
        left = self._most
        for path in sorted(_files(self._folder), key=_worth, reverse=True):
            left -= size_of(path)
            if left < 0 or path.suffix != SUFFIX:  # earlier versions kept what nobody reads
                _delete([path])


def key_of(**what: Any) -> str:
    """Return a name for a compiled graph by all that decides what it is."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]


def compiled_bytes(folder: Path) -> int:
    """Return how many bytes compiled graphs take."""
    return sum(map(size_of, _files(folder)))


def clear(folder: Path) -> tuple[int, int]:
    """Delete all compiled graphs; return how many files there were, and their bytes."""
    files, before = _files(folder), compiled_bytes(folder)
    _delete(files)
    return len(files) - len(_files(folder)), before - compiled_bytes(folder)


def _sum(key: str, blob: bytes) -> bytes:
    made = hashlib.sha256(key.encode())
    made.update(blob)
    return made.digest()


def _files(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if path.is_file()]
    return []


def _worth(path: Path) -> tuple[bool, float]:
    with suppress(OSError):
        return path.suffix == SUFFIX, path.stat().st_mtime
    return False, 0.0


def size_of(path: Path) -> int:
    """Return the bytes of a file; 0 where it is gone, or cannot be looked at."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
