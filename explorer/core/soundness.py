"""What is known of model sets, so that a start need not find it out again: kept in a folder.

A set that nobody has run here is tried in a process of its own. Files whose size and time of change
are those of the last look are not read again at the start, but later, beside everything else.
"""

import hashlib
import logging
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from explorer.core.engine import trial
from explorer.core.engine.trial import GoOn, Tried
from training.files.atomic import write_whole
from training.files.bounded import mark_used, trim
from training.files.errors import UserError
from training.files.strict_json import Malformed, decode, encode, read_bytes
from training.models import modelset
from training.models.modelset import MANIFEST, File, ModelSet, Probe

MAX_BYTES = 1 << 20
MAX_KEPT_BYTES = 4 << 20
"""Of all that is known, some kilobytes a set. What was used longest ago goes."""
Stamp = tuple[str, int, int, int]
"""Sum, size, time of change in nanoseconds, and inode of a file."""

Kind = TypeVar("Kind", bound=Struct)

log = logging.getLogger(__name__)


class _Stamps(Struct):
    files: dict[str, Stamp] = {}


class Soundness:
    """Tells whether model sets are whole and can be run.

    Parameters
    ----------
    folder
        Where what is known is kept, up to ``most`` bytes; all of it can be found out again.
    trusted
        The set that ships: it need not be tried.
    """

    def __init__(self, folder: Path, trusted: Path, most: int = MAX_KEPT_BYTES) -> None:
        self._folder, self._trusted, self._most = folder, trusted, most

    def read(self, folder: Path) -> ModelSet:
        """Return the set in a folder; files that look as they did are not read.

        Raises
        ------
        UserError
            As :func:`training.models.modelset.read` does.
        """
        known = self._stamps(folder)
        stamps: dict[str, Stamp] = {}

        def check(path: Path, file: File) -> None:
            stamp = _stamp(path, file)
            if known.get(file.file) != stamp:
                modelset.check_content(path, file)
            stamps[file.file] = stamp

        model_set = modelset.read(folder, check)
        if stamps != known:
            self._keep(self._stamps_file(folder), _Stamps(stamps))
        return model_set

    def look_again(self, model_set: ModelSet) -> None:
        """Compare the content of each file of a set with its sum.

        Raises
        ------
        UserError
            Where it is another.
        """
        try:
            modelset.read(model_set.folder)
        except UserError:
            self._stamps_file(model_set.folder).unlink(missing_ok=True)
            raise

    def tried(self, model_set: ModelSet, go_on: GoOn = trial.to_the_end) -> ModelSet:
        """Return a set with what its graphs give, trying it where it is new.

        Raises
        ------
        UserError
            As :func:`explorer.core.engine.trial.tried` does, which asks ``go_on`` all along.
        """
        if model_set.folder.resolve() == self._trusted.resolve():
            return model_set
        path = self._folder / f"{_name(_content(model_set.folder))}.json"
        probe = self._known(path)
        if probe is None:
            probe = trial.tried(model_set.folder, go_on)
            self._keep(path, Tried(probe=probe))
        return replace(model_set, probe={**probe, **model_set.probe})

    def _known(self, path: Path) -> Probe | None:
        try:
            return self._recalled(path, Tried).probe
        except (OSError, Malformed):  # it can be tried again
            return None

    def _stamps(self, folder: Path) -> dict[str, Stamp]:
        try:
            return self._recalled(self._stamps_file(folder), _Stamps).files
        except (OSError, Malformed):
            return {}

    def _recalled(self, path: Path, kind: type[Kind]) -> Kind:
        record = decode(read_bytes(path, MAX_BYTES), kind)
        mark_used(path)
        return record

    def _stamps_file(self, folder: Path) -> Path:
        return (
            self._folder / f"files-{_name(str(folder.resolve()).encode('utf-8', 'replace'))}.json"
        )

    def _keep(self, path: Path, what: Struct) -> None:
        try:
            write_whole(path, encode(what))
        except UserError as error:  # it is found out again at the next start
            log.warning("what is known of a model set was not kept: %s", error)
        trim(self._folder, self._most)


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _content(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise UserError(f"{folder / MANIFEST} cannot be read ({error.strerror}).") from error


def _stamp(path: Path, file: File) -> Stamp:
    stat = path.stat()
    return file.sha256, stat.st_size, stat.st_mtime_ns, stat.st_ino
