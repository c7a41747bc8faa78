"""A gallery of dreams on disk: one sheet of pictures, and what is known of each."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct, field
from numpy.typing import NDArray

from training.files import paper
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.png import SIDE, decode_png, encode_png
from training.files.strict_json import (
    Malformed,
    Share,
    check_format,
    decode,
    encode,
    read_bytes,
)

FORMAT = 1
COLUMNS = 24
MAX_ITEMS = 4096
MAX_COLUMNS = 256
MAX_FILE_BYTES = 32 << 20
LIST, ATLAS = "gallery.json", "atlas.png"


class Dream(Struct, frozen=True):
    """What is known of a picture; ``nearest`` is how far the nearest training picture is."""

    class_name: Annotated[str, Meta(max_length=100)] = field(name="class")
    confidence: Share
    realism: Share | None
    nearest: float | None = None


class First(Struct, frozen=True):
    """The blend to start with: two pictures by index, a mode by name, a place on the plane."""

    body: Annotated[int, Meta(ge=0)]
    wings: Annotated[int, Meta(ge=0)]
    mode: str
    puck: tuple[Share, Share]


class _Listed(Struct, omit_defaults=True):
    format: Annotated[int, Meta(ge=1)]
    columns: Annotated[int, Meta(ge=1, le=MAX_COLUMNS)]
    made_by: Annotated[str, Meta(max_length=1000)]
    items: Annotated[list[Dream], Meta(min_length=1, max_length=MAX_ITEMS)]
    first: First | None = None


@dataclass(frozen=True, eq=False)
class Dreams:
    """A gallery.

    Attributes
    ----------
    pictures
        (n, 32, 32, 3) uint8, read-only.
    items
        What is known of each of them.
    made_by
        Fingerprint of the model set that dreamt them.
    first
        The blend to start with, if the gallery proposes one.
    """

    pictures: NDArray[np.uint8]
    items: tuple[Dream, ...]
    made_by: str
    first: First | None = None

    @cached_property
    def classes(self) -> tuple[str, ...]:
        return tuple(sorted({item.class_name for item in self.items}))

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """The index (n,) of each picture's class."""
        return np.array([self.classes.index(item.class_name) for item in self.items], np.int64)

    @cached_property
    def fingerprint(self) -> str:
        """A short name for the pictures."""
        return hashlib.sha256(self.pictures.tobytes()).hexdigest()[:12]

    def of_class(self, name: str) -> NDArray[np.uint8]:
        """Return the pictures of a class, none where the gallery has none of it."""
        if name not in self.classes:
            return self.pictures[:0]
        return self.pictures[self.labels == self.classes.index(name)]


def read_dreams(folder: Path, advice: str = "choose another") -> Dreams:
    """Read the gallery that ``python -m training dream`` made in ``folder``.

    Raises
    ------
    UserError
        With ``advice``, where either file is missing, damaged, or does not fit the other.
    """
    with refused(folder, advice):
        content = read_bytes(folder / LIST, MAX_FILE_BYTES)
        check_format(content, FORMAT)
        listed = decode(content, _Listed)
        count, first = len(listed.items), listed.first
        if first is not None and max(first.body, first.wings) >= count:
            raise Malformed("its first blend is of pictures that are not there")
        rows = -(-count // listed.columns)
        atlas = read_bytes(folder / ATLAS, MAX_FILE_BYTES)
        sheet = decode_png(atlas, listed.columns * SIDE, rows * SIDE)
        pictures = paper.cut(sheet, listed.columns)[:count]
        pictures.flags.writeable = False
        return Dreams(pictures, tuple(listed.items), listed.made_by, first)


@contextmanager
def refused(folder: Path, advice: str) -> Iterator[None]:
    """Turn what is wrong with a gallery into a :class:`UserError`."""
    try:
        yield
    except (OSError, Malformed) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UserError(f"The gallery in {folder} cannot be read ({reason}): {advice}.") from error


def write_dreams(folder: Path, dreams: Dreams) -> None:
    """Write a gallery into ``folder``, each file whole or not at all.

    Raises
    ------
    UserError
        Where it cannot be written.
    """
    rows = -(-len(dreams.pictures) // COLUMNS)
    tiles = np.zeros((rows * COLUMNS, SIDE, SIDE, 3), np.uint8)
    tiles[: len(dreams.pictures)] = dreams.pictures
    atlas = paper.mosaic(tiles.reshape(rows, COLUMNS, SIDE, SIDE, 3))
    listed = _Listed(FORMAT, COLUMNS, dreams.made_by, list(dreams.items), dreams.first)
    write_whole(folder / ATLAS, encode_png(atlas))
    write_whole(folder / LIST, encode(listed, indent=1) + b"\n")
