"""A data set decoded once: uint8 arrays on disk, memory-mapped, named by their content.

Files are written whole (write, fsync, rename) and never through the map: a map onto a file that
shrinks kills the process.
"""

import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from training.data.decoding import SIDE
from training.data.files import reading, walk
from training.data.formats import Names, Picture, read_pictures
from training.data.kept import mark_used, trim
from training.data.layout import NO_CLASS, SPLITS, split_of
from training.data.limits import MAX_PICTURES, OddData
from training.files.arrays import header, read_array
from training.files.atomic import whole_folder
from training.files.errors import UserError
from training.files.places import default_cache_dir
from training.files.strict_json import Malformed, Record, encode, read

FORMAT = 3
UNLABELLED = (NO_CLASS,)
"""The classes of pictures that nobody has sorted."""
MAX_JSON_BYTES = 1 << 27
_SHAPE = (SIDE, SIDE, 3)


@dataclass(frozen=True)
class Split:
    """``images`` (n, 32, 32, 3) uint8; ``labels`` (n,) int64, an index into the class names.

    ``names`` are n different ones, such as ``test/bird/0012``.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    names: tuple[str, ...]

    def part(self, start: int, stop: int | None) -> "Split":
        """Return the pictures from ``start`` to before ``stop``, without copying them."""
        return Split(self.images[start:stop], self.labels[start:stop], self.names[start:stop])

    def take(self, rows: NDArray[np.int64]) -> "Split":
        """Return copies of the pictures of ``rows``."""
        return Split(self.images[rows], self.labels[rows], tuple(self.names[row] for row in rows))


@dataclass(frozen=True)
class DataSet:
    """A labelled data set; ``fingerprint`` is the SHA-256 of pictures, labels and class names.

    ``pictures`` holds both splits, the ``train_count`` pictures for training first. Of these the
    last ``held_out`` are for validation; where it is 0, the last tenth of each class is. ``groups``
    names the coarse class of each class (CIFAR-100); it is empty where there are none.
    ``unreadable`` and ``left_out`` tell what else lay there: pictures that cannot be decoded, and
    files that are none or lie in no class folder.
    """

    classes: tuple[str, ...]
    fingerprint: str
    pictures: Split
    train_count: int
    groups: tuple[str, ...] = ()
    held_out: int = 0
    unreadable: Names = field(default_factory=Names)
    left_out: Names = field(default_factory=Names)

    @cached_property
    def train(self) -> Split:
        return self.pictures.part(0, self.train_count)

    @cached_property
    def test(self) -> Split:
        return self.pictures.part(self.train_count, None)

    @property
    def group_names(self) -> tuple[str, ...]:
        """The names of the coarse classes, in alphabetical order."""
        return tuple(sorted(set(self.groups)))

    def coarse_labels(self, labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Turn labels (n,) into indices (n,) into ``group_names``.

        Raises
        ------
        UserError
            Where the data set has no coarse classes.
        """
        if not self.groups:
            raise UserError("This data set has no coarse classes: give CIFAR-100.")
        names = self.group_names
        return np.array([names.index(group) for group in self.groups], np.int64)[labels]

    def training_indices(self) -> NDArray[np.int64]:
        """Indices into ``train`` of what models may learn from."""
        return np.flatnonzero(~self._is_validation)

    def validation_indices(self) -> NDArray[np.int64]:
        """Indices into ``train`` of what is kept for choices and thresholds."""
        return np.flatnonzero(self._is_validation)

    @cached_property
    def _is_validation(self) -> NDArray[np.bool_]:
        if self.held_out:
            return np.arange(self.train_count) >= self.train_count - self.held_out
        return _last_tenths(self.train.labels)


def load(
    path: Path,
    cache_dir: Path | None = None,
    progress: Callable[[int], None] = lambda read: None,
    labelled: bool = True,
    skip_unreadable: bool = False,
) -> DataSet:
    """Return the data set at ``path``, decoding it into the cache the first time.

    Parameters
    ----------
    progress
        Told the number of pictures read so far, 0 for each file that is listed before; what it
        raises stops the reading.
    labelled
        Whether class folders or labels are a must, and pictures that lie in none are left out.
        Otherwise they get the class ``NO_CLASS``.
    skip_unreadable
        Whether to do without pictures that cannot be decoded.

    Raises
    ------
    UserError
        Where there is nothing to read, or it holds no labelled picture, or an unreadable one.
    """
    cache_dir = cache_dir or default_cache_dir()
    target = cache_dir / _quick_key(path, progress)
    try:
        data = _open(target)
    except (OSError, Malformed):  # not there yet, or damaged: it can be made
        _build(path, target, progress)
        data = open_decoded(target)
    mark_used(target)
    if data.unreadable.count and not skip_unreadable:
        raise _unreadable(path, data.unreadable)
    return _labelled(path, data) if labelled and NO_CLASS in data.classes else data


