"""Walks keep their order, their ends and their pace."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.board.plane import Place
from explorer.core.paths.json import restored_path, stored_path
from explorer.core.paths.path import MAX_POINTS, TOLERANCE, PuckPath, simplified
from explorer.core.paths.walking import (
    Ease,
    Ends,
    Pace,
    eased,
    frame_shares,
    positions,
    share_after,
)
from training.files.errors import UserError
from training.files.strict_json import decode, encode

SHARES = st.floats(0, 1)
PLACES = st.tuples(SHARES, SHARES)
PATHS = st.builds(
    PuckPath,
    st.lists(PLACES, min_size=1, max_size=9).map(tuple),
    st.floats(0.5, 120),
    st.sampled_from(Ends),
    st.sampled_from(Ease),
    st.sampled_from(Pace),
)
EASES, ENDS = st.sampled_from(Ease), st.sampled_from(Ends)
LENGTHS = st.lists(st.just(0.0) | st.floats(1e-3, 2), max_size=8)


@given(EASES, st.lists(SHARES, min_size=2).map(sorted))
def test_easing_keeps_order_and_both_ends(ease: Ease, shares: list[float]) -> None:
    made = eased([0, *shares, 1], ease)
    assert made[0] == 0 and made[-1] == 1 and (np.diff(made) >= 0).all()


def test_easing_is_slow_where_it_says() -> None:
    start = {ease: eased([0.1], ease)[0] for ease in Ease}
    end = {ease: 1 - eased([0.9], ease)[0] for ease in Ease}
    assert start[Ease.START] < 0.05 and start[Ease.BOTH] < 0.05 < start[Ease.NONE] < start[Ease.END]
    assert end[Ease.END] < 0.05 and end[Ease.BOTH] < 0.05 < end[Ease.NONE] < end[Ease.START]


@given(LENGTHS, st.sampled_from(Pace), EASES, st.lists(SHARES).map(sorted))
def test_a_walk_goes_forward_from_the_first_corner_to_the_last(
    lengths: list[float], pace: Pace, ease: Ease, shares: list[float]
) -> None:
    at = positions([0, *shares, 1], lengths, pace, ease)
    assert at[0] >= 0 and (np.diff(at) >= 0).all() and at.max() <= len(lengths)
    if not lengths or pace is Pace.LEGS or lengths[0]:  # corners on one spot are one place
        assert at[0] == 0
    if lengths and (pace is Pace.LEGS or lengths[-1]):
        assert at[-1] == pytest.approx(len(lengths))


@given(PATHS, SHARES, SHARES)
def test_an_even_walk_goes_as_far_in_the_same_time_everywhere(
    path: PuckPath, one: float, other: float
) -> None:
    even = PuckPath(path.points, ends=path.ends, ease=Ease.NONE, pace=Pace.EVEN)
    corners = np.array(even.corners)
    length = np.linalg.norm(np.diff(corners, axis=0), axis=1).sum()
    fine = np.linspace(min(one, other), max(one, other), 800)
    gone = np.linalg.norm(np.diff(even.places(fine), axis=0), axis=1).sum()
    # Corners that are cut between two of the moments make it shorter, never longer.
    assert gone <= abs(one - other) * length + 1e-6
    assert gone >= abs(one - other) * length - 9 * length / 800 - 1e-6


@given(PATHS)
def test_leg_by_leg_each_corner_has_its_moment(path: PuckPath) -> None:
    legs = PuckPath(path.points, ends=path.ends, ease=path.ease, pace=Pace.LEGS)
    moments = np.linspace(0, 1, len(legs.corners))
    np.testing.assert_allclose(legs.places(moments), np.array(legs.corners), atol=1e-6)


@given(PATHS, st.floats(0, 1000), st.floats(0, 0.01))
def test_a_replay_never_jumps_but_at_the_end_of_what_goes_round(
    path: PuckPath, elapsed: float, later: float
) -> None:
    near = PuckPath(path.points, ends=path.ends, ease=Ease.NONE, pace=path.pace)
    shares = [share_after(moment, path.ends) for moment in (elapsed, elapsed + later)]
    first, second = near.places(shares)
    corners = np.array(near.corners)
    longest = np.linalg.norm(np.diff(corners, axis=0), axis=1).sum() * len(corners)
    assert np.linalg.norm(second - first) <= later * longest + 1e-6


@pytest.mark.parametrize("count", [2, 7, 40])
def test_frames_show_both_ends_once_and_no_place_twice_where_they_begin_anew(count: int) -> None:
    once = frame_shares(count, Ends.ONCE)
    assert once[0] == 0 and once[-1] == 1
    around = frame_shares(count, Ends.ROUND)
    assert around[0] == 0 and np.allclose(np.diff([*around, 1]), 1 / count)
    back = frame_shares(2 * count, Ends.PING_PONG)
    assert back[0] == 0 and back[count] == 1
    np.testing.assert_allclose(back[1:], back[:0:-1])
    assert back[-1] > 0  # the first frame comes next, and it is not shown twice


def test_points_are_moved_added_and_taken_away_and_the_old_path_stays() -> None:
    path = PuckPath(((0.1, 0.1), (0.9, 0.1)))
    assert path.moved(1, (2.0, 0.5)).points == ((0.1, 0.1), (1.0, 0.5))
    assert path.inserted(1, (0.5, 0.2)).points == ((0.1, 0.1), (0.5, 0.2), (0.9, 0.1))
    assert path.inserted(2, (0.5, 0.2)).points[-1] == (0.5, 0.2)
    assert path.without(0).points == ((0.9, 0.1),)
    assert path.points == ((0.1, 0.1), (0.9, 0.1))
    for wrong in (-1, 2):
        with pytest.raises(IndexError):
            path.moved(wrong, (0.5, 0.5))
        with pytest.raises(IndexError):
            path.without(wrong)


def test_a_place_on_the_line_belongs_to_its_leg() -> None:
    path = PuckPath(((0.1, 0.1), (0.9, 0.1), (0.9, 0.9)), ends=Ends.ROUND)
    assert path.nearest_leg((0.5, 0.1)) == (1, pytest.approx(0, abs=1e-9))
    assert path.nearest_leg((0.8, 0.6)) == (2, pytest.approx(0.1))
    assert path.nearest_leg((0.5, 0.5)) == (3, pytest.approx(0, abs=1e-9))  # back to the first


@given(st.lists(PLACES, max_size=300))
def test_few_points_stand_for_a_line(line: list[Place]) -> None:
    kept = simplified(line)
    assert len(kept) <= MAX_POINTS and set(kept) <= set(line)
    if line:
        assert kept[0] == line[0] and kept[-1] == line[-1]


def test_a_drawn_arc_keeps_its_shape_with_few_points() -> None:
    turn = np.linspace(0, np.pi, 400)
    arc = [(0.5 + 0.4 * np.cos(a), 0.5 - 0.4 * np.sin(a)) for a in turn.tolist()]
    kept = PuckPath(simplified(arc))
    assert len(kept.points) < 20
    assert max(kept.nearest_leg(place)[1] for place in arc) <= TOLERANCE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": ((0.0, 1.5),)}, "lies on the plane"),
        ({"points": ((0.0, 0.5),) * (MAX_POINTS + 1)}, "up to 200 points"),
        ({"seconds": 0.0}, "0.5 to 120 seconds"),
        ({"seconds": float("nan")}, "0.5 to 120 seconds"),
    ],
)
def test_what_no_path_is_is_refused(change: dict, message: str) -> None:
    with pytest.raises(UserError, match=message):
        PuckPath(**change)


@given(PATHS)
def test_paths_are_read_as_they_were_written(path: PuckPath) -> None:
    stored = decode(encode(stored_path(path)), type(stored_path(path)))
    assert restored_path(stored) == path
