"""What the folders of pictures mean: the split that each picture is of, and its class."""

import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

SPLITS = ("train", "validation", "test")
SPLIT_WORDS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}
"""What folders of splits are called, in lower case."""
NO_CLASS = ""
NOT_CLASSES = frozenset({"images", "image", "imgs", "img", "pictures", "photos", "data"})
"""Folders that hold pictures of any class, where the true classes are written elsewhere."""

Folders = tuple[str, ...]


class Place(NamedTuple):
    """Where a picture belongs; its class is ``NO_CLASS`` where no folder tells it."""

    split: str
    class_name: str


class SeveralDataSets(Exception):
    """There are data sets in more than one folder: ``folders``, relative to the root."""

    def __init__(self, folders: Iterable[str]) -> None:
        super().__init__(folders)
        self.folders = sorted(folders)


def places(names: Sequence[PurePosixPath]) -> list[Place]:
    """Return the place of each picture of a data set, by the folders that it is in.

    The class is the folder below that of the split (``train/horse/images/1.png``), or that above
    it where none is below (``horse/train/1.png``). Without splits, all is for training, and the
    class is the first folder in which pictures differ. Of what is in no class folder the class is
    ``NO_CLASS``. Capitals do not part classes: they are written as they come first.

    Raises
    ------
    SeveralDataSets
        Where splits are found below different folders.
    """
    folders = [name.parts[:-1] for name in names]
    splits = [_split_place(parts) for parts in folders]
    if any(place is not None for place in splits):
        found = _below_splits(folders, splits)
    elif all(_word(parts[-1]) for parts in folders if parts):
        found = _above_splits(folders)
    else:
        found = [Place("train", name) for name in _classes(folders)]
    return _spelt(_without_containers(found))


def split_of(folder: str) -> str | None:
    """Return the split that a folder of this name is of, None where it is of none."""
    return SPLIT_WORDS.get(folder.lower())


_word = split_of


def _split_place(parts: Folders) -> int | None:
    """Return which folder is that of the split: the first so called that has a folder below."""
    return next((i for i, part in enumerate(parts[:-1]) if _word(part)), None)


def _below_splits(folders: list[Folders], splits: list[int | None]) -> list[Place]:
    pairs = list(zip(folders, splits, strict=True))
    roots = {"/".join(parts[:k]) for parts, k in pairs if k is not None}
    if len(roots) > 1:
        raise SeveralDataSets(root or "." for root in roots)
    return [
        Place("train", NO_CLASS) if k is None else Place(_word(parts[k]) or "train", parts[k + 1])
        for parts, k in pairs
    ]


def _above_splits(folders: list[Folders]) -> list[Place]:
    """Where every picture lies in a folder of a split, with or without a class folder above."""
    words = [_word(parts[-1]) or "train" if parts else "train" for parts in folders]
    above = [parts[:-1] for parts in folders]
    return [Place(split, name) for split, name in zip(words, _classes(above), strict=True)]


def _classes(folders: list[Folders]) -> list[str]:
    """Return the first folder of each in which they differ; the last where they do not."""
    deep = [parts for parts in folders if parts]
    shared = _shared(min(deep), max(deep)) if deep else 0  # what lies between begins alike
    if deep and all(len(parts) == shared for parts in deep):
        shared -= 1
    return [parts[shared] if len(parts) > shared else NO_CLASS for parts in folders]


def _shared(one: Folders, other: Folders) -> int:
    """Return with how many folders both begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _without_containers(found: list[Place]) -> list[Place]:
    """Take ``val/images`` for no class, unless the training pictures have that among others."""
    learnt = {place.class_name for place in found if place.split == "train"} - {NO_CLASS}
    real = frozenset() if learnt and learnt <= NOT_CLASSES else learnt
    return [
        place._replace(class_name=NO_CLASS)
        if place.class_name.lower() in NOT_CLASSES and place.class_name not in real
        else place
        for place in found
    ]


def _spelt(found: list[Place]) -> list[Place]:
    written: dict[str, str] = {}
    for place in sorted(set(found), key=lambda place: (SPLITS.index(place.split), place)):
        written.setdefault(same_class(place.class_name), place.class_name)
    return [place._replace(class_name=written[same_class(place.class_name)]) for place in found]


def same_class(name: str) -> str:
    """Return what two spellings of one class have in common: no capitals, accents composed."""
    return unicodedata.normalize("NFC", name).casefold()
