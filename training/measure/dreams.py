"""The pictures of a gallery of dreams, for whoever measures or draws without the explorer."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.formats import SIDE
from training.files.errors import UserError


@dataclass(frozen=True, eq=False)
class Dreams:
    """Pictures (n, 32, 32, 3) uint8, the index (n,) of each one's class, and the classes."""

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]

    @cached_property
    def fingerprint(self) -> str:
        """A short name for the pictures."""
        return hashlib.sha256(self.pictures.tobytes()).hexdigest()[:12]

    def of_class(self, name: str) -> NDArray[np.uint8]:
        """Return the pictures of a class, none where the gallery has none of it."""
        if name not in self.classes:
            return self.pictures[:0]
        return self.pictures[self.labels == self.classes.index(name)]


def read_dreams(folder: Path) -> Dreams:
    """Read the gallery that ``python -m training dream`` made in ``folder``.

    Raises
    ------
    UserError
        Where it cannot be read.
    """
    try:
        listed = json.loads((folder / "gallery.json").read_text(encoding="utf-8"))
        names, columns = [str(item["class"]) for item in listed["items"]], int(listed["columns"])
        with Image.open(folder / "atlas.png", formats=("PNG",)) as atlas:
            tiles = _tiles(np.asarray(atlas.convert("RGB")), columns)[: len(names)]
        if len(tiles) < len(names):
            raise ValueError("more names than pictures")
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UserError(
            f"{folder} is no gallery that can be read ({reason or 'it is damaged'}): "
            f"choose another."
        ) from error
    classes = tuple(sorted(set(names)))
    labels = np.array([classes.index(name) for name in names], np.int64)
    return Dreams(tiles, labels, classes)


def _tiles(atlas: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Cut an atlas, row by row, into pictures (n, 32, 32, 3)."""
    grid = atlas.reshape(-1, SIDE, columns, SIDE, 3).swapaxes(1, 2)
    return grid.reshape(-1, SIDE, SIDE, 3)
