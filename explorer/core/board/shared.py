"""Boards that are kept together: each picture once, in a table, however many of them pin it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, structs

from explorer.core.board.board import Board, Source
from explorer.core.board.json import MAX_PNG, StoredBoard, restored_board, stored_board
from training.files.png import encode_png
from training.files.strict_json import Malformed, Record

Index = Annotated[int, Meta(ge=0)]
Png = Annotated[bytes, Meta(max_length=MAX_PNG)]


class SharedBoard(Record):
    """A board whose pins have no pictures: these are numbers of pictures in the table."""

    board: StoredBoard
    pictures: list[Index]


def numbered_sources(boards: Sequence[Board]) -> dict[Source, int]:
    """Return a number for each source of some boards."""
    numbers: dict[Source, int] = {}
    for board in boards:
        for pin in board.pins:
            numbers.setdefault(pin.source, len(numbers))
    return numbers


def table_of(numbers: Mapping[Source, int]) -> list[bytes]:
    """Return the pictures of sources in the order of their numbers."""
    return [encode_png(source.picture) for source in numbers]


def shared_board(board: Board, numbers: Mapping[Source, int]) -> SharedBoard:
    """Return a board as it is written beside the table."""
    stored = stored_board(board)
    return SharedBoard(
        structs.replace(stored, pins=[structs.replace(pin, png=b"") for pin in stored.pins]),
        [numbers[pin.source] for pin in board.pins],
    )


def restored_shared(entry: SharedBoard, pictures: Sequence[bytes]) -> Board:
    """Return the board that was written.

    Raises
    ------
    Malformed
        Where it is refused, or has pins without pictures.
    IndexError
        Where it names a picture that is not in the table.
    """
    if len(entry.pictures) != len(entry.board.pins):
        raise Malformed("a board has pins without pictures")
    pairs = zip(entry.board.pins, entry.pictures, strict=True)
    pins = [structs.replace(pin, png=pictures[number]) for pin, number in pairs]
    return restored_board(structs.replace(entry.board, pins=pins))