def _quick_key(path: Path, progress: Callable[[int], None]) -> str:
    """A cheap name for a source: its path, size and time of change (no content is read)."""
    digest = hashlib.sha256(f"{FORMAT} ".encode() + _bytes(str(path.resolve())))
    with reading(path):
        if not path.exists():
            raise OddData(
                f"There is no data set at {path}: give a folder or an archive that exists."
            )
    # A large tree takes long to list, and can be let go of meanwhile.
    files = walk(path, lambda: progress(0)) if path.is_dir() else [path]
    for file in files:
        try:
            stat = file.stat()
        except OSError:  # a link to nowhere, or gone since it was listed
            continue
        name = _bytes(str(file.relative_to(path)))
        digest.update(name + f" {stat.st_size} {stat.st_mtime_ns} ".encode())
    return digest.hexdigest()[:20]


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _build(path: Path, target: Path, progress: Callable[[int], None]) -> None:
    found = read_pictures(path, progress)
    if not found.pictures and found.unreadable.count:
        raise _unreadable(path, found.unreadable, skippable=False)
    if not found.pictures:
        raise _no_pictures(path)
    # Training first, as SPLITS has it.
    found.pictures.sort(key=lambda p: (SPLITS.index(p.split), p.class_name, p.name))
    progress(len(found.pictures))
    with whole_folder(target) as scratch:
        _write(found.pictures, found.unreadable, found.left_out, scratch)
    trim(target.parent, keep=target)


def _no_pictures(path: Path) -> UserError:
    return UserError(f"{path} holds no CIFAR batches and no class folders with pictures.")


def _unreadable(path: Path, names: Names, skippable: bool = True) -> UserError:
    number, _, listed = names.told().partition(" ")
    one = names.count == 1
    what, which = ("1 picture", "it") if one else (f"{number} pictures", "them")
    skip = ", or tick “Skip pictures that cannot be read” (--skip-unreadable)" * skippable
    return UserError(f"{what} of {path} cannot be read {listed}: remove or replace {which}{skip}.")


def _labelled(path: Path, data: DataSet) -> DataSet:
    """Return the data set without what lies in no class folder."""
    labels = data.pictures.labels
    rows = np.flatnonzero(labels != data.classes.index(NO_CLASS))
    if not len(rows):
        raise _no_pictures(path)
    left_out = Names(data.left_out.count, list(data.left_out.first))
    for row in np.flatnonzero(labels == data.classes.index(NO_CLASS)):
        left_out.add(data.pictures.names[row], "lies in no class folder")
    train = int((rows < data.train_count).sum())
    learnt = int((rows < data.train_count - data.held_out).sum())
    kept = data.pictures.take(rows)
    # NO_CLASS comes first of the sorted names.
    return replace(
        data,
        classes=data.classes[1:],
        fingerprint=hashlib.sha256(f"{data.fingerprint} labelled".encode()).hexdigest(),
        pictures=replace(kept, labels=kept.labels - 1),
        train_count=train,
        held_out=train - learnt,
        left_out=left_out,
    )


class DecodedMeta(Record):
    """``meta.json``: names are texts of their bytes, as JSON has no others."""

    format: int
    classes: list[str]
    groups: list[str]
    pictures: Annotated[int, Meta(ge=1, le=MAX_PICTURES)]
    train_count: Annotated[int, Meta(ge=0)]
    held_out: Annotated[int, Meta(ge=0)]
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    unreadable: Annotated[int, Meta(ge=0)]
    left_out: Annotated[int, Meta(ge=0)]
    first_unreadable: list[str]
    first_left_out: list[str]


def _write(pictures: list[Picture], unreadable: Names, left_out: Names, folder: Path) -> None:
    """Write what ``_open`` reads; ``pictures`` are sorted by split, class and name."""
    classes = sorted({picture.class_name for picture in pictures})
    numbers = {name: number for number, name in enumerate(classes)}
    labels = np.array([numbers[p.class_name] for p in pictures], np.int64)
    train_count = sum(p.split != "test" for p in pictures)
    meta = DecodedMeta(
        format=FORMAT,
        classes=list(map(_stored, classes)),
        groups=list(map(_stored, _groups(pictures, classes))),
        pictures=len(pictures),
        train_count=train_count,
        held_out=sum(p.split == "validation" for p in pictures),
        fingerprint=_fingerprint(pictures, labels, classes, train_count),
        unreadable=unreadable.count,
        left_out=left_out.count,
        first_unreadable=list(map(_stored, unreadable.first)),
        first_left_out=list(map(_stored, left_out.first)),
    )
    with (folder / "images.npy").open("wb") as file:
        file.write(header(np.uint8, (len(pictures), *_SHAPE)))
        for picture in pictures:  # one by one, as a second copy would not be small
            file.write(picture.pixels.tobytes())
    np.save(folder / "labels.npy", labels)
    (folder / "names.json").write_bytes(encode(list(map(_stored, _short_names(pictures)))))
    (folder / "meta.json").write_bytes(encode(meta, indent=1))


