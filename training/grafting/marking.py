"""``python -m training marks``: sheets of pictures to mark points in; checking what was marked."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.data import cache
from training.data.dataset import DataSet
from training.files import paper
from training.files.atomic import make_folder, write_whole
from training.files.errors import UserError
from training.files.png import encode_png
from training.grafting.marks import Marks, read_marks, rows_of

COLUMNS, SHEET_ROWS, SCALE = 4, 3, 9
"""Pictures of a sheet, and how much larger they are: enough to tell half a pixel."""
MARGIN, TITLE = 24, 16
"""Pixels around a picture for the numbers of its axes, and for its own number above."""
EVERY, DOT = 4, 6
"""Pixels of the picture from one line of the grid to the next, and of the sheet between dots."""
STRONG, WEAK, RED = (255, 255, 0), (150, 150, 150), (200, 0, 0)
"""Colours of every second line, of the others, and of a picture's number."""
NAMES = "names.txt"

OptionalPath = Annotated[Path | None, tyro.conf.arg(metavar="PATH")]
OptionalFolder = Annotated[Path | None, tyro.conf.arg(metavar="DIR")]
OptionalFile = Annotated[Path | None, tyro.conf.arg(metavar="FILE")]


@dataclass(frozen=True)
class Options:
    """Draw sheets of training pictures to mark withers and wings in, or check a file of marks.

    docs/marks.md tells what to mark, and how the file is written.

        python -m training marks --sheet DIR --data PATH --classes horse --count 48 --seed 1
        python -m training marks --check FILE --data PATH
    """

    sheet: OptionalFolder = None
    """Draw sheets there, sheet-01.png and on, and names.txt, which tells each number's picture."""
    check: OptionalFile = None
    """Read a file of marks; tell how many there are and how far those made twice differ."""
    data: OptionalPath = None
    """The data set: to draw from, or that the checked marks must belong to."""
    classes: tuple[str, ...] = ("horse", "bird", "airplane")
    """Classes to draw from."""
    count: int = 48
    """How many pictures."""
    seed: int = 0
    """Of which pictures these are."""
    cache: OptionalFolder = None
    """Folder for decoded pictures (default: the user's cache folder)."""


def main(arguments: list[str]) -> int:
    """Draw or check; returns 0."""
    options = tyro.cli(Options, prog="python -m training marks", args=arguments)
    if (options.sheet is None) == (options.check is None):
        raise UserError("Give either --sheet DIR, to draw, or --check FILE.")
    data = None if options.data is None else cache.load(options.data, options.cache)
    if options.check is not None:
        print(told(read_marks(options.check), data))
        return 0
    if options.sheet is None or data is None:
        raise UserError("Give --data PATH, a data set to draw pictures from.")
    rows = drawn_rows(data, options.classes, options.count, options.seed)
    sheets = write_sheets(options.sheet, data, rows)
    print(f"{len(rows)} pictures on {sheets} sheets; their names are in {options.sheet / NAMES}.")
    return 0


def drawn_rows(data: DataSet, classes: Sequence[str], count: int, seed: int) -> NDArray[np.int64]:
    """Draw training rows of some classes, none twice, in the order of their names.

    Raises
    ------
    UserError
        Where there is no such class or picture, or too little is asked for.
    """
    if count < 1 or seed < 0:
        raise UserError("Give a --count of 1 or more, and a --seed of 0 or more.")
    if missing := [name for name in classes if name not in data.classes]:
        raise UserError(
            f"There is no class {missing[0]}: choose of {', '.join(data.classes)} by --classes."
        )
    labels = [data.classes.index(name) for name in classes]
    rows = np.flatnonzero(np.isin(data.train.labels, labels))
    if not len(rows):
        raise UserError(f"No picture for training is of {' or '.join(classes)}.")
    return np.sort(np.random.default_rng(seed).permutation(rows)[:count])


def write_sheets(folder: Path, data: DataSet, rows: NDArray[np.int64]) -> int:
    """Write sheets of training pictures and the list of their names; return how many sheets.

    Raises
    ------
    UserError
        Where they cannot be written.
    """
    make_folder(folder, "sheets")
    count = 0
    for count, sheet in enumerate(draw_sheets(data.train.images[rows]), 1):
        write_whole(folder / f"sheet-{count:02}.png", encode_png(sheet))
    names = [f"{number} {data.train.names[row]}\n" for number, row in enumerate(rows, 1)]
    write_whole(folder / NAMES, "".join(names).encode())
    return count


def draw_sheets(pictures: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """Draw pictures (n, h, w, 3), twelve a sheet, each enlarged below its number and a grid."""
    for start in range(0, len(pictures), COLUMNS * SHEET_ROWS):
        yield _sheet(pictures[start : start + COLUMNS * SHEET_ROWS], start + 1)


def told(marks: Marks, data: DataSet | None = None) -> str:
    """Return what there is to say of marks, in lines.

    Raises
    ------
    UserError
        Where ``data`` has no training picture of a mark's name.
    """
    kinds = {
        "bodies": (marks.bodies, "from the side"),
        "wings": (marks.wings, "with a wing"),
        "bodies again": (marks.bodies_again, "from the side"),
        "wings again": (marks.wings_again, "with a wing"),
    }
    lines = []
    for kind, (some, usable) in kinds.items():
        if data is not None and len(rows_of(some, data)) < len(some):
            strange = next(name for name in some if not rows_of({name: some[name]}, data))
            raise UserError(f"The data set has no training picture {strange}, which is marked.")
        count = sum(mark.usable for mark in some.values())
        lines.append(f"{kind:22} {len(some):5}, {count} {usable}")
    for name, value in marks.disagreement().items():
        shown = "not marked twice" if math.isnan(value) else f"{value:5.2f}"
        lines.append(f"{name:22} {shown}")
    return "\n".join(lines)


def _sheet(pictures: NDArray[np.uint8], first: int) -> NDArray[np.uint8]:
    _, height, width, _ = pictures.shape
    step = width * SCALE + 2 * MARGIN, height * SCALE + 2 * MARGIN
    rows = -(-len(pictures) // COLUMNS)
    sheet = paper.blank(COLUMNS * step[0], rows * step[1] + TITLE)
    draw = ImageDraw.Draw(sheet)
    for i, picture in enumerate(pictures):
        left, top = i % COLUMNS * step[0] + MARGIN, i // COLUMNS * step[1] + MARGIN
        size = width * SCALE, height * SCALE
        large = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC)
        sheet.paste(large, (left, top))
        draw.text((left, top - TITLE), f"#{first + i}", RED)
        _draw_grid(draw, left, top, size)
    return np.asarray(sheet)


def _draw_grid(draw: ImageDraw.ImageDraw, left: int, top: int, size: tuple[int, int]) -> None:
    """Draw dotted lines, and below and beside the picture the coordinates that they stand for."""
    for axis in (0, 1):
        for number, place in enumerate(range(0, size[axis] + 1, EVERY * SCALE)):
            colour = WEAK if number % 2 else STRONG
            for along in range(0, size[1 - axis], DOT):
                x, y = (place, along) if axis == 0 else (along, place)
                draw.point((left + x, top + y), colour)
                if not number % 2:
                    draw.point((left + x + axis, top + y + 1 - axis), colour)
            at = (
                (left + place - 5, top + size[1] + 1) if axis == 0 else (left - 16, top + place - 5)
            )
            draw.text(at, str(number * EVERY), paper.INK)
