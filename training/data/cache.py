"""A data set decoded once: uint8 arrays on disk, memory-mapped, named by their content.

Files are written whole (write, fsync, rename) and never through the map: a map onto a file that
shrinks kills the process.
"""

import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from training.data.formats import SIDE, Picture, read_loose_pictures, read_pictures
from training.files.atomic import whole_folder
from training.files.errors import UserError
from training.files.places import default_cache_dir

FORMAT = 2
SPLITS = ("train", "test")
MOST_NAMED = 5
"""Unreadable files that an error names before it counts the others."""
UNLABELLED = ("",)
"""The classes of pictures that nobody has sorted."""


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

    ``pictures`` holds both splits, the ``train_count`` pictures for training first. ``groups``
    names the coarse class of each class (CIFAR-100); it is empty where there are none.
    ``left_out`` names the files that could not be read.
    """

    classes: tuple[str, ...]
    fingerprint: str
    pictures: Split
    train_count: int
    groups: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

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
        return np.flatnonzero(~_is_validation(self.train.labels))

    def validation_indices(self) -> NDArray[np.int64]:
        """Indices into ``train`` of the last tenth of each class, for choices and thresholds."""
        return np.flatnonzero(_is_validation(self.train.labels))


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
        Whether class folders or labels are a must. Where they are none, and there are none, the
        pictures get the classes ``UNLABELLED``.
    skip_unreadable
        Whether pictures that cannot be read are left out; else they are named and refused.

    Raises
    ------
    UserError
        Where there is nothing to read, or it holds no labelled picture.
    """
    target = (cache_dir or default_cache_dir()) / _quick_key(path, progress)
    if not (target / "meta.json").is_file():
        _build(path, target, progress, labelled)
    data = _open(target)
    if data.left_out and not skip_unreadable:
        raise _unreadable(data.left_out)
    if labelled and data.classes == UNLABELLED:
        raise _no_pictures(path)
    return data


def _quick_key(path: Path, progress: Callable[[int], None]) -> str:
    """A cheap name for a source: its path, size and time of change (no content is read)."""
    if not path.exists():
        raise UserError(f"There is no data set at {path}: give a folder or an archive that exists.")
    files = sorted(_listed(path, progress)) if path.is_dir() else [path]
    digest = hashlib.sha256(f"{FORMAT} {path.resolve()}".encode())
    for file in files:
        try:
            stat = file.stat()
        except FileNotFoundError:  # a link to nowhere, or gone since it was listed
            continue
        digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:20]


def _listed(folder: Path, progress: Callable[[int], None]) -> Iterator[Path]:
    for file in folder.rglob("*"):
        progress(0)  # a large tree takes long to list, and can be let go of meanwhile
        yield file


def _build(path: Path, target: Path, progress: Callable[[int], None], labelled: bool) -> None:
    left_out: list[str] = []
    found = read_pictures(path, lambda name, error: left_out.append(name))
    pictures = list(_counted(found, progress))
    if left_out and not pictures:
        raise _unreadable(left_out)
    if not pictures and not labelled:
        pictures = list(_counted(read_loose_pictures(path), progress))
    if not pictures:
        raise _no_pictures(path)
    # Training first, as SPLITS has it.
    pictures.sort(key=lambda p: (SPLITS.index(p.split), p.class_name, p.name))
    with whole_folder(target, is_made=(target / "meta.json").is_file) as scratch:
        _write(pictures, scratch, left_out)


def _unreadable(names: Sequence[str]) -> UserError:
    shown = ", ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    count = "1 picture" if len(names) == 1 else f"{len(names)} pictures"
    return UserError(
        f"{count} cannot be read ({shown}{more}): remove or replace them, or skip what cannot be "
        "read (--skip-unreadable)."
    )


def _counted(pictures: Iterable[Picture], progress: Callable[[int], None]) -> Iterator[Picture]:
    for count, picture in enumerate(pictures, 1):
        progress(count)
        yield picture


def _no_pictures(path: Path) -> UserError:
    return UserError(f"{path} holds no CIFAR batches and no class folders with pictures.")


def _write(pictures: list[Picture], folder: Path, left_out: Sequence[str] = ()) -> None:
    """Write what ``_open`` reads; ``pictures`` are sorted by split, class and name."""
    classes = sorted({picture.class_name for picture in pictures})
    images = np.array([p.pixels for p in pictures], np.uint8)
    labels = np.array([classes.index(p.class_name) for p in pictures], np.int64)
    train_count = sum(p.split == "train" for p in pictures)
    digest = hashlib.sha256(json.dumps(classes).encode())
    for part in (slice(train_count), slice(train_count, None)):
        digest.update(images[part].tobytes())
        digest.update(labels[part].tobytes())
    meta = {
        "format": FORMAT,
        "classes": classes,
        "groups": _groups(pictures, classes),
        "train_count": train_count,
        "fingerprint": digest.hexdigest(),
        "left_out": list(left_out),
    }
    np.save(folder / "images.npy", images)
    np.save(folder / "labels.npy", labels)
    (folder / "names.json").write_text(json.dumps(_short_names(pictures)))
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


def _short_names(pictures: list[Picture]) -> list[str]:
    """Return a name each, all different: from the split's or class's folder on, without suffix.

    Where two would have one name, the second keeps its whole place and suffix.
    """
    taken: dict[str, None] = {}
    for picture in pictures:
        path = PurePosixPath(picture.name)
        folders = path.parts[:-2]
        start = folders.index(picture.split) if picture.split in folders else len(folders)
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


def _open(folder: Path) -> DataSet:
    try:
        meta = json.loads((folder / "meta.json").read_text())
        pictures = Split(
            np.load(folder / "images.npy", mmap_mode="r"),
            np.load(folder / "labels.npy"),
            tuple(json.loads((folder / "names.json").read_text())),
        )
        classes, groups = tuple(meta["classes"]), tuple(meta["groups"])
        left_out = tuple(map(str, meta.get("left_out", ())))
        count, fingerprint = int(meta["train_count"]), meta["fingerprint"]
        data = DataSet(classes, fingerprint, pictures, count, groups, left_out)
        _check(data)
        return data
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise UserError(
            f"The data cache is damaged: delete the folder {folder} and try again."
        ) from error


def _check(data: DataSet) -> None:
    images, labels, count = data.pictures.images, data.pictures.labels, len(data.pictures.names)
    if images.shape != (count, SIDE, SIDE, 3) or images.dtype != np.uint8:
        raise ValueError("there are more names than pictures, or fewer")
    if labels.shape != (count,) or not np.isin(labels, np.arange(len(data.classes))).all():
        raise ValueError("a picture has no class")
    if not 0 <= data.train_count <= count:
        raise ValueError("the splits are not within the pictures")


def _is_validation(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    chosen = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        chosen[members[len(members) - len(members) // 10 :]] = True
    return chosen
