"""Galleries: many small pictures with names and classes, to look through and to blend."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.modes import Mode
from explorer.core.board.parts import counts_as
from explorer.core.board.sources import Source
from training.data.class_words import class_word, known_word, worded
from training.data.layout import NO_CLASS as NO_CLASS_NAME

if TYPE_CHECKING:
    from training.data.dataset import DataSet

FIRST_CLASSES = frozenset({"horse", "bird", "airplane"})
"""What a gallery shows at first, where it has them."""

NO_CLASS = -1
MOST_TOLD = 3
"""Files that are named of those that are left out."""


@dataclass(frozen=True)
class FirstBlend:
    """What the canvas shows at the first start: two pictures of a gallery, by index."""

    body: int
    wings: int
    mode: Mode
    puck: tuple[float, float]


@dataclass(frozen=True)
class LeftOut:
    """Files that a gallery does not show: how many, and the first of them, each with why."""

    what: str
    count: int
    files: tuple[str, ...]

    def told(self, most: int) -> str:
        """Return a clause that names a few of them."""
        shown = self.files[:most]
        rest = self.count - len(shown)
        more = f"; and {rest:,} more" if rest else ""
        return f"{self.what} are left out: {self.count:,} ({'; '.join(shown)}{more})"


@dataclass(frozen=True, eq=False)
class Gallery:
    """Pictures to choose from; nothing in it changes.

    Attributes
    ----------
    title
        What to call it, such as the name of its folder.
    fingerprint
        Told from the content: what was computed for one gallery is good for its equal.
    pictures
        (n, 32, 32, 3) uint8, read-only; memory-mapped where it comes from the cache.
    names
        n different ones, such as ``starter/horse/12`` or ``test/bird/0012``.
    labels
        (n,) int64, indices into ``classes``; ``NO_CLASS`` where nobody sorted the pictures.
    splits
        (n,) str: ``train``, ``test``, or empty.
    dreams
        Whether a model made the pictures up.
    values
        Scores (n,) float32 that are known before a model has looked, by name; NaN where one is not.
    first
        The blend to start with, if the gallery proposes one.
    left_out
        What of its folder or archive is not shown.
    """

    title: str
    fingerprint: str
    pictures: NDArray[np.uint8]
    names: tuple[str, ...]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    splits: NDArray[np.str_]
    dreams: bool = False
    values: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    first: FirstBlend | None = None
    left_out: tuple[LeftOut, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    @property
    def missing(self) -> str:
        """What of its folder or archive is not shown, and why, as a clause."""
        return ", and ".join(part.told(MOST_TOLD) for part in self.left_out)

    @property
    def first_classes(self) -> frozenset[str]:
        """Horse, bird and airplane, as far as they are here; every class where none of them is."""
        first = {name for name in self.classes if known_word(name) in FIRST_CLASSES}
        return frozenset(first or self.classes)

    def class_name(self, index: int) -> str | None:
        """Return the class of a picture, None where it has none."""
        label = int(self.labels[index])
        return None if label == NO_CLASS else self.classes[label]

    def source(self, index: int) -> Source:
        """Return a picture, with name and class, to pin on a board; its pixels are copied.

        Raises
        ------
        IndexError
            Outside 0 to n - 1; counting from the end would show a wrong picture.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"picture {index} of {len(self)}")
        name = self.class_name(index)
        word = None if name is None else known_word(name)
        return Source.of(self.names[index], word, self.pictures[index])

    def find(self, name: str) -> int | None:
        """Return the index of the picture of this name, None where there is none.

        The words of the data and those that are shown (airplane, aeroplane) both do, and where no
        picture has the very name, capitals count for nothing.
        """
        place = self._places.get(name)
        return self._spoken.get(worded(name.casefold())) if place is None else place

    def finds(self, text: str) -> NDArray[np.bool_]:
        """Tell of each picture (n,) whether every word of ``text`` is in its name or class.

        Capitals count for nothing, and each word for a class, as airplane or aeroplane, does.
        """
        words = text.casefold().split()
        return np.array([all(word in told for word in words) for told in self._told], bool)

    def giving(self, part: Collection[str]) -> NDArray[np.bool_]:
        """Tell of each picture (n,) whether its class counts as a part, body or wings."""
        known = [counts_as(name, part) for name in self.classes]
        return np.array([*known, False])[self.labels]  # the last is of no class

    @cached_property
    def _told(self) -> tuple[str, ...]:
        """Name and class of each picture, in both spellings, as they are searched."""
        classes = [f"{name} {class_word(name)}" for name in (*self.classes, "")]
        pairs = zip(self.names, self.labels.tolist(), strict=True)
        return tuple(f"{name} {worded(name)} {classes[k]}".casefold() for name, k in pairs)

    def unlearnt(self) -> NDArray[np.int64]:
        """Return the indices of what models have not learnt from: the test split.

        All of them where there is none, as nobody knows then.
        """
        rows = np.flatnonzero(self.splits == "test")
        return rows if len(rows) else np.arange(len(self))

    @cached_property
    def _spoken(self) -> dict[str, int]:
        """The first picture of each name, in the words that are shown and without capitals."""
        indices: dict[str, int] = {}
        for index, name in enumerate(self.names):
            indices.setdefault(worded(name.casefold()), index)
        return indices

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.names)}


def open_gallery(
    path: Path, cache_dir: Path, progress: Callable[[int], None] = lambda read: None
) -> Gallery:
    """Open a data set, or any folder or archive of pictures, as a gallery.

    The first time, its pictures are decoded into the cache: the centred square of each, resized
    to 32 x 32.

    Parameters
    ----------
    path
        A CIFAR archive or folder, or a folder, tar or zip of pictures, in class folders or not.
    progress
        Told the number of pictures read so far; what it raises stops the reading, and leaves
        nothing behind.

    Raises
    ------
    UserError
        Where there is no picture, or one that cannot be read.
    """
    from training.data import cache  # knows all formats, which the start need not wait for

    data = cache.load(path, cache_dir, progress, labelled=False, skip_unreadable=True)
    return gallery_of(data, path.absolute().name)


def gallery_of(data: "DataSet", title: str) -> Gallery:
    """Return both splits of a data set as one gallery, its training pictures first."""
    from training.data.dataset import UNLABELLED

    pictures = data.pictures
    unsorted = NO_CLASS_NAME in data.classes  # it comes first of the sorted names
    labels = pictures.labels + NO_CLASS if unsorted else pictures.labels
    splits = np.where(np.arange(len(pictures.labels)) < data.train_count, "train", "test")
    return Gallery(
        title=title,
        fingerprint=data.fingerprint,
        pictures=pictures.images,
        names=pictures.names,
        labels=labels,
        classes=data.classes[1:] if unsorted else data.classes,
        splits=np.full_like(splits, "") if data.classes == UNLABELLED else splits,
        left_out=_left_out(data),
    )


def _left_out(data: "DataSet") -> tuple[LeftOut, ...]:
    kinds = ("pictures that cannot be read", data.unreadable), ("other files", data.left_out)
    return tuple(LeftOut(what, n.count, tuple(n.first)) for what, n in kinds if n.count)
