"""The blind test: pictures of several groups, shuffled and numbered, for people to name.

Whoever rates sees sheets and a list of words. Which number is of which group is in the key, which
lies apart from the sheets.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.files import paper
from training.files.arrays import read_array
from training.files.atomic import make_folder, write_whole
from training.files.errors import UserError
from training.files.png import encode_png
from training.files.strict_json import Malformed, Newer, check_format, decode, encode, read_bytes

WORDS = ("horse", "bird", "aeroplane", "rider", "winged", "mixture", "other", "unclear")
"""What a picture can be called; one of them each."""
WINGED = "winged"
FORMAT = 1
MAX_KEY_BYTES = 1 << 20
KEY, SHEETS, FORM, PICTURES = "key.json", "sheets", "answers-form.txt", "pictures.npy"
"""What is written: the key, the folder of sheets, a form for answers, and the pictures (n, 32, 32,
3) uint8 in the order of their numbers, so that scores can be held against what people said."""
COLUMNS, SHEET_ROWS, SCALE = 6, 4, 5
GAP, HEAD, TEXT = 20, 24, 18
"""Pixels between pictures, of the line above each, and of its number."""

FORM_TEXT = """\
# Look at each picture for a second or two and write the first word that comes to mind after its
# number. The words, and no others:
#   horse      a horse
#   bird       a bird
#   aeroplane  an aeroplane
#   rider      somebody on a horse
#   winged     a horse with wings
#   mixture    two things in one picture that do not belong together
#   other      some other thing
#   unclear    nothing that could be named
"""


@dataclass(frozen=True)
class Group:
    """Pictures that came about in the same way.

    Attributes
    ----------
    name, what
        A short name, and a line that tells how they came about.
    measured
        Whether they are to be called winged; the others are distractors.
    """

    name: str
    what: str
    measured: bool


@dataclass(frozen=True)
class Key:
    """What raters do not see.

    Attributes
    ----------
    seed
        Of all that was drawn.
    told
        What else is to be known: gallery and model set.
    groups
        In the order of the table; each has a picture or more.
    numbers
        The name of the group of each picture, that of number 1 first.
    left_out
        Groups that could not be made, by name, and why.
    """

    seed: int
    told: Mapping[str, Any]
    groups: tuple[Group, ...]
    numbers: tuple[str, ...]
    left_out: Mapping[str, str]


def shuffled(
    groups: Sequence[tuple[Group, NDArray[np.uint8]]], seed: int
) -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    """Return the names (n) of groups and their pictures (n, 32, 32, 3) in an order of ``seed``."""
    names = [group.name for group, pictures in groups for _ in pictures]
    order = np.random.default_rng(seed).permutation(len(names))
    pictures = np.concatenate([pictures for _, pictures in groups])
    return tuple(names[i] for i in order), pictures[order]


def write_test(folder: Path, key: Key, pictures: NDArray[np.uint8]) -> list[Path]:
    """Write sheets, form, pictures and last the key, without which there is no test.

    Sheets that a stopped command left there are removed.

    Parameters
    ----------
    pictures
        (n, 32, 32, 3), in the order of ``key.numbers``.

    Returns
    -------
    list
        The sheets.

    Raises
    ------
    UserError
        Where the folder has a test, whose sheets may be with raters by now, or nothing can be
        written.
    """
    refuse_used(folder)
    for left in (folder / SHEETS).glob("sheet-*.png"):
        left.unlink()
    sheets = [folder / SHEETS / f"sheet-{i + 1:02}.png" for i in range(_sheet_count(len(pictures)))]
    for path, sheet in zip(sheets, draw_sheets(pictures), strict=True):
        write_whole(path, encode_png(sheet))
    rows = "".join(f"{number}:\n" for number in range(1, len(pictures) + 1))
    write_whole(folder / FORM, (FORM_TEXT + rows).encode())
    file = io.BytesIO()
    np.save(file, pictures)
    write_whole(folder / PICTURES, file.getvalue())
    write_whole(folder / KEY, encode({"format": FORMAT, **asdict(key)}, indent=1) + b"\n")
    return sheets


def refuse_used(folder: Path) -> None:
    """Make a folder for a test.

    Raises
    ------
    UserError
        Where it has one already, or cannot be made.
    """
    make_folder(folder, "a blind test")
    if (folder / KEY).exists():
        raise UserError(f"{folder} has a blind test: give another --out, as each is used once.")


def read_key(folder: Path) -> Key:
    """Read the key that :func:`write_test` wrote.

    Raises
    ------
    UserError
        Where there is none, or it is damaged.
    """
    path = folder / KEY
    try:
        content = read_bytes(path, MAX_KEY_BYTES)
        check_format(content, FORMAT)
        key = decode(content, Key)
        if not key.numbers or set(key.numbers) != {group.name for group in key.groups}:
            raise Malformed("its groups are not those of its numbers")
        return key
    except FileNotFoundError as error:
        raise UserError(f"{folder} has no blind test: give the folder that has {KEY}.") from error
    except Newer as error:
        raise UserError(f"{path} is of a newer version of the program: use that one.") from error
    except Malformed as error:
        raise UserError(f"{path} is damaged ({error}): the test is lost, draw another.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): change its rights.") from error


def read_pictures(folder: Path, key: Key) -> NDArray[np.uint8]:
    """Return the pictures (n, 32, 32, 3) of a test, in the order of their numbers.

    Raises
    ------
    UserError
        Where they are gone, or damaged.
    """
    path = folder / PICTURES
    try:
        return read_array(path, np.uint8, (len(key.numbers), 32, 32, 3))
    except (OSError, Malformed) as error:
        raise UserError(f"{path} cannot be read ({error}): put it back.") from error


def draw_sheets(pictures: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """Draw pictures (n, h, w, 3), some a sheet, each enlarged smoothly below its number."""
    for start in range(0, len(pictures), COLUMNS * SHEET_ROWS):
        yield _sheet(pictures[start : start + COLUMNS * SHEET_ROWS], start + 1)


def _sheet_count(pictures: int) -> int:
    return -(-pictures // (COLUMNS * SHEET_ROWS))


def _sheet(pictures: NDArray[np.uint8], first: int) -> NDArray[np.uint8]:
    """Draw one sheet (height, width, 3) whose first picture has the number ``first``."""
    _, height, width, _ = pictures.shape
    size = width * SCALE, height * SCALE
    step = size[0] + GAP, size[1] + HEAD + GAP
    rows = -(-len(pictures) // COLUMNS)
    sheet = paper.blank(GAP + COLUMNS * step[0], GAP + rows * step[1])
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(TEXT)
    for i, picture in enumerate(pictures):
        left, top = GAP + i % COLUMNS * step[0], GAP + i // COLUMNS * step[1]
        draw.text((left, top), str(first + i), paper.INK, font)
        large = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC)
        sheet.paste(large, (left, top + HEAD))
    return np.asarray(sheet)
