"""The one door for data: tells by looking what a path holds, and reads its pictures."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from training.data.decoding import NoPicture, decode_picture, looks_like_picture
from training.data.files import iter_files
from training.data.layout import SeveralDataSets, places
from training.data.limits import MAX_BATCH_BYTES, MAX_LISTED, MAX_PICTURES, OddData, damaged
from training.data.member import Member
from training.data.official import (
    BATCHES,
    METAS,
    OddBatch,
    OfficialMeta,
    batch_rows,
    edition,
    is_batch,
    is_meta,
    load_batch,
    looks_pickled,
    read_meta,
)
from training.data.spool import Spool


@dataclass(frozen=True)
class Picture:
    """One labelled picture: ``pixels`` is (32, 32, 3) uint8 RGB.

    ``split`` is one of ``layout.SPLITS``. ``class_name`` is empty where nothing tells a class.
    ``name`` is its place in a folder or archive, with the file's suffix; of an official batch,
    ``<split>/<class>/<number within both>``. ``group`` is CIFAR-100's coarse name for the class,
    None elsewhere.
    """

    split: str
    class_name: str
    name: str
    pixels: NDArray[np.uint8]
    group: str | None = None


@dataclass
class Names:
    """Names of files, counted; only the first are kept, each with a clause about it."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, name: str, why: str) -> None:
        """Count one more file."""
        self.count += 1
        if len(self.first) < MAX_LISTED:
            self.first.append(f"{name} {why}")

    def told(self, most: int = MAX_LISTED) -> str:
        """Return the number and the first names as a line; nothing where there are none."""
        if not self.count:
            return ""
        shown = self.first[:most]
        rest = self.count - len(shown)
        return f"{self.count} ({'; '.join(shown)}{f'; and {rest} more' if rest else ''})"


@dataclass
class Reading:
    """What was found at a path.

    Attributes
    ----------
    pictures
        In no order that could be relied upon.
    unreadable
        Files that should be pictures, and cannot be decoded.
    left_out
        Files that are of no use here.
    """

    pictures: list[Picture] = field(default_factory=list)
    unreadable: Names = field(default_factory=Names)
    left_out: Names = field(default_factory=Names)


def read_pictures(path: Path, progress: Callable[[int], None] = lambda read: None) -> Reading:
    """Read the pictures of a CIFAR archive or folder, or of class folders in any container.

    What folders mean is told by :func:`training.data.layout.places`.

    Parameters
    ----------
    progress
        Told the number of pictures read so far at each file; what it raises stops the reading.

    Raises
    ------
    OddData
        Where it cannot be read or is not whole, or holds two data sets.
    """
    with Spool() as aside:
        reader = _Reader(path, progress, aside)
        for member in iter_files(path, reader.tell):
            reader.take(member)
        return reader.finish()


_Official = tuple[PurePosixPath, str]
"""A folder of batches, and which data set they are of."""
NO_BATCH = "is no batch"