def _fingerprint(
    pictures: list[Picture], labels: NDArray[np.int64], classes: list[str], train_count: int
) -> str:
    digest = hashlib.sha256(json.dumps(classes).encode())
    for part in (slice(train_count), slice(train_count, None)):
        for picture in pictures[part]:
            digest.update(picture.pixels.tobytes())
        digest.update(labels[part].tobytes())
    return digest.hexdigest()


def _stored(name: str) -> str:
    """Return a name with a character for each of its bytes, which any JSON can have."""
    return _bytes(name).decode("latin-1")


def _restored(names: list[str]) -> tuple[str, ...]:
    """Undo ``_stored``; a ``ValueError`` where that cannot be."""
    return tuple(name.encode("latin-1").decode("utf-8", "surrogateescape") for name in names)


def _short_names(pictures: list[Picture]) -> list[str]:
    """Return a name each, all different: from the split's or class's folder on, without suffix.

    Where two would have one name, the second keeps its whole place and suffix.
    """
    taken: dict[str, None] = {}
    for picture in pictures:
        path = PurePosixPath(picture.name)
        folders = path.parts[:-2]
        start = next((i for i, part in enumerate(folders) if split_of(part)), len(folders))
        names = ["/".join(path.with_suffix("").parts[start:]), picture.name]
        repeats = (f"{picture.name} {count}" for count in itertools.count(2))
        name = next(name for name in itertools.chain(names, repeats) if name not in taken)
        taken[name] = None
    return list(taken)


def _groups(pictures: list[Picture], classes: list[str]) -> list[str]:
    """Return the coarse name of each class, or nothing where the data has none."""
    pairs = {(p.class_name, p.group) for p in pictures if p.group is not None}
    if pairs and len(pairs) != len(classes):
        raise UserError("The coarse labels contradict the fine ones: fetch the archive again.")
    return [group for _, group in sorted(pairs)]


def open_decoded(folder: Path) -> DataSet:
    """Return the data set that was decoded into a folder; its pictures stay on disk.

    Raises
    ------
    UserError
        Where something is missing or damaged.
    """
    try:
        return _open(folder)
    except (OSError, Malformed) as error:
        raise UserError(
            f"The data cache is damaged: delete the folder {folder} and try again."
        ) from error


def _open(folder: Path) -> DataSet:
    meta = read(folder / "meta.json", DecodedMeta, MAX_JSON_BYTES)
    try:
        names = _restored(read(folder / "names.json", list[str], MAX_JSON_BYTES))
        classes, groups = _restored(meta.classes), _restored(meta.groups)
        unreadable = Names(meta.unreadable, list(_restored(meta.first_unreadable)))
        left_out = Names(meta.left_out, list(_restored(meta.first_left_out)))
    except UnicodeError as error:
        raise Malformed("a name is none") from error
    pictures = Split(
        read_array(folder / "images.npy", np.uint8, (meta.pictures, *_SHAPE), mapped=True),
        read_array(folder / "labels.npy", np.int64, (meta.pictures,)).copy(),
        names,
    )
    _check(meta, pictures)
    sizes = (meta.train_count, groups, meta.held_out)
    return DataSet(classes, meta.fingerprint, pictures, *sizes, unreadable, left_out)


def _check(meta: DecodedMeta, pictures: Split) -> None:
    if (
        meta.format != FORMAT
        or not len(set(pictures.names)) == len(pictures.names) == meta.pictures
    ):
        raise Malformed("it has other names than pictures")
    if not np.isin(pictures.labels, np.arange(len(meta.classes))).all():
        raise Malformed("a picture has no class")
    if not meta.held_out <= meta.train_count <= meta.pictures:
        raise Malformed("the splits are not within the pictures")
    if len(set(meta.classes)) < len(meta.classes) or len(meta.groups) not in {0, len(meta.classes)}:
        raise Malformed("the classes contradict one another")


def _last_tenths(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    chosen = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        chosen[members[len(members) - len(members) // 10 :]] = True
    return chosen
