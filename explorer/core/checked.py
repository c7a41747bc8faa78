"""What took long to compute, kept in files that are not believed without their checksum."""

import hashlib
import json
import logging
import os
from pathlib import Path
from typing import Any

from training.files.atomic import write_whole
from training.files.bounded import delete, mark_used, trim
from training.files.errors import UserError
from training.files.plain_file import open_file
from training.files.strict_json import Malformed

_SUM = hashlib.sha256().digest_size

log = logging.getLogger(__name__)


class CheckedFiles:
    """Files in a folder, by keys, of which those that were used longest ago go.

    A file has the SHA-256 of its key and of what follows before it, so that neither damage nor
    another file of its name passes for it; so the disk is not waited for, which can take as long as
    making it again. A folder that cannot be written to only costs time.

    Parameters
    ----------
    folder
        With None nothing is kept.
    suffix
        Of all its files; others are of earlier versions, and nobody reads them: they go.
    most
        Bytes of all together.
    """

    def __init__(self, folder: Path | None, suffix: str, most: int) -> None:
        self._folder, self._suffix, self._most = folder, suffix, most

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
            told, blob = self._content(path)
        except OSError:
            return None
        if told != _sum(key, blob):
            raise Malformed(f"{path.name} has another checksum")
        mark_used(path)
        return blob

    def put(self, key: str, blob: bytes) -> None:
        """Keep something by ``key``, and let others go where there are too many."""
        if self._folder is None:
            return
        try:
            write_whole(self._path(key), _sum(key, blob) + blob, lasting=False)
        except UserError as error:
            log.warning("what can be computed again was not kept: %s", error)
        trim(self._folder, self._most, lambda path: path.suffix == self._suffix)

    def drop(self, key: str) -> None:
        """Forget what is kept by ``key``."""
        if self._folder is not None:
            delete([self._path(key)])

    def _content(self, path: Path) -> tuple[bytes, bytes]:
        """The sum in a file, and what follows; of a size that was never kept nothing is read."""
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > self._most:
                raise Malformed(f"{path.name} is larger than all that is kept")
            return file.read(_SUM), file.read()

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{key}{self._suffix}"


def key_of(**what: Any) -> str:
    """Return a name for what was computed, by all that decides what it is."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]


def _sum(key: str, blob: bytes) -> bytes:
    made = hashlib.sha256(key.encode())
    made.update(blob)
    return made.digest()
