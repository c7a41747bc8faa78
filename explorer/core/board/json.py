"""Boards as JSON: every field, with the pixels of the sources inside."""

import base64
import binascii
from typing import Any

from explorer.core.board.board import MAX_PINS, Board, Layout, Pin, Source
from explorer.core.board.graft import graft_from_json, graft_to_json
from explorer.core.board.modes import MODES
from explorer.core.files.json_fields import Fields
from training.files.errors import UserError
from training.files.png import decode_png, encode_png
from training.files.strict_json import Malformed
from training.grafting.placement import Graft
from training.latent.refining import NOISE_SHARE

MAX_NAME = 4096
MAX_CLASSES = 10_000
MAX_CELLS = 256
"""Rows, and cells a row, of a painted map; also more than a latent grid has."""

MAX_PNG = 1 << 14
"""Characters of an encoded picture; 32 x 32 noise takes 4,200."""


def board_to_json(board: Board) -> dict[str, Any]:
    """Return every field of a board as what ``json.dumps`` takes."""
    return {
        "pins": [_pin_to_json(pin) for pin in board.pins],
        "puck": list(board.puck),
        "mode": board.mode.name,
        "layout": board.layout.value,
        "overshoot": board.overshoot,
        "detail": board.detail,
        "body": sorted(board.body),
        "wings": sorted(board.wings),
        "region_sharpness": board.region_sharpness,
        "paint": None if board.paint is None else [list(row) for row in board.paint],
        "refining": board.refining,
        "seed": board.seed,
        "graft": board.graft and graft_to_json(board.graft),
    }


def board_from_json(fields: Fields) -> Board:
    """Take a board out of JSON.

    Raises
    ------
    Malformed
        Where a field is missing, not known, of another type, or not what a board allows.
    """
    x, y = fields.numbers("puck", 2, count=2)
    if fields.known("placing"):
        fields.raw("placing")  # boards were kept with one while wings could be put in places
    try:
        board = Board(
            pins=tuple(_pin_from_json(pin) for pin in fields.each("pins", MAX_PINS)),
            puck=(x, y),
            mode=fields.choice("mode", MODES.named),
            layout=fields.choice("layout", Layout),
            overshoot=fields.flag("overshoot"),
            detail=fields.number("detail"),
            body=frozenset(fields.texts("body", MAX_CLASSES)),
            wings=frozenset(fields.texts("wings", MAX_CLASSES)),
            region_sharpness=fields.number("region_sharpness"),
            paint=fields.optional("paint", lambda name: _paint_from_json(fields, name)),
            refining=_refining_from_json(fields),
            seed=fields.whole("seed", 0),
            graft=_graft_from_json(fields),
        )
    except UserError as error:  # the board's own rules
        raise Malformed(f"its board is refused: {error}") from error
    fields.end()
    return board


def _graft_from_json(fields: Fields) -> Graft | None:
    """Boards that were kept before there were grafts have none."""
    if not fields.known("graft"):
        return None
    return fields.optional("graft", lambda name: graft_from_json(fields.inner(name)))


def _refining_from_json(fields: Fields) -> float:
    """Boards that were kept before have the share of the way to noise that a blend goes at most."""
    if fields.known("refining") or not fields.known("strength"):
        return fields.number("refining")
    share = fields.number("strength")
    return min(share / NOISE_SHARE, 1.0) if share <= 1 else share


def _pin_to_json(pin: Pin) -> dict[str, Any]:
    source = pin.source
    return {
        "name": source.name,
        "class": source.class_name,
        "png": base64.b64encode(encode_png(source.picture)).decode(),
        "x": pin.x,
        "y": pin.y,
        "locked": pin.locked,
    }


def _pin_from_json(fields: Fields) -> Pin:
    source = Source.of(
        fields.text("name", MAX_NAME),
        fields.optional("class", lambda name: fields.text(name, MAX_NAME)),
        decode_png(decode_base64(fields.text("png", MAX_PNG))),
    )
    pin = Pin(source, fields.number("x"), fields.number("y"), fields.flag("locked"))
    fields.end()
    return pin


def decode_base64(text: str) -> bytes:
    """Return the bytes that base64 stands for, or raise :class:`Malformed`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("a part of it is no base64") from error


def _paint_from_json(fields: Fields, name: str) -> tuple[tuple[int, ...], ...]:
    rows = fields.items(name, MAX_CELLS)
    for row in rows:
        if not isinstance(row, list) or len(row) > MAX_CELLS:
            raise fields.malformed(name, "has a row that is no list")
        if not all(type(cell) is int for cell in row):  # a bool is an int, too
            raise fields.malformed(name, "has a cell that is no whole number")
    return tuple(tuple(row) for row in rows)
