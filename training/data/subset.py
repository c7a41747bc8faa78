"""Data sets made from others: fewer training pictures, or coarser classes."""

import hashlib
from dataclasses import replace

import numpy as np

from training.data.dataset import DataSet


def thinned(data: DataSet, share: float) -> DataSet:
    """Keep a ``share`` of each class's training pictures, evenly spread, and all for testing.

    The order stays, so that what is held out here is held out in the whole as well.
    """
    if share >= 1:
        return data
    labels, held_out = data.train.labels, data.train_count - data.held_out
    parts = labels * 2 + (np.arange(data.train_count) >= held_out)
    members = (np.flatnonzero(parts == part) for part in np.unique(parts))
    kept = np.sort(np.concatenate([_even(rows, share) for rows in members]))
    rows = np.concatenate([kept, np.arange(data.train_count, len(data.pictures.labels))])
    name = _fingerprint(data, f"share {share}")
    pictures = data.pictures.take(rows)
    kept_out = int((kept >= held_out).sum())
    return replace(
        data, fingerprint=name, pictures=pictures, train_count=len(kept), held_out=kept_out
    )


def coarse(data: DataSet) -> DataSet:
    """Return the same pictures under the coarse classes of CIFAR-100.

    Raises
    ------
    UserError
        Where the data set has none.
    """
    labels = data.coarse_labels(data.pictures.labels)
    return replace(
        data,
        classes=data.group_names,
        groups=(),
        fingerprint=_fingerprint(data, "coarse"),
        pictures=replace(data.pictures, labels=labels),
    )


def _even(rows: np.ndarray, share: float) -> np.ndarray:
    count = max(1, round(len(rows) * share))
    places = -(-np.arange(count) * len(rows) // count)  # rounded up, so none moves out of the end
    return rows[places]


def _fingerprint(data: DataSet, how: str) -> str:
    return hashlib.sha256(f"{data.fingerprint} {how}".encode()).hexdigest()
