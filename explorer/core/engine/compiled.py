"""Graphs as OpenVINO compiled them, kept in files that are not believed without their checksum."""

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

from training.files.atomic import write_whole
from training.files.bounded import delete, mark_used, trim
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
        mark_used(path)
        return blob

    def put(self, key: str, blob: bytes) -> None:
        """Keep a compiled graph, and let others go where there are too many."""
        if self._folder is None:
            return
        try:
            write_whole(self._path(key), _sum(key, blob) + blob, lasting=False)
        except UserError as error:
            log.warning("a compiled graph was not kept: %s", error)
        # Earlier versions kept what nobody reads.
        trim(self._folder, self._most, lambda path: path.suffix == SUFFIX)

    def drop(self, key: str) -> None:
        """Forget what is kept by ``key``."""
        if self._folder is not None:
            delete([self._path(key)])

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{key}{SUFFIX}"


def key_of(**what: Any) -> str:
    """Return a name for a compiled graph by all that decides what it is."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]


def _sum(key: str, blob: bytes) -> bytes:
    made = hashlib.sha256(key.encode())
    made.update(blob)
    return made.digest()
