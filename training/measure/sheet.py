"""``python -m training sheet``: draw blends of the starter gallery, or of a data set."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro
from numpy.typing import NDArray

from training.data import cache
from training.data.augment import images_of
from training.files.places import SHIPPED, STARTER
from training.measure.blend_sheet import SheetPairs, draw_pairs, read_blenders, write_blend_sheet
from training.measure.dreams import read_dreams

Folders = tyro.conf.UseAppendAction[Annotated[tuple[Path, ...], tyro.conf.arg(metavar="DIR")]]


@dataclass(frozen=True)
class Options:
    """Draw half-way blends of twelve pairs of pictures as one PNG: a row a pair, a column a mode.

    The pictures are a gallery's dreams, which may be shown anywhere, or with --data the test
    pictures of a data set.
    """

    out: Path
    """The PNG to write."""
    models: Path = SHIPPED
    """Folder of the model set."""
    beside: Folders = ()
    """Folder of a further model set, whose linear and slerp blends stand beside."""
    gallery: Path = STARTER
    """Folder of a gallery of dreams: atlas.png and gallery.json."""
    data: Path | None = None
    """A data set to take the pictures from instead."""
    cache: Path | None = None
    """Folder for decoded pictures (default: the user's cache folder)."""


def main(arguments: list[str]) -> int:
    """Draw; returns 0."""
    options = tyro.cli(Options, prog="python -m training sheet", args=arguments)
    sets = read_blenders(options.models, options.beside)
    pairs = (
        dreamt_pairs(options.gallery)
        if options.data is None
        else data_pairs(options.data, options.cache)
    )
    write_blend_sheet(options.out, pairs, *sets)
    return 0


def data_pairs(data: Path, cache_dir: Path | None) -> SheetPairs:
    """Draw pairs of a data set's test pictures.

    Raises
    ------
    UserError
        Where it cannot be read, or lacks a class.
    """
    loaded = cache.load(data, cache_dir)
    return _pairs(loaded.test.images, loaded.test.labels, loaded.classes)


def dreamt_pairs(folder: Path) -> SheetPairs:
    """Draw pairs of a gallery that ``python -m training dream`` made.

    Raises
    ------
    UserError
        Where it cannot be read, or lacks a class.
    """
    dreams = read_dreams(folder)
    return _pairs(dreams.pictures, dreams.labels, dreams.classes)


def _pairs(
    pictures: NDArray[np.uint8], labels: NDArray[np.int64], classes: tuple[str, ...]
) -> SheetPairs:
    return draw_pairs(images_of(pictures), torch.from_numpy(labels), classes)