class _Reader:
    """Takes file after file; what they mean together is known at the end."""

    def __init__(self, path: Path, progress: Callable[[int], None], aside: Spool) -> None:
        self._path, self._progress, self._pixels = path, progress, aside
        self._found = Reading()
        self._loose: list[PurePosixPath] = []
        self._batches: dict[_Official, dict[str, bytes]] = {}
        self._metas: dict[_Official, OfficialMeta] = {}
        self._odd: dict[PurePosixPath, str] = {}
        self._batch_bytes = 0
        self._other_cifar = ""

    def tell(self) -> None:
        self._progress(len(self._loose))

    def take(self, member: Member) -> None:
        name = PurePosixPath(member.name)
        try:
            if member.is_link:
                self._found.left_out.add(member.name, "is a link that leads to no file here")
            elif name.name in (*BATCHES, *METAS) and looks_pickled(member.start):
                self._take_pickle(name, member)
            elif looks_like_picture(name.name, member.start):
                self._take_picture(name, member.content)
            else:
                self._leave_out(name)
        except NoPicture as error:
            self._found.unreadable.add(member.name, error.why)
        except OSError as error:
            self._found.unreadable.add(member.name, f"cannot be read ({error.strerror or error})")

    def finish(self) -> Reading:
        self._tell_odd()
        sets = sorted({str(folder) for folder, _ in self._batches})
        if len(sets) < len(self._batches):
            raise OddData(
                f"{self._path} holds CIFAR-10 and CIFAR-100 in one folder: put each into its own."
            )
        if self._loose and sets:
            sets.append("pictures in folders of their own")
        if len(sets) > 1:
            raise _several(self._path, sets)
        for official, batches in self._batches.items():
            meta = self._metas.get(official, OfficialMeta())
            self._found.pictures += _official_pictures(batches, meta)
        if self._loose:
            self._found.pictures += self._placed()
        if not self._found.pictures and self._other_cifar:
            raise OddData(
                f"{self._path} is {self._other_cifar}, which is not read: fetch the Python version "
                "by `pegasus data get cifar10` (or cifar100)."
            )
        return self._found

    def _take_picture(self, name: PurePosixPath, content: bytes) -> None:
        if len(self._loose) == MAX_PICTURES:
            raise OddData(
                f"{self._path} holds more than {MAX_PICTURES:,} pictures: give a part of it."
            )
        self._pixels.add(decode_picture(content, str(name)))
        self._loose.append(name)

    def _take_pickle(self, name: PurePosixPath, member: Member) -> None:
        self._batch_bytes += member.size
        if self._batch_bytes > MAX_BATCH_BYTES:
            raise OddData(
                f"{self._path} holds more than {MAX_BATCH_BYTES >> 20} MB of CIFAR batches, which "
                "have less: give one data set."
            )
        content = member.content
        try:
            loaded = load_batch(content)
        except OddBatch as error:
            self._odd[name] = error.why
            return
        official = name.parent, edition(loaded)
        if is_meta(loaded):
            self._metas[official] = read_meta(loaded)
            self._batch_bytes -= member.size
        elif name.name in BATCHES and is_batch(loaded):
            self._batches.setdefault(official, {})[name.name] = content
        else:
            self._leave_out(name)

    def _tell_odd(self) -> None:
        """Refuse damage among batches; elsewhere, what is only called like one is left out."""
        folders = {folder for folder, _ in (*self._batches, *self._metas)}
        alone = not (self._loose or folders)
        for name, why in self._odd.items():
            if name.parent in folders or (alone and why != NO_BATCH):
                raise damaged(self._path, f"{name} {why}")
            self._found.left_out.add(str(name), "is no picture")

    def _leave_out(self, name: PurePosixPath) -> None:
        if name.name in (*BATCHES, *METAS):
            self._odd[name] = NO_BATCH
            return
        self._found.left_out.add(str(name), "is no picture")
        lower = name.name.lower()
        if lower.startswith(("data_batch", "test_batch", "train", "test")):
            versions = {".bin": "CIFAR's binary version", ".mat": "CIFAR's Matlab version"}
            self._other_cifar = versions.get(name.suffix.lower(), self._other_cifar)

    def _placed(self) -> list[Picture]:
        try:
            found = places(self._loose)
        except SeveralDataSets as error:
            raise _several(self._path, error.folders) from error
        return [
            Picture(place.split, place.class_name, str(name), pixels)
            for place, name, pixels in zip(found, self._loose, self._pixels.pictures(), strict=True)
        ]


def _several(path: Path, sets: Sequence[str]) -> OddData:
    return OddData(f"{path} holds {len(sets)} data sets ({', '.join(sets)}): give one of them.")


def _official_pictures(batches: dict[str, bytes], meta: OfficialMeta) -> Iterator[Picture]:
    if not meta.classes:
        raise OddData("The CIFAR batches come without their meta file: give the whole archive.")
    counts: Counter[tuple[str, str]] = Counter()
    for batch, content in sorted(batches.items()):
        split = BATCHES[batch]
        for row in batch_rows(load_batch(content), meta, batch):
            name = f"{split}/{row.class_name}/{counts[split, row.class_name]:04d}"
            counts[split, row.class_name] += 1
            yield Picture(split, row.class_name, name, row.pixels, row.group)
