"""The steps that can be undone, kept from one start of the program to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from explorer.core.board.board import MAX_PINS, Board
from explorer.core.board.json import MAX_NAME
from explorer.core.board.shared import (
    Index,
    Png,
    SharedBoard,
    numbered_sources,
    restored_shared,
    shared_board,
    table_of,
)
from training.files.strict_json import Malformed, Record, encode

MAX_STEPS = 100
MAX_BYTES = 1 << 20
"""Of a history as JSON: where steps have much in them, fewer are kept."""


@dataclass(frozen=True)
class Edit:
    """A step from one board to another, and what it is called."""

    text: str
    old: Board
    new: Board


@dataclass(frozen=True)
class History:
    """Edits in their order; the first ``done`` of them are done, the others were undone."""

    edits: tuple[Edit, ...] = ()
    done: int = 0


class _StoredEdit(Record):
    """Boards by their numbers in the table."""

    text: Annotated[str, Meta(max_length=MAX_NAME)]
    old: Index
    new: Index


class StoredHistory(Record):
    """A history as it is written: each board once, and each picture once."""

    pictures: Annotated[list[Png], Meta(max_length=2 * MAX_STEPS * MAX_PINS)]
    boards: Annotated[list[SharedBoard], Meta(max_length=2 * MAX_STEPS)]
    edits: Annotated[list[_StoredEdit], Meta(max_length=MAX_STEPS)]
    done: Index


def stored_history(history: History) -> StoredHistory:
    """Return a history as it is written; the oldest edits go where there are too many."""
    steps = MAX_STEPS
    while True:
        stored = _stored(_newest(history, steps))
        if not stored.edits or len(encode(stored)) <= MAX_BYTES:
            return stored
        steps = len(stored.edits) // 2


def restored_history(stored: StoredHistory) -> History:
    """Return the history that was written.

    Raises
    ------
    Malformed
        Where a number is of nothing, or a board is refused.
    """
    try:
        boards = [restored_shared(entry, stored.pictures) for entry in stored.boards]
        edits = tuple(Edit(e.text, boards[e.old], boards[e.new]) for e in stored.edits)
    except IndexError as error:
        raise Malformed("its history names what is not there") from error
    if stored.done > len(edits):
        raise Malformed("its history has fewer edits than are done")
    return History(edits, stored.done)


def _newest(history: History, count: int) -> History:
    """Keep ``count`` edits: those done last, and of those undone what there is room for."""
    undone = min(len(history.edits) - history.done, count // 2)
    end = history.done + undone
    start = max(0, end - count)
    return History(history.edits[start:end], history.done - start)


def _stored(history: History) -> StoredHistory:
    boards = _numbered([board for edit in history.edits for board in (edit.old, edit.new)])
    sources = numbered_sources(list(boards))
    return StoredHistory(
        table_of(sources),
        [shared_board(board, sources) for board in boards],
        [_StoredEdit(edit.text, boards[edit.old], boards[edit.new]) for edit in history.edits],
        history.done,
    )


def _numbered(boards: Sequence[Board]) -> dict[Board, int]:
    return {board: number for number, board in enumerate(dict.fromkeys(boards))}
