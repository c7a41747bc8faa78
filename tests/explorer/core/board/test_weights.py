"""Properties of the weights: sums, exactness, range, continuity, degenerate arrangements."""

import dataclasses
import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.core.board.board import MAX_PINS, Board, Layout, Pin, Source
from explorer.core.board.modes import SUM
from explorer.core.board.plane import Place
from explorer.core.board.weights import HIGHEST, LOWEST, nearest_point, weights, weights_at

SOURCE = Source("x", None, bytes(3072))
UNIT = st.floats(0, 1)
PLACES = st.tuples(UNIT, UNIT)
GRID_PLACES = st.tuples(*[st.integers(0, 4).map(lambda i: i / 4)] * 2)  # coincide, line up
ROUNDING = 1e-9


def board_at(*places: Place, **settings: object) -> Board:
    pins = tuple(Pin(SOURCE, x, y) for x, y in places)
    return dataclasses.replace(Board(layout=Layout.FREE), pins=pins, **settings)  # type: ignore[arg-type]


def preset(count: int, overshoot: bool = False) -> Board:
    board = Board(overshoot=overshoot)
    for _ in range(count):
        board = board.add(SOURCE)
    return board


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Boards of any layout, also with pins on one spot or on a line."""
    if draw(st.booleans()):
        return preset(draw(st.integers(1, MAX_PINS)), draw(st.booleans()))
    places = draw(st.lists(PLACES | GRID_PLACES, min_size=1, max_size=MAX_PINS))
    return board_at(*places, overshoot=draw(st.booleans()))


@given(boards(), PLACES | GRID_PLACES)
def test_weights_sum_to_one_and_stay_in_range(board: Board, puck: Place) -> None:
    found = weights(board.move_puck(*puck))
    low, high = (LOWEST, HIGHEST) if board.overshoot else (0, 1)
    assert len(found) == len(board.pins)
    assert math.isclose(sum(found), 1, abs_tol=ROUNDING)
    assert all(low <= weight <= high for weight in found)


@given(boards())
def test_weights_are_exact_at_the_pins(board: Board) -> None:
    places = [pin.place for pin in board.pins]
    assume(all(math.dist(a, b) > 1e-100 for a in places for b in places if a != b))
    for i, place in enumerate(places):
        found = weights(board.move_puck(*place))
        alike = places.count(place)
        expected = [1 / alike if other == place else 0 for other in places]
        assert list(found) == expected, i


@given(boards(), st.data())
def test_the_order_of_the_pins_does_not_matter(board: Board, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(board.pins))))
    mixed = dataclasses.replace(board, pins=tuple(board.pins[i] for i in order))
    found = np.array(weights(board))
    assert np.allclose(weights(mixed), found[order], atol=1e-6)


def _well_apart(places: list[Place]) -> bool:
    apart = all(math.dist(a, b) > 0.1 for a, b in permutations(places, 2))
    if len(places) != 3:
        return apart
    (ax, ay), (bx, by), (cx, cy) = places
    return apart and abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) > 0.05


@given(st.lists(PLACES, min_size=2, max_size=5), PLACES, PLACES, st.booleans())
def test_weights_are_continuous(places: list[Place], a: Place, b: Place, overshoot: bool) -> None:
    assume(_well_apart(places))
    boards_ = board_at(*places, overshoot=overshoot), preset(len(places), overshoot)
    for board in boards_:
        path = np.array(a) + np.linspace(0, 1, 201)[:, None] * (np.array(b) - np.array(a))
        steps = np.abs(np.diff(weights_at(board, path), axis=0)).max()
        assert steps < 0.005 * 60 * max(math.dist(a, b), 1e-9)


def test_two_pins_project_on_their_line() -> None:
    board = board_at((0.2, 0.4), (0.6, 0.4))
    assert np.allclose(weights(board.move_puck(0.3, 0.9)), (0.75, 0.25))
    assert weights(board.move_puck(0.0, 0.4)) == (1, 0)
    over = dataclasses.replace(board, overshoot=True)
    assert np.allclose(weights(over.move_puck(0.7, 0.1)), (-0.25, 1.25))
    assert weights(over.move_puck(1.0, 0.1)) == (LOWEST, HIGHEST)


def test_three_pins_are_barycentric_and_show_the_nearest_point_outside() -> None:
    corners = (0.2, 0.2), (0.6, 0.2), (0.2, 0.6)
    board = board_at(*corners)
    assert np.allclose(weights(board.move_puck(0.3, 0.3)), (0.5, 0.25, 0.25))
    assert np.allclose(weights(board.move_puck(0.3, 0.0)), (0.75, 0.25, 0))
    over = dataclasses.replace(board, overshoot=True)
    assert np.allclose(weights(over.move_puck(0.3, 0.1)), (1.0, 0.25, -0.25))


@given(st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_four_corners_are_bilinear(x: float, y: float) -> None:
    u, v = (x - 0.1) / 0.8, (y - 0.1) / 0.8
    expected = (1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v
    assert np.allclose(weights(preset(4).move_puck(x, y)), expected)


def test_inverse_distance_is_by_squares_and_never_overshoots() -> None:
    board = board_at((0, 0), (1, 0), (0, 1), (0.5, 0.6), overshoot=True).move_puck(0.3, 0.0)
    closeness = np.array([1 / math.dist((0.3, 0), pin.place) ** 2 for pin in board.pins])
    assert np.allclose(weights(board), closeness / closeness.sum())


@pytest.mark.parametrize("count", range(2, MAX_PINS + 1))
def test_leaving_the_preset_layout_moves_only_four_corners(count: int) -> None:
    board = preset(count).move_puck(0.33, 0.41)
    stays = np.allclose(weights(board), weights(board.with_layout(Layout.FREE)))
    assert stays is (count != 4)


@given(st.integers(2, MAX_PINS), PLACES)
def test_allowing_overshoot_keeps_the_picture(count: int, puck: Place) -> None:
    board = preset(count).move_puck(*puck)
    on_the_spot = weights(dataclasses.replace(board, overshoot=True))
    assert np.allclose(weights(board.with_overshoot(True)), on_the_spot, atol=1e-6)


def test_two_pins_on_one_spot_are_even_everywhere() -> None:
    assert weights(board_at((0.3, 0.3), (0.3, 0.3)).move_puck(0.9, 0.1)) == (0.5, 0.5)


def test_flat_triangles_still_give_every_pin_something() -> None:
    found = weights(board_at((0.1, 0.5), (0.5, 0.5), (0.9, 0.5)).move_puck(0.3, 0.5))
    assert min(found) > 0 and math.isclose(found[0], found[1])


def test_the_weighted_sum_has_an_amount_on_each_axis() -> None:
    horse, bird = (Source(name, name, bytes(3072)) for name in ("horse", "bird"))
    board = Board(mode=SUM).add(bird).add(horse)
    assert weights(board.move_puck(1, 1)) == (0, 1.5)
    assert weights(board.move_puck(0, 0)) == (1.5, 0)
    assert np.allclose(weights(board.move_puck(2 / 3, 1 / 3)), (1, 1))
    assert np.allclose(weights(board.add(bird).move_puck(1, 0)), (0.75, 1.5, 0.75))


def test_one_pin_shows_its_picture_and_none_nothing() -> None:
    assert weights(preset(1)) == (1,)
    assert weights(preset(1).with_mode(SUM)) == (1,)
    assert weights(Board()) == ()


@given(boards(), PLACES)
def test_weights_that_a_point_has_are_found_again(board: Board, puck: Place) -> None:
    wanted = weights(board.move_puck(*puck))
    found = weights(board.move_puck(*nearest_point(board, wanted)))
    places = [pin.place for pin in board.pins]
    assume(_well_apart(places))
    assert np.allclose(found, wanted, atol=0.02)


@given(st.integers(5, 8), PLACES)
def test_so_they_are_where_pins_are_laid_in_a_ring(count: int, puck: Place) -> None:
    board = preset(count)
    wanted = weights(board.move_puck(*puck))
    assert np.allclose(weights(board.move_puck(*nearest_point(board, wanted))), wanted, atol=1e-6)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=3))
def test_inside_the_hull_the_point_is_exact(raw: list[float]) -> None:
    wanted = np.array(raw) / sum(raw)  # also close to an edge, where a coarse grid has no point
    board = preset(len(raw))
    found = weights(board.move_puck(*nearest_point(board, wanted)))
    assert np.allclose(found, wanted, atol=1e-6)


def test_a_pin_is_found_exactly() -> None:
    board = preset(5)
    for i, pin in enumerate(board.pins):
        assert nearest_point(board, np.eye(5)[i]) == pin.place
