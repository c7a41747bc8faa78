"""Boards as JSON: nothing is lost, and nothing wrong gets in."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from explorer.core.board.board import MAX_PINS, Board, Pin, Source
from explorer.core.board.json import StoredBoard, restored_board, stored_board
from explorer.core.board.modes import STRENGTH
from explorer.core.board.regions import clear, painted
from tests.explorer.core.boards import any_board, odd_board
from training.files.strict_json import Malformed, decode, encode


def written(board: Board) -> dict[str, Any]:
    return decode(encode(stored_board(board)), dict[str, Any])


def read(stored: dict[str, Any]) -> Board:
    return restored_board(decode(encode(stored), StoredBoard))


def there_and_back(board: Board) -> Board:
    return read(written(board))


def test_the_odd_board_is_odd_in_every_field() -> None:
    board, default = odd_board(), Board()
    for field in dataclasses.fields(Board):
        assert getattr(board, field.name) != getattr(default, field.name), field.name
    assert {field.name for field in dataclasses.fields(Pin)} == {
        *("source", "x", "y", "locked", "role", "held", "cut", "region")
    }
    assert {field.name for field in dataclasses.fields(Source)} == {
        *("name", "class_name", "pixels", "latent")
    }


def test_every_field_comes_back() -> None:
    board = odd_board()
    again = there_and_back(board)
    for field in dataclasses.fields(Board):
        assert getattr(again, field.name) == getattr(board, field.name), field.name
    assert written(board).keys() == {field.name for field in dataclasses.fields(Board)}


@given(any_board())
def test_any_board_comes_back(board: Board) -> None:
    assert there_and_back(board) == board


def test_too_many_pictures_are_refused_before_any_is_decoded() -> None:
    stored = written(odd_board())
    stored["pins"] = stored["pins"][:1] * (MAX_PINS + 1)
    with pytest.raises(Malformed, match=f"length <= {MAX_PINS}"):
        decode(encode(stored), StoredBoard)


MAY = {"graft", "typed"}
MUST = [field.name for field in dataclasses.fields(Board) if field.name not in MAY]


def test_boards_from_before_there_were_grafts_and_typed_weights_open() -> None:
    stored, odd = written(odd_board()), odd_board()
    for name in MAY:
        del stored[name]
    for pin in stored["pins"]:
        del pin["role"], pin["held"], pin["cut"], pin["region"]
    plain = tuple(
        dataclasses.replace(pin, role=None, held=None, cut=None, region=None) for pin in odd.pins
    )
    assert read(stored) == dataclasses.replace(odd, pins=plain, graft=None, typed=None)


def test_a_cut_takes_little_room_and_may_be_missing() -> None:
    stored = written(odd_board())
    assert len(stored["pins"][1]["cut"]["touch"]) == 1368  # base64 of a byte a pixel
    assert stored["pins"][0]["cut"] is None
    for pin in stored["pins"]:
        del pin["cut"]
    assert read(stored) == odd_board().with_cut(1, None)


def test_a_board_that_was_painted_cell_by_cell_opens_with_its_regions() -> None:
    plain = clear(odd_board())
    stored = written(plain) | {"paint": [[0, 1], [1, -1]]}
    first, second = painted(read(stored))
    corner = np.zeros((32, 32), int)
    corner[:16, :16] = 255
    assert np.array_equal(first, corner)
    assert (second[:16, 16:] == 255).all() and (second[16:, :16] == 255).all()
    assert not second[16:, 16:].any() and not second[:16, :16].any()
    assert read(written(plain) | {"paint": None}) == plain


@pytest.mark.parametrize("name", MUST)
def test_a_missing_field_is_named(name: str) -> None:
    stored = written(odd_board())
    del stored[name]
    with pytest.raises(Malformed, match=f'missing required field "{name}"'):
        read(stored)


@pytest.mark.parametrize("name", ["name", "class", "png", "x", "y", "locked"])
def test_a_missing_field_of_a_pin_is_named(name: str) -> None:
    stored = written(odd_board())
    del stored["pins"][1][name]
    with pytest.raises(Malformed, match=rf'missing required field "{name}" - at "\$\.pins\[1\]"'):
        read(stored)


WING = {
    "root": None,
    "tip": None,
    "mirrored": None,
    "behind": None,
    "tone": None,
    "softness": None,
}
GRAFT = {"near": WING, "far": WING, "pair": True}
CUT: dict[str, Any] = {"root": None, "tip": None, "touch": None}
WRONG: list[tuple[str, Any]] = [
    ("graft", {}),
    ("graft", GRAFT | {"pair": 1}),
    ("graft", GRAFT | {"more": 1}),
    *(
        ("graft", GRAFT | {"near": WING | wrong})
        for wrong in (
            {"root": [1]},
            {"tip": [1, 1e9]},
            {"tone": 2},
            {"softness": -1},
            {"behind": 1},
            {"more": 1},
        )
    ),
    ("pins", {}),
    ("pins", [1]),
    ("pins", [{}] * 9),
    ("puck", [0.5]),
    ("puck", [0.5, "0.5"]),
    ("puck", [0.5, 1.01]),
    ("puck", [0.5, 10**400]),
    ("mode", "magic"),
    ("mode", 1),
    ("layout", "ring"),
    ("overshoot", 1),
    ("detail", -0.1),
    ("detail", True),
    ("body", "horse"),
    ("body", ["ship"]),  # wings has it
    ("wings", [1]),
    ("region_sharpness", -1),
    ("paint", [[0, 2]]),
    ("paint", [[0, -2]]),
    ("paint", [[0], [0, 1]]),
    ("paint", []),
    ("paint", [[True]]),
    ("paint", [0]),
    ("refining", 1.5),
    ("typed", [0.5]),
    ("typed", [0.5, 1.6]),
    ("typed", [0.5, "0.5"]),
    ("seed", -1),
    ("seed", 1.0),
    ("extra", 0),
]


@pytest.mark.parametrize("name, value", WRONG)
def test_a_wrong_field_is_refused(name: str, value: Any) -> None:
    with pytest.raises(Malformed):
        read(written(odd_board()) | {name: value})


def test_of_a_board_from_before_refining_at_once_the_share_of_noise_is_taken() -> None:
    stored = written(odd_board())
    del stored["refining"]
    for share, refining in ((0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.6, 1.0)):
        again = read({**stored, "strength": share})
        assert again == odd_board().with_setting(STRENGTH, refining)
    for wrong in ("much", 1.5, -0.1):
        with pytest.raises(Malformed, match=r"(?i)strength"):
            read({**stored, "strength": wrong})


def test_the_place_of_wings_that_boards_were_kept_with_is_ignored() -> None:
    for placing in ("best", "above", 7):
        stored = written(odd_board()) | {"placing": placing}
        assert read(stored) == odd_board()


@pytest.mark.parametrize(
    "name, value",
    [
        *(("png", "!"), ("png", "AAAA"), ("png", "A" * 20_000), ("x", 2), ("name", None)),
        *(("z", 0), ("role", "tail"), ("held", -0.6), ("held", "much")),
        *(("cut", wrong) for wrong in ({}, {**CUT, "root": [1]}, {**CUT, "tip": [1, 1e9]})),
        *(("cut", {**CUT, "touch": wrong}) for wrong in ("", "AAAA", "A" * 1400, "!", 7)),
        ("cut", {**CUT, "more": 1}),
        *(("region", wrong) for wrong in ("", "AAAA", "!", 7, [0])),
    ],
)
def test_a_wrong_pin_is_refused(name: str, value: Any) -> None:
    stored = written(odd_board())
    stored["pins"][0][name] = value
    with pytest.raises(Malformed):
        read(stored)
