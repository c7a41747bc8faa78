"""Pictures to measure with: real ones of a data set where there is one, else made up."""

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.core.gallery.gallery import Gallery, open_gallery

CLASSES = ("airplane", "bird", "horse")
SIDE = 32
TILES = 4096
"""Different pictures that are made up; more of them repeat."""


def made_up(count: int, seed: int = 0) -> NDArray[np.uint8]:
    """Return pictures (count, 32, 32, 3) uint8 of coarse patches: cheap, and none like another."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (min(count, TILES), 8, 8, 3), np.uint8)
    fine = coarse.repeat(4, axis=1).repeat(4, axis=2)
    return fine[np.arange(count) % len(fine)]


def synthetic_gallery(count: int) -> Gallery:
    """Return a gallery of pictures that are made up, a third of each class."""
    labels = np.arange(count) % len(CLASSES)
    names = tuple(f"made/{CLASSES[label]}/{i}" for i, label in enumerate(labels.tolist()))
    return Gallery(
        title=f"{count:,} made-up pictures",
        fingerprint=f"made-up {count}",
        pictures=made_up(count),
        names=names,
        labels=labels.astype(np.int64),
        classes=CLASSES,
        splits=np.full(count, ""),
    )


def write_pictures(folder: Path, count: int, data: Path | None, cache: Path) -> Path:
    """Write a folder of ``count`` JPEG files in class folders; return it.

    Parameters
    ----------
    data
        Where pictures of the three classes come from; None to make them up.
    cache
        Where those are decoded to meanwhile.
    """
    names: dict[str, int] = dict.fromkeys(CLASSES, 0)
    for name in CLASSES:
        (folder / "train" / name).mkdir(parents=True)
    for name, picture in islice(_named(count, data, cache), count):
        content = io.BytesIO()
        Image.fromarray(picture).save(content, "JPEG", quality=75)
        file = folder / "train" / name / f"{names[name]:05d}.jpg"
        file.write_bytes(content.getvalue())
        names[name] += 1
    return folder


def _named(count: int, data: Path | None, cache: Path) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    gallery = synthetic_gallery(count) if data is None else open_gallery(data, cache)
    for row in range(len(gallery)):
        name = gallery.class_name(row)
        if name in CLASSES:
            yield str(name), gallery.pictures[row]
