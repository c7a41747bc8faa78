"""Properties of grafts: wings set on bodies."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.continuity import largest_changes
from training.grafting.anchors import (
    Body,
    automatic,
    cut,
    far_place,
    growing,
    near_place,
    visibility,
)
from training.grafting.graft import Cutout, graft, handedness, own_colours
from training.grafting.warping import along_and_across, from_frame, pixel_centres, sample

SIDE = 32
SEEDS = st.integers(0, 999)


def _disc(x: float, y: float, radius: float) -> np.ndarray:
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    return np.clip(radius + 0.5 - np.hypot(columns - x, rows - y), 0, 1)


def _body(rng: np.random.Generator, facing: float = 1.0, count: int = 1) -> Body:
    pictures = rng.uniform(-1, 1, (count, 3, SIDE, SIDE))
    mattes = np.stack([_disc(16, 18, 8)] * count)
    withers = np.stack([rng.uniform([12, 9], [20, 13]) for _ in range(count)])
    return Body(pictures, mattes, withers, np.full(count, facing))


def _wing(rng: np.random.Generator, count: int = 1) -> Cutout:
    pictures = rng.uniform(-1, 1, (count, 3, SIDE, SIDE))
    mattes = np.stack([np.maximum(_disc(10, 20, 4), _disc(18, 12, 5))] * count)
    return cut(pictures, mattes, np.full((count, 2), [8.0, 22.0]), np.full((count, 2), [22.0, 8.0]))


@given(SEEDS)
def test_frames_are_undone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts, ends = rng.uniform(0, 32, (2, 3, 2))
    points = rng.uniform(0, 32, (7, 2))
    back = from_frame(along_and_across(points, starts, ends), starts, ends)
    assert np.allclose(back, points[None], atol=1e-6)


@given(SEEDS)
def test_sampling_at_pixels_gives_the_pixels(seed: int) -> None:
    images = np.random.default_rng(seed).uniform(-1, 1, (2, 3, 5, 7))
    points = np.broadcast_to(pixel_centres(5, 7, images), (2, 35, 2))
    assert np.allclose(sample(images, points, np.ones(2)).reshape(images.shape), images)


@given(SEEDS)
def test_no_amount_leaves_the_body_as_it_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    body, cutout = _body(rng), _wing(rng)
    place = growing(near_place(body, cutout, np.array([15.0])), np.zeros(1))
    assert np.array_equal(graft(body.pictures, body.mattes, [(cutout, place)]), body.pictures)


@given(SEEDS, st.sampled_from([-1.0, 1.0]))
def test_a_mirrored_body_gets_the_mirrored_graft(seed: int, facing: float) -> None:
    rng = np.random.default_rng(seed)
    body, cutout = _body(rng, facing), _wing(rng)
    mirrored = Body(
        body.pictures[..., ::-1],
        body.mattes[..., ::-1],
        np.array([[SIDE, 0.0]]) + body.withers * [[-1, 1]],
        -body.facing,
    )
    length = np.array([16.0])
    ours, theirs = automatic(body, cutout, length), automatic(mirrored, cutout, length)
    assert not np.allclose(ours, body.pictures, atol=0.1)
    assert np.allclose(ours[..., ::-1], theirs, atol=1e-9)


@given(SEEDS)
def test_flipped_places_on_flipped_bodies_are_flipped_grafts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    body, cutout = _body(rng), _wing(rng)
    place = near_place(body, cutout, np.array([14.0]), 7.0)
    ours = graft(body.pictures, body.mattes, [(cutout, place)])
    theirs = graft(
        body.pictures[..., ::-1], body.mattes[..., ::-1], [(cutout, place.flipped(SIDE))]
    )
    assert np.allclose(ours[..., ::-1], theirs, atol=1e-9)


def _repeated(one: Any, count: int) -> Any:
    given = {part.name: getattr(one, part.name) for part in fields(one)}
    parts = {name: np.repeat(value, count, 0) for name, value in given.items() if value is not None}
    return type(one)(**parts)


def _growing(seed: int, growth: np.ndarray) -> np.ndarray:
    """A graft as its wing grows, seen at each of ``growth`` (n,)."""
    body, cutout = _many(seed, growth.size)
    place = growing(near_place(body, cutout, np.full(growth.size, 16.0)), growth)
    return graft(body.pictures, body.mattes, [(cutout, place)])


def _turning(seed: int, along: np.ndarray) -> np.ndarray:
    """A graft as its wing is turned and drawn out, seen at each of ``along`` (n,)."""
    body, cutout = _many(seed, along.size)
    place = near_place(body, cutout, 12 + 7 * along, 80 * along - 40)
    return graft(body.pictures, body.mattes, [(cutout, place)])


def _many(seed: int, count: int) -> tuple[Body, Cutout]:
    rng = np.random.default_rng(seed)
    return _repeated(_body(rng), count), _repeated(_wing(rng), count)


@settings(max_examples=10)
@given(SEEDS, st.sampled_from([_growing, _turning]))
def test_grafts_are_continuous_in_amount_and_place(
    seed: int, path: Callable[[int, np.ndarray], np.ndarray]
) -> None:
    steps = largest_changes(lambda along: path(seed, along))
    assert steps[0] > 0.05
    assert steps[-1] < 0.02 * steps[0]


@given(SEEDS)
def test_a_wing_behind_is_hidden_by_the_body_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    body, cutout = _body(rng), _wing(rng)
    place = far_place(body, cutout, np.array([16.0]))
    seen = graft(body.pictures, body.mattes, [(cutout, place)])
    inside = (body.mattes == 1)[:, None] & np.ones_like(seen, bool)
    assert np.array_equal(seen[inside], body.pictures[inside])
    assert not np.allclose(seen[~inside], body.pictures[~inside])


def test_wings_go_up_and_back_from_the_withers() -> None:
    rng = np.random.default_rng(0)
    for facing in (-1.0, 1.0):
        body, cutout = _body(rng, facing), _wing(rng)
        place = near_place(body, cutout, np.array([16.0]))
        x, y = (place.tip - place.root)[0]
        assert y < -10 and x * facing < 0 and np.hypot(x, y) == pytest.approx(16)


def test_wings_lean_back_rather_than_out_of_the_picture() -> None:
    rng = np.random.default_rng(0)
    for facing, height in ((-1.0, 5.0), (1.0, 5.0), (1.0, 9.0), (1.0, 20.0)):
        body, cutout = _body(rng, facing), _wing(rng)
        body = Body(body.pictures, body.mattes, np.array([[16.0, height]]), body.facing)
        x, y = near_place(body, cutout, np.array([16.0])).tip[0]
        assert y > -1 and (x - 16) * facing < -5


def test_feathers_trail() -> None:
    matte = np.zeros((1, SIDE, SIDE))
    matte[0, 8:24, 16:22] = 1  # to the right of an upright axis
    root, tip = np.array([[16.0, 24.0]]), np.array([[16.0, 8.0]])
    assert handedness(matte, root, tip) == 1
    assert handedness(matte[..., ::-1], root, tip) == -1
    body = _body(np.random.default_rng(1))
    body = Body(-np.ones_like(body.pictures), 0 * body.mattes, np.array([[16.0, 20.0]]), np.ones(1))
    seen = visibility_map(body, Cutout(np.ones((1, 3, SIDE, SIDE)), matte, root, tip))
    place = near_place(body, Cutout(seen[None], matte, root, tip), np.array([16.0]))
    columns = np.arange(SIDE) + 0.5
    middle = (place.root[0, 0] + place.tip[0, 0]) / 2
    assert (seen[0].sum(0) * columns).sum() / seen[0].sum() < middle  # faces right: back is left


def visibility_map(body: Body, cutout: Cutout) -> np.ndarray:
    """Where a white wing lies on a black body, (3, 32, 32)."""
    place = near_place(body, cutout, np.array([16.0]))
    return (graft(body.pictures, body.mattes, [(cutout, place)])[0] + 1) / 2


def test_what_stands_out_is_more_visible() -> None:
    rng = np.random.default_rng(3)
    plain = _body(rng)
    dark = Body(-np.ones_like(plain.pictures), plain.mattes, plain.withers, plain.facing)
    cutout = _wing(rng)
    white = Cutout(np.ones_like(cutout.colours), cutout.matte, cutout.root, cutout.tip)
    grey = Cutout(0 * cutout.colours - 0.7, cutout.matte, cutout.root, cutout.tip)
    length = np.array([16.0])
    seen = [visibility(dark, one, near_place(dark, one, length)) for one in (white, grey)]
    assert seen[0] > 2 * seen[1] > 0


def test_half_covered_pixels_take_the_colours_of_solid_ones() -> None:
    matte = _disc(16, 16, 6)[None]
    inside = np.array([1.0, -1.0, -1.0])[None, :, None, None]
    picture = matte[:, None] * inside + (1 - matte[:, None])  # a red disc before white
    colours = own_colours(picture, matte)
    edge = (matte > 0.2) & (matte < 0.9)
    assert np.abs(colours - inside).max(axis=1)[edge].max() < 0.25
    assert np.abs(picture - inside).max(axis=1)[edge].max() > 0.5


@given(SEEDS)
def test_torch_and_numpy_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    body, cutout = _body(rng), _wing(rng)
    length = np.array([17.0])
    theirs = automatic(
        Body(*map(torch.from_numpy, (body.pictures, body.mattes, body.withers, body.facing))),
        Cutout(*map(torch.from_numpy, (cutout.colours, cutout.matte, cutout.root, cutout.tip))),
        torch.from_numpy(length),
    )
    assert np.allclose(automatic(body, cutout, length), theirs.numpy(), atol=1e-9)
