"""What the present board is compared with, and how far two pictures are apart."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta

from explorer.core.board.board import Board
from explorer.core.board.json import MAX_NAME, StoredBoard, restored_board, stored_board
from explorer.core.board.modes import LINEAR, MODES, Mode
from explorer.core.engine.images import Pictures
from training.files.strict_json import Malformed, Record

GAINS = (1, 2, 4, 8, 16)
"""How many times a difference can be amplified."""
LEVELS = 255


class Against(StrEnum):
    """What the other side of a comparison has of its own."""

    MODE = "mode"
    MODELS = "models"
    BOARD = "board"


@dataclass(frozen=True)
class Comparison:
    """What is chosen for the other side, B; the side A is the present board with the set in use.

    Attributes
    ----------
    mode, models, board
        What B is, where it has another mode, another model set (its folder), or another board.
    name
        What ``board`` is called.
    linked
        Whether the puck of ``board`` follows that of the present one.
    gain
        How many times the difference is amplified.
    """

    against: Against = Against.MODE
    mode: Mode = LINEAR
    models: Path | None = None
    board: Board | None = None
    name: str = ""
    linked: bool = True
    gain: int = 2

    def other(self, board: Board) -> Board | None:
        """Return what B shows while A shows ``board``; None where no board was chosen yet."""
        if self.against is Against.MODE:
            return board.with_mode(self.mode)
        if self.against is Against.MODELS:
            return board
        return self.board and _with_puck_of(self.board, board) if self.linked else self.board


def _with_puck_of(other: Board, board: Board) -> Board:
    """Put the puck where that of ``board`` is; typed weights go along where they mean the same."""
    alike = len(other.pins) == len(board.pins)
    alike = alike and other.mode.amount.free == board.mode.amount.free
    return replace(other, puck=board.puck, typed=board.typed if alike else None)


@dataclass(frozen=True, eq=False)
class Difference:
    """How far two pictures are apart.

    Attributes
    ----------
    picture
        (32, 32, 3) uint8, grey: how far the channel that differs most is apart, amplified; what is
        too much for that is 255. In colour it would look like a picture of something.
    mean, most
        Of the difference itself, over pixels and channels, in levels of 255.
    """

    picture: Pictures
    mean: float
    most: int


def difference(one: Pictures, other: Pictures, gain: int) -> Difference:
    """Return how far two pictures (32, 32, 3) uint8 are apart, amplified ``gain`` times."""
    apart = np.abs(one.astype(np.int32) - other)
    grey = np.minimum(apart.max(2, keepdims=True) * gain, LEVELS).astype(np.uint8)
    picture = grey.repeat(3, axis=2)
    return Difference(picture, float(apart.mean()), int(apart.max()))


class StoredComparison(Record):
    """A comparison as it is written."""

    against: Against
    mode: str
    models: Path | None
    board: StoredBoard | None
    name: Annotated[str, Meta(max_length=MAX_NAME)]
    linked: bool
    gain: int


def stored_comparison(comparison: Comparison) -> StoredComparison:
    """Return every field of a comparison as it is written."""
    return StoredComparison(
        against=comparison.against,
        mode=comparison.mode.name,
        models=comparison.models,
        board=None if comparison.board is None else stored_board(comparison.board),
        name=comparison.name[:MAX_NAME],
        linked=comparison.linked,
        gain=comparison.gain,
    )


def restored_comparison(stored: StoredComparison) -> Comparison:
    """Return the comparison that was written.

    Raises
    ------
    Malformed
        Where its mode is not known, or its board is refused.
    """
    try:
        mode = MODES.named(stored.mode)
    except ValueError as error:
        raise Malformed(f"its comparison is refused: {error}") from error
    if stored.gain not in GAINS:
        raise Malformed(f"its comparison is refused: {stored.gain} times is not offered")
    return Comparison(
        against=stored.against,
        mode=mode,
        models=stored.models,
        board=None if stored.board is None else restored_board(stored.board),
        name=stored.name,
        linked=stored.linked,
        gain=stored.gain,
    )
