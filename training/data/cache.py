"""A data set decoded once: uint8 arrays on disk, memory-mapped, named by their content.

Files are written whole (write, fsync, rename) and never through the map: a map onto a file that
shrinks kills the process.
"""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from training.data.formats import Picture, read_pictures
from training.errors import UserError

FORMAT = 1
SPLITS = ("train", "test")


@dataclass(frozen=True)
class Split:
    """``images`` (n, 32, 32, 3) uint8; ``labels`` (n,) int64, an index into the class names."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class DataSet:
    """A labelled data set; ``fingerprint`` is the SHA-256 of pictures, labels and class names.

    ``groups`` names the coarse class of each class (CIFAR-100); it is empty where there are none.
    """

    classes: tuple[str, ...]
    fingerprint: str
    train: Split
    test: Split
    groups: tuple[str, ...] = ()

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


def default_cache_dir() -> Path:
    """``$PEGASUS_HOME/cache`` where that is set, else the user's cache folder."""
    home = os.environ.get("PEGASUS_HOME")
    return Path(home) / "cache" if home else user_cache_path("pegasus-explorer")


def load(path: Path, cache_dir: Path | None = None) -> DataSet:
    """Return the data set at ``path``, decoding it into the cache the first time.

    Raises
    ------
    UserError
        Where there is nothing to read, or it holds no labelled picture.
    """
    target = (cache_dir or default_cache_dir()) / _quick_key(path)
    if not (target / "meta.json").is_file():
        _build(path, target)
    return _open(target)


def _quick_key(path: Path) -> str:
    """A cheap name for a source: its path, size and time of change (no content is read)."""
    if not path.exists():
        raise UserError(f"There is no data set at {path}: give a folder or an archive that exists.")
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    digest = hashlib.sha256(f"{FORMAT} {path.resolve()}".encode())
    for file in files:
        stat = file.stat()
        digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:20]


def _build(path: Path, target: Path) -> None:
    pictures = sorted(read_pictures(path), key=lambda p: (p.split, p.class_name, p.name))
    if not pictures:
        raise UserError(f"{path} holds no CIFAR batches and no class folders with pictures.")
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix="building-"))
    try:
        _write(pictures, scratch)
        shutil.rmtree(target, ignore_errors=True)  # a half-removed cache has no meta.json
        scratch.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write(pictures: list[Picture], folder: Path) -> None:
    classes = sorted({picture.class_name for picture in pictures})
    digest = hashlib.sha256(json.dumps(classes).encode())
    for split in SPLITS:
        chosen = [picture for picture in pictures if picture.split == split]
        images = np.array([p.pixels for p in chosen], np.uint8).reshape(-1, 32, 32, 3)
        labels = np.array([classes.index(p.class_name) for p in chosen], np.int64)
        for kind, array in (("images", images), ("labels", labels)):
            digest.update(array.tobytes())
            with (folder / f"{split}-{kind}.npy").open("wb") as file:
                np.save(file, array)
                file.flush()
                os.fsync(file.fileno())
    groups = _groups(pictures, classes)
    meta = {
        "format": FORMAT,
        "classes": classes,
        "groups": groups,
        "fingerprint": digest.hexdigest(),
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


def _groups(pictures: list[Picture], classes: list[str]) -> list[str]:
    """Return the coarse name of each class, or nothing where the data has none."""
    found = {(p.class_name, p.group) for p in pictures if p.group is not None}
    if found and len(found) != len(classes):
        raise UserError("The coarse labels contradict the fine ones: fetch the archive again.")
    return [group for _, group in sorted(found)]


def _open(folder: Path) -> DataSet:
    try:
        meta = json.loads((folder / "meta.json").read_text())
        splits = {
            split: Split(
                np.load(folder / f"{split}-images.npy", mmap_mode="r"),
                np.load(folder / f"{split}-labels.npy"),
            )
            for split in SPLITS
        }
        groups = tuple(meta.get("groups", ()))
        return DataSet(tuple(meta["classes"]), meta["fingerprint"], **splits, groups=groups)
    except (OSError, ValueError, KeyError) as error:
        raise UserError(
            f"The data cache is damaged: delete the folder {folder} and try again."
        ) from error


def _is_validation(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    chosen = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        chosen[members[len(members) - len(members) // 10 :]] = True
    return chosen
