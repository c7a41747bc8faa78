"""White paper to lay pictures on and write beside them; numpy and Pillow alone."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

GAP = 8
LINE = 16
"""Pixels between pictures, and of a line of text."""
TEXT = 11
PAPER, INK = (255, 255, 255), (40, 40, 40)


def blank(width: int, height: int) -> Image.Image:
    """Return an empty sheet."""
    return Image.new("RGB", (width, height), PAPER)


def enlarge(picture: NDArray[np.uint8], scale: int) -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) with every pixel a square of ``scale`` pixels."""
    return picture.repeat(scale, axis=0).repeat(scale, axis=1)


def write(sheet: Image.Image, text: str, place: tuple[int, int], width: int) -> None:
    """Write lines of text from ``place`` (left, top) on, each cut to ``width`` pixels."""
    font = ImageFont.load_default(TEXT)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(text.split("\n")):
        while line and draw.textlength(line, font) > width:
            line = line[:-1]
        draw.text((place[0], place[1] + number * LINE), line, INK, font)


def table(
    columns: Sequence[NDArray[np.uint8]], heads: Sequence[str], scale: int = 3
) -> NDArray[np.uint8]:
    """Lay columns (rows, h, w, 3) of pictures side by side under their heads.

    Parameters
    ----------
    columns
        One or more, of one shape.
    heads
        One a column, of one line or more.
    scale
        Pixels of the sheet to a side of each pixel of a picture.

    Returns
    -------
    NDArray
        (height, width, 3) uint8.
    """
    rows, height, width, _ = columns[0].shape
    top = GAP + LINE * max(head.count("\n") + 1 for head in heads)
    step = width * scale + GAP, height * scale + GAP
    sheet = blank(GAP + len(columns) * step[0], top + rows * step[1])
    for i, (column, head) in enumerate(zip(columns, heads, strict=True)):
        left = GAP + i * step[0]
        write(sheet, head, (left, GAP // 2), width * scale)
        for row, picture in enumerate(column):
            sheet.paste(Image.fromarray(enlarge(picture, scale)), (left, top + row * step[1]))
    return np.asarray(sheet)


def png(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture (h, w, 3) as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()
