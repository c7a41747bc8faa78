"""Data sets decoded once: a folder of the cache for each, named by path, size and time of change.

A folder is written whole (write, fsync, rename).
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from training.data.dataset import DataSet
from training.data.decoded import FORMAT, name_bytes, open_decoded, read_decoded, write_decoded
from training.data.files import ARCHIVES, reading, walk
from training.data.formats import Names, read_pictures
from training.data.kept import mark_used, trim
from training.data.layout import NO_CLASS, SPLITS
from training.data.limits import check_exists
from training.files.atomic import whole_folder
from training.files.errors import UserError
from training.files.places import default_cache_dir
from training.files.strict_json import Malformed


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
        Told the number of pictures read so far, 0 for each file or folder that is listed before;
        what it raises stops the reading.
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
        data = read_decoded(target)
    except (OSError, Malformed):  # not there yet, or damaged: it can be made
        _build(path, target, progress)
        data = open_decoded(target)
    mark_used(target)
    if data.unreadable.count and not skip_unreadable:
        raise _unreadable(path, data.unreadable)
    return _labelled(path, data) if labelled and NO_CLASS in data.classes else data


def _quick_key(path: Path, progress: Callable[[int], None]) -> str:
    """A cheap name for a source: its path, size and time of change (no content is read)."""
    with reading(path):
        check_exists(path)
    digest = hashlib.sha256(f"{FORMAT} ".encode() + name_bytes(str(path.resolve())))
    if not path.is_dir():
        digest.update(_state(".", path))
        return digest.hexdigest()[:20]
    # A large tree takes long to list, and can be let go of meanwhile.
    for name, entry in walk(path, lambda: progress(0)):
        digest.update(_state(name, entry))
    return digest.hexdigest()[:20]


def _state(name: str, file: Path | os.DirEntry[str]) -> bytes:
    try:
        stat = file.stat()
    except OSError:  # a link to nowhere, or gone since it was listed
        return b""
    return name_bytes(name) + f" {stat.st_size} {stat.st_mtime_ns} ".encode()


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
        write_decoded(found.pictures, found.unreadable, found.left_out, scratch)
    trim(target.parent, keep=target)


def _no_pictures(path: Path) -> UserError:
    advice = "give a folder or an archive with one folder of pictures for each class"
    if path.is_dir():
        with reading(path):
            names = sorted(file.name for file in path.iterdir() if file.suffix.lower() in ARCHIVES)
        advice = f"give {names[0]} in it itself" if names else advice
    return UserError(f"{path} holds no CIFAR batches and no class folders with pictures: {advice}.")


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
