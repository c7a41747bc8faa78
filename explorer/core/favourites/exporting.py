"""Favourites on their way out: enlarged pictures, contact sheets and archives."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.files import paper
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.paper import GAP, LINE
from training.files.pictures import encode_picture

MAX_SCALE = 16
MAX_SHEET = 400


def enlarge(picture: NDArray[np.uint8], scale: int) -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) with every pixel a square of ``scale`` pixels.

    Raises
    ------
    UserError
        For a scale outside 1 to 16.
    """
    if not 1 <= scale <= MAX_SCALE:
        raise UserError(f"Pictures are enlarged 1 to {MAX_SCALE} times, not {scale} times.")
    return paper.enlarge(picture, scale)


def export_png(picture: NDArray[np.uint8], path: Path, scale: int = 1) -> None:
    """Write a picture (32, 32, 3) uint8, enlarged, without a recipe; its suffix says as what.

    Raises
    ------
    UserError
        For a scale outside 1 to 16, a suffix that is none of a picture, or where the file cannot
        be written.
    """
    write_whole(path, encode_picture(enlarge(picture, scale), path))


def contact_sheet(
    pictures: Sequence[NDArray[np.uint8]],
    captions: Sequence[str] = (),
    columns: int = 6,
    scale: int = 4,
) -> NDArray[np.uint8]:
    """Return pictures (32, 32, 3) uint8 row by row on white, each over its caption, if any.

    A caption may have several lines.

    Raises
    ------
    UserError
        For no picture, more than 400, or a scale outside 1 to 16.
    """
    if not 1 <= len(pictures) <= MAX_SHEET:
        raise UserError(f"A contact sheet has 1 to {MAX_SHEET} pictures, not {len(pictures)}.")
    tiles = [Image.fromarray(enlarge(picture, scale)) for picture in pictures]
    columns, side = max(1, min(columns, len(tiles))), tiles[0].width
    lines = max((caption.count("\n") + 1 for caption in captions), default=0)
    step = (side + GAP, side + GAP + lines * LINE)
    rows = -(-len(tiles) // columns)
    sheet = paper.blank(columns * step[0] + GAP, rows * step[1] + GAP)
    for i, tile in enumerate(tiles):
        place = (GAP + i % columns * step[0], GAP + i // columns * step[1])
        sheet.paste(tile, place)
        if captions:
            paper.write(sheet, captions[i], (place[0], place[1] + side + 2), side)
    return np.asarray(sheet)


def export_sheet(
    pictures: Sequence[NDArray[np.uint8]],
    path: Path,
    captions: Sequence[str] = (),
    columns: int = 6,
    scale: int = 4,
) -> None:
    """Write a :func:`contact_sheet`; its suffix says as what kind of picture.

    Raises
    ------
    UserError
        As ``contact_sheet`` does, for a suffix that is none of a picture, or where the file
        cannot be written.
    """
    write_whole(path, encode_picture(contact_sheet(pictures, captions, columns, scale), path))


def export_zip(favourites: Sequence[Path], path: Path) -> None:
    """Pack the files of favourites, recipes and all, into one archive.

    Raises
    ------
    UserError
        Where one cannot be read, or the archive is called otherwise or cannot be written.
    """
    if path.suffix.lower() != ".zip":
        raise UserError(f"Favourites are packed as a zip archive: let {path.name} end in .zip.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # PNG is compressed already
        for name, favourite in zip(_archive_names(favourites), favourites, strict=True):
            try:
                archive.writestr(name, favourite.read_bytes())
            except OSError as error:
                raise UserError(
                    f"{favourite} cannot be read ({error.strerror or error}): leave it out."
                ) from error
    write_whole(path, packed.getvalue())


def _archive_names(files: Sequence[Path]) -> list[str]:
    names: dict[str, None] = {}
    for file in files:
        name, count = file.name, 2
        while name in names:
            name, count = f"{file.stem}-{count}{file.suffix}", count + 1
        names[name] = None
    return list(names)
