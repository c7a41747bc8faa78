"""A labelled data set, its splits, and what of it models may learn from."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from training.data.formats import Names
from training.data.layout import NO_CLASS
from training.files.errors import UserError

UNLABELLED = (NO_CLASS,)
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


def _last_tenths(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    chosen = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        chosen[members[len(members) - len(members) // 10 :]] = True
    return chosen
