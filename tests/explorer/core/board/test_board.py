"""The board: edits give new boards, and none loses or mixes anything up."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.board.board import MAX_PINS, Board, Layout, Pin, Role, Source
from explorer.core.board.modes import DETAIL, SHARPNESS, SLERP, STRENGTH
from explorer.core.board.pins import REGION
from explorer.core.board.plane import preset_places
from training.files.errors import UserError


def source(name: str = "a", class_name: str | None = None, value: int = 0) -> Source:
    return Source.of(name, class_name, np.full((32, 32, 3), value, np.uint8))


def board_of(count: int, **settings: Any) -> Board:
    board = Board(**settings)
    for i in range(count):
        board = board.add(source(str(i), value=i))
    return board


def names(board: Board) -> list[str]:
    return [pin.source.name for pin in board.pins]


def test_a_source_keeps_its_own_pixels() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    kept = Source.of("x", "horse", picture)
    before = picture.copy()
    picture[:] = 0
    assert np.array_equal(kept.picture, before)
    assert not kept.picture.flags.writeable
    assert hash(kept) == hash(Source.of("x", "horse", before))


@pytest.mark.parametrize("shape, dtype", [((32, 32), np.uint8), ((32, 32, 3), np.float32)])
def test_a_source_refuses_other_pictures(shape: tuple[int, ...], dtype: Any) -> None:
    with pytest.raises(UserError, match="32 x 32 RGB"):
        Source.of("x", None, np.zeros(shape, dtype))


@given(st.integers(0, MAX_PINS), st.booleans())
def test_preset_pins_sit_in_their_places(count: int, overshoot: bool) -> None:
    board = board_of(count, overshoot=overshoot)
    assert tuple(pin.place for pin in board.pins) == preset_places(count, overshoot)
    assert len(set(preset_places(count, overshoot))) == count


def test_a_ninth_picture_is_refused() -> None:
    with pytest.raises(UserError, match="8 pictures"):
        board_of(8).add(source())


@given(st.integers(1, MAX_PINS), st.data())
def test_removing_takes_that_pin_and_keeps_the_order(count: int, data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, count - 1))
    kept = [str(i) for i in range(count) if i != gone]
    assert names(board_of(count).remove(gone)) == kept


def test_removing_one_of_two_equal_pins_leaves_the_other() -> None:
    pin = Pin(source(), 0.5, 0.5)
    assert len(Board(pins=(pin, pin), layout=Layout.FREE).remove(0).pins) == 1


def test_regions_go_with_their_pins() -> None:
    regions = [bytes([shade]) * REGION for shade in (10, 20, 30)]
    board = board_of(3).with_regions(regions)
    assert [pin.region for pin in board.remove(1).pins] == [regions[0], regions[2]]
    assert [pin.region for pin in board.add(source()).pins] == [*regions, None]
    assert board.replace(0, source()).pins[0].region == regions[0]
    assert board.with_regions([None] * 3) == board_of(3)


def test_regions_are_of_one_size_and_none_is_painted_twice_over() -> None:
    half = bytes([128]) * REGION
    with pytest.raises(UserError, match="more than once"):
        board_of(2).with_regions([half, half])
    for wrong in (b"", half[1:]):
        with pytest.raises(UserError, match="1024 pixels"):
            board_of(1).with_regions([wrong])


@pytest.mark.parametrize("index", [-1, 2])
def test_a_pin_that_is_not_there_is_no_silent_edit(index: int) -> None:
    board = board_of(2, layout=Layout.FREE)
    for edit in (board.remove, board.lock):
        with pytest.raises(IndexError):
            edit(index)
    with pytest.raises(IndexError):
        board.move_pin(index, 0, 0)
    with pytest.raises(IndexError):
        board.replace(index, source())


def test_a_locked_pin_keeps_picture_and_place() -> None:
    board = board_of(2, layout=Layout.FREE).lock(1)
    with pytest.raises(UserError, match="unlock"):
        board.remove(1)
    with pytest.raises(UserError, match="unlock"):
        board.replace(1, source())
    with pytest.raises(UserError, match="unlock"):
        board.move_pin(1, 0.2, 0.2)
    assert names(board.lock(1, False).remove(1)) == ["0"]


def test_pins_move_in_the_free_layout_only() -> None:
    board = board_of(4)
    with pytest.raises(UserError, match="free layout"):
        board.move_pin(0, 0.3, 0.3)
    free = board.with_layout(Layout.FREE)
    assert free.pins == board.pins
    moved = free.move_pin(0, 0.3, -7)
    assert moved.pins[0].place == (0.3, 0.0) and moved.pins[1:] == board.pins[1:]
    assert moved.with_layout(Layout.PRESET) == board


def test_free_pins_are_added_where_there_is_room_or_where_asked() -> None:
    board = board_of(MAX_PINS, layout=Layout.FREE)
    assert len({pin.place for pin in board.pins}) == MAX_PINS
    assert Board(layout=Layout.FREE).add(source(), (0.2, 0.9)).pins[0].place == (0.2, 0.9)


def test_the_puck_stops_at_the_edge() -> None:
    assert Board().move_puck(-1, 2).puck == (0.0, 1.0)
    with pytest.raises(UserError):
        Board().move_puck(float("nan"), 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"detail": 1.5},
        {"refining": -0.1},
        {"detail": float("nan")},
        {"region_sharpness": -1.0},
        {"region_sharpness": float("inf")},
        {"seed": -1},
        {"puck": (2.0, 0.0)},
        {"body": frozenset({"horse"}), "wings": frozenset({"horse", "bird"})},
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        Board(**wrong)


def test_edits_change_their_field_alone_and_not_the_old_board() -> None:
    board = board_of(2)
    edits: dict[str, Board] = {
        "mode": board.with_mode(SLERP),
        "layout": board.with_layout(Layout.FREE),
        "detail": board.with_setting(DETAIL, 0.5),
        "region_sharpness": board.with_setting(SHARPNESS, 3.5),
        "refining": board.with_setting(STRENGTH, 0.25),
        "seed": board.with_seed(7),
        "puck": board.move_puck(0.1, 0.2),
        "body": dataclasses.replace(board, body=frozenset({"deer"})),
    }
    for field, edited in edits.items():
        for other in dataclasses.fields(Board):
            same = getattr(edited, other.name) == getattr(board, other.name)
            assert same is (other.name != field), (field, other.name)


def test_roles_follow_the_classes() -> None:
    board = Board()
    for class_name in ("bird", "horse", None, "airplane", "frog"):
        board = board.add(source(class_name or "?", class_name))
    wings, body = Role.WINGS, Role.BODY
    assert board.roles() == (wings, body, body, wings, body)


@given(st.lists(st.sampled_from(["horse", "bird", None]), min_size=2, max_size=MAX_PINS))
def test_two_pins_or_more_have_both_roles(classes: list[str | None]) -> None:
    board = Board()
    for class_name in classes:
        board = board.add(source("x", class_name))
    assert set(board.roles()) == {Role.BODY, Role.WINGS}
