"""The starter gallery: pictures that the shipped models dreamt, so that none need be there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import SIDE, Board
from explorer.core.board.modes import MODES
from explorer.core.files.json_fields import Fields, Malformed, read
from explorer.core.files.tiles import decode_png
from explorer.core.gallery.gallery import FirstBlend, Gallery
from explorer.core.scores import CONFIDENCE, REALISM
from training.files.errors import UserError
from training.files.places import STARTER

PREFIX = "starter"
FORMAT = 1
MAX_ITEMS = 4096
MAX_COLUMNS = 256
MAX_FILE_BYTES = 32 << 20


@dataclass(frozen=True)
class _Item:
    class_name: str
    confidence: float
    realism: float | None


def starter_gallery(folder: Path = STARTER) -> Gallery:
    """Read ``gallery.json`` and the pictures in ``atlas.png`` beside it.

    Raises
    ------
    UserError
        Where either is missing, damaged, or does not fit the other.
    """
    try:
        fields = Fields(read(folder / "gallery.json", MAX_FILE_BYTES))
        fields.format(FORMAT)
        columns = fields.whole("columns", 1, MAX_COLUMNS)
        made_by = fields.text("made_by")
        items = [_item(item) for item in fields.each("items", MAX_ITEMS)]
        first = _first(fields.inner("first"), len(items)) if fields.known("first") else None
        tiles = _tiles(folder / "atlas.png", len(items), columns)
        return _gallery(items, tiles, made_by, first)
    except (OSError, Malformed) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UserError(
            f"The starter gallery in {folder} cannot be read ({reason}): install the program again."
        ) from error


def first_board(gallery: Gallery) -> Board:
    """Return the blend that a gallery proposes to start with; an empty board where it has none."""
    first = gallery.first
    if first is None:
        return Board()
    board = Board(mode=first.mode)
    for index in (first.body, first.wings):
        board = board.add(gallery.source(index))
    return board.move_puck(*first.puck)


def _item(fields: Fields) -> _Item:
    return _Item(
        class_name=fields.text("class", 100),
        confidence=fields.number("confidence", 0, 1),
        realism=fields.optional("realism", lambda name: fields.number(name, 0, 1)),
    )


def _first(fields: Fields, count: int) -> FirstBlend:
    x, y = fields.numbers("puck", 2, count=2)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise fields.malformed("puck", "is not on the plane")
    return FirstBlend(
        body=fields.whole("body", 0, count - 1),
        wings=fields.whole("wings", 0, count - 1),
        mode=fields.choice("mode", MODES.named),
        puck=(x, y),
    )


def _tiles(path: Path, count: int, columns: int) -> NDArray[np.uint8]:
    """Cut the atlas, row by row, into ``count`` pictures (count, 32, 32, 3) uint8, read-only."""
    if count == 0:
        raise Malformed("it has no pictures")
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES)
    rows = -(-count // columns)
    atlas = decode_png(content, columns * SIDE, rows * SIDE)
    grid = atlas.reshape(rows, SIDE, columns, SIDE, 3).swapaxes(1, 2)
    tiles = grid.reshape(-1, SIDE, SIDE, 3)[:count]
    tiles.flags.writeable = False
    return tiles


def _gallery(
    items: Sequence[_Item], tiles: NDArray[np.uint8], made_by: str, first: FirstBlend | None
) -> Gallery:
    classes = tuple(sorted({item.class_name for item in items}))
    return Gallery(
        title="Dreams",
        fingerprint=f"{PREFIX} {made_by}",
        pictures=tiles,
        names=_names(items),
        labels=np.array([classes.index(item.class_name) for item in items], np.int64),
        classes=classes,
        splits=np.full(len(items), ""),
        dreams=True,
        values={
            CONFIDENCE.name: np.array([item.confidence for item in items], np.float32),
            REALISM.name: np.array([_or_nan(item.realism) for item in items], np.float32),
        },
        first=first,
    )


def _names(items: Sequence[_Item]) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    names = []
    for item in items:
        names.append(f"{PREFIX}/{item.class_name}/{counts[item.class_name]}")
        counts[item.class_name] += 1
    return tuple(names)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
