"""Boards as JSON: every field, with the pixels of the sources inside."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field

from explorer.core.board.board import MAX_PINS, Board, Layout, Pin, Role, Source
from explorer.core.board.graft import (
    StoredCut,
    StoredGraft,
    restored_cut,
    restored_graft,
    stored_cut,
    stored_graft,
)
from explorer.core.board.latents import Latent, StoredOwnLatent
from explorer.core.board.modes import MODES
from explorer.core.board.pins import REGION
from explorer.core.board.regions import repainted
from training.files.errors import UserError
from training.files.png import decode_png, encode_png
from training.files.strict_json import Malformed, Record, decode, encode
from training.latent.refining import NOISE_SHARE

MAX_NAME = 4096
MAX_CLASSES = 10_000
MAX_CELLS = 256
"""Rows, and cells a row, of a painted map; also more than a latent grid has."""

MAX_PNG = 12 << 10
"""Bytes of an encoded picture; 32 x 32 noise takes 3,150."""

MAX_TEXT = 8 << 20
"""Letters of a board as text."""

Name = Annotated[str, Meta(max_length=MAX_NAME)]
Classes = Annotated[list[Annotated[str, Meta(max_length=1000)]], Meta(max_length=MAX_CLASSES)]
Cells = Annotated[list[int], Meta(max_length=MAX_CELLS)]


class StoredPin(Record):
    """A pin, its source's picture as a PNG file."""

    name: Name
    class_name: Name | None = field(name="class")
    png: Annotated[bytes, Meta(max_length=MAX_PNG)]
    x: float
    y: float
    locked: bool
    role: Role | None = None
    held: float | None = None
    cut: StoredCut | None = None
    region: Annotated[bytes, Meta(min_length=REGION, max_length=REGION)] | None = None
    latent: StoredOwnLatent | UnsetType = UNSET


class StoredBoard(Record):
    """A board as it is written; what is allowed of a value is for the board itself to say.

    ``placing``, ``strength`` and ``paint`` are of boards that were kept before: with places for
    wings, which are ignored; with the share of the way to noise that a refined blend goes at most;
    and with the number of a pin, or -1, for each cell of a grid.
    """

    pins: Annotated[list[StoredPin], Meta(max_length=MAX_PINS)]
    puck: tuple[float, float]
    mode: str
    layout: Layout
    overshoot: bool
    detail: float
    body: Classes
    wings: Classes
    region_sharpness: float
    seed: Annotated[int, Meta(ge=0)]
    refining: float | UnsetType = UNSET
    graft: StoredGraft | None = None
    typed: Annotated[list[float], Meta(max_length=MAX_PINS)] | None = None
    placing: Any = UNSET
    strength: float | UnsetType = UNSET
    paint: Annotated[list[Cells], Meta(max_length=MAX_CELLS)] | UnsetType | None = UNSET


class _Holder(Struct):
    board: StoredBoard


def stored_board(board: Board) -> StoredBoard:
    """Return every field of a board as it is written."""
    return StoredBoard(
        pins=[_stored_pin(pin) for pin in board.pins],
        puck=board.puck,
        mode=board.mode.name,
        layout=board.layout,
        overshoot=board.overshoot,
        detail=board.detail,
        body=sorted(board.body),
        wings=sorted(board.wings),
        region_sharpness=board.region_sharpness,
        refining=board.refining,
        seed=board.seed,
        graft=None if board.graft is None else stored_graft(board.graft),
        typed=None if board.typed is None else list(board.typed),
    )


def restored_board(stored: StoredBoard) -> Board:
    """Return the board that was written.

    Raises
    ------
    Malformed
        Where its mode is not known, a picture is damaged, or a value is not what a board allows.
    """
    try:
        board = Board(
            pins=tuple(_restored_pin(pin) for pin in stored.pins),
            puck=stored.puck,
            mode=MODES.named(stored.mode),
            layout=stored.layout,
            overshoot=stored.overshoot,
            detail=stored.detail,
            body=frozenset(stored.body),
            wings=frozenset(stored.wings),
            region_sharpness=stored.region_sharpness,
            refining=_refining(stored),
            seed=stored.seed,
            graft=None if stored.graft is None else restored_graft(stored.graft),
            typed=None if stored.typed is None else tuple(stored.typed),
        )
        cells = stored.paint
        return board if cells is None or cells is UNSET else repainted(board, cells)
    except (UserError, ValueError) as error:  # the board's own rules; a mode without a row
        raise Malformed(f"its board is refused: {error}") from error


def text_of_board(board: Board) -> str:
    """Return a board as JSON that :func:`board_of_text` reads."""
    return encode(stored_board(board)).decode()


def board_of_text(text: str) -> Board:
    """Return the board that JSON is, or that it has as its ``board``.

    Raises
    ------
    Malformed
        Where it is too long, no board, or one that is refused.
    """
    if len(text) > MAX_TEXT:
        raise Malformed(f"it is longer than {MAX_TEXT >> 20} MB")
    try:
        stored = decode(text, _Holder).board
    except Malformed:
        stored = decode(text, StoredBoard)
    return restored_board(stored)


def _refining(stored: StoredBoard) -> float:
    if stored.refining is not UNSET:
        return stored.refining
    if stored.strength is UNSET:
        raise Malformed('object missing required field "refining"')
    share = stored.strength
    return min(share / NOISE_SHARE, 1.0) if share <= 1 else share


def _stored_pin(pin: Pin) -> StoredPin:
    source = pin.source
    return StoredPin(
        name=source.name,
        class_name=source.class_name,
        png=encode_png(source.picture),
        x=pin.x,
        y=pin.y,
        locked=pin.locked,
        role=pin.role,
        held=pin.held,
        cut=None if pin.cut is None else stored_cut(pin.cut),
        region=pin.region,
        latent=UNSET if source.latent is None else _stored_latent(source.latent),
    )


def _restored_pin(stored: StoredPin) -> Pin:
    latent = None if stored.latent is UNSET else _restored_latent(stored.latent)
    source = Source.of(stored.name, stored.class_name, decode_png(stored.png), latent)
    cut = None if stored.cut is None else restored_cut(stored.cut)
    x, y, region = stored.x, stored.y, stored.region
    return Pin(source, x, y, stored.locked, stored.role, stored.held, cut, region)


def _stored_latent(latent: Latent) -> StoredOwnLatent:
    return StoredOwnLatent(list(latent.shape), latent.numbers, latent.vae)


def _restored_latent(stored: StoredOwnLatent) -> Latent:
    return Latent(stored.vae, tuple(stored.shape), stored.float32)
