"""Properties of the way from bodies to wings."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.continuity import largest_changes
from training.blending import methods
from training.blending.grafts import course, wings_on
from training.blending.methods import Blend, Networks, Settings, Sources, blend
from training.blending.parts import SourceParts
from training.grafting.anchors import (
    LENGTH,
    LONGEST,
    SHORTEST,
    Body,
    automatic,
    cut,
    height_of,
    size_at,
)
from training.grafting.graft import Cutout, Place, extent, placed
from training.grafting.placement import AS_FOUND, Cut, Graft, WingPlacement

SIDE = 32
SEEDS = st.integers(0, 999)
KINDS = st.sampled_from(
    ([False, True], [True, False], [False, True, True], [False, False, True], [True, False] * 2)
)


def encode(pictures: Any) -> Any:
    """A plain grid of means, not linear so that nothing cancels out."""
    small = pictures.reshape(len(pictures), 3, 8, 4, 8, 4)
    means = small.mean(5).mean(3)
    return means + means**3


def decode(latents: Any) -> Any:
    """Something like a picture; nothing that gives a source's own back."""
    rows = [0.8 * latents[:, :, i // 4, :] for i in range(SIDE)]
    stack: Any = np.stack if isinstance(latents, np.ndarray) else torch.stack
    stacked = stack(rows, 2)
    return stack([stacked[..., i // 4] for i in range(SIDE)], 3)


NETWORKS = Networks(encode=encode, decode=decode)


def _disc(x: float, y: float, radius: float) -> np.ndarray:
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    return np.clip(radius + 0.5 - np.hypot(columns - x, rows - y), 0, 1)


def sources_of(seed: int, wings: list[bool], sides: tuple[float, float] = (0.9, 0.9)) -> Sources:
    """Noise with parts where they may be; bodies face as ``sides`` say, in turn."""
    rng = np.random.default_rng(seed)
    n = len(wings)
    pictures = rng.uniform(-1, 1, (n, 3, SIDE, SIDE))
    mattes = np.stack([_disc(16, 18, 8) if not w else _disc(15, 15, 7) for w in wings])
    points = np.stack([rng.uniform([13, 10], [19, 13], (n, 2)), *_wing_points(rng, n)], 1)
    chances = np.stack([np.resize(sides, n), np.full(n, 0.8), np.full(n, 0.8)], 1)
    own = encode(pictures)
    parts = SourceParts(pictures, own, mattes, points, chances, wings)
    known = own + rng.normal(0, 0.1, own.shape)  # as favourites bring them
    return Sources(known, [[]] * n, [None] * n, 4, parts=parts)


def _wing_points(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.uniform(18, 22, (n, 2)), rng.uniform(6, 10, (n, 2))


def grafted(sources: Sources, weights: Any, chosen: Settings | None = None) -> Blend:
    return blend(methods.GRAFT, sources, np.asarray(weights), chosen or Settings(), NETWORKS)


@settings(max_examples=25)
@given(SEEDS, KINDS)
def test_at_a_pin_its_source_is_shown_exactly(seed: int, wings: list[bool]) -> None:
    sources = sources_of(seed, wings)
    made = grafted(sources, np.eye(len(wings)), Settings(sizes=np.full(len(wings), 1.2)))
    assert np.array_equal(made.latents, sources.latents)
    other = np.random.default_rng(seed).standard_normal((len(wings), 2, 8, 8))
    assert np.array_equal(made.mixed(other), other)


@given(SEEDS, st.booleans(), st.integers(1, 3))
def test_sources_of_one_kind_are_blended_plainly(seed: int, wings: bool, count: int) -> None:
    sources = sources_of(seed, [wings] * count)
    weights = np.random.default_rng(seed).dirichlet(np.ones(count), 4)
    made = grafted(sources, weights)
    plain = blend(methods.LINEAR, sources, weights)
    assert np.allclose(made.latents, plain.latents)
    assert np.allclose(made.shares, weights)


@settings(max_examples=25)
@given(SEEDS)
def test_half_way_is_the_whole_graft_encoded(seed: int) -> None:
    sources = sources_of(seed, [False, True])
    parts = sources.parts
    assert parts is not None
    cutout = cut(
        *(x[1:] for x in (parts.pictures, parts.mattes)), *parts.points[1:, 1:].swapaxes(0, 1)
    )
    body = Body(parts.pictures[:1], parts.mattes[:1], parts.points[:1, 0], np.ones(1))
    expected = encode(automatic(body, cutout, np.array([LENGTH])))
    made = grafted(replace(sources, latents=parts.encoded), [[0.5, 0.5]])
    assert np.allclose(made.latents, expected)
    assert np.allclose(made.shares, [[1, 0]])  # the body's own detail; the wings cover it


def _along(sources: Sources, ends: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Latents on the way between two blends, while wings grow from their least size to most."""
    shares = places[:, None]
    weights = (1 - shares) * ends[0] + shares * ends[1]
    return np.asarray(grafted(sources, weights, Settings(sizes=size_at(2 * places - 1))).latents)


@settings(max_examples=6)
@given(SEEDS, KINDS, st.sampled_from([(0.9, 0.9), (0.9, 0.1)]))
def test_it_is_continuous_along_paths(
    seed: int, wings: list[bool], sides: tuple[float, float]
) -> None:
    sources, n = sources_of(seed, wings, sides), len(wings)
    ends = np.random.default_rng(seed).permutation(np.eye(n))[:2]
    inner = np.random.default_rng(seed).dirichlet(np.ones(n), 2)
    for path in (ends, np.stack((ends[0], inner[0])), inner):
        steps = largest_changes(partial(_along, sources, path))
        assert steps[-1] < 0.02 * steps[0] or steps[-1] < 1e-4


def _mirrored(sources: Sources) -> Sources:
    parts = sources.parts
    assert parts is not None
    flipped = replace(
        parts,
        pictures=parts.pictures[..., ::-1],
        mattes=parts.mattes[..., ::-1],
        encoded=parts.encoded[..., ::-1],
        points=np.array([SIDE, 0.0]) + parts.points * [-1, 1],
        chances=np.stack((1 - parts.chances[:, 0], *parts.chances[:, 1:].T), 1),
    )
    return replace(sources, latents=sources.latents[..., ::-1], parts=flipped)


@settings(max_examples=25)
@given(SEEDS, KINDS)
def test_mirrored_pictures_give_mirrored_grafts(seed: int, wings: list[bool]) -> None:
    sources = sources_of(seed, wings)
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(wings)), 3)
    ours, theirs = (grafted(one, weights).latents for one in (sources, _mirrored(sources)))
    assert np.allclose(ours[..., ::-1], theirs)


def test_each_picture_gives_its_own_wing() -> None:
    for count in (1, 2, 3, 5):
        wings = [False] + [True] * count
        parts = sources_of(0, wings).parts
        assert parts is not None
        body = Body(parts.pictures[:1], parts.mattes[:1], parts.points[:1, 0], np.ones(1))
        weights = np.array([[0.5, *[0.5 / count] * count]])
        found = [
            (w.cutout, w.shown) for w in wings_on(body, parts, course(weights, wings), np.ones(1))
        ]
        assert len(found) == max(count, 2)
        assert all(place.amount[0] == 1 for _, place in found)
        ways = [place.tip[0] - place.root[0] for _, place in found]
        angles = [np.degrees(np.arctan2(-y, x)) for x, y in ways]  # 90 is up, it faces 0
        assert angles == sorted(angles)  # the lowest leans most to the head
        assert [place.behind[0] for _, place in found] == [1.0] * (len(found) - 1) + [0.0]
        near = found[-1][0]
        assert np.array_equal(near.root[0], parts.points[1, 1])
        if count > 1:
            assert np.array_equal(found[-2][0].root[0], parts.points[2, 1])
    few = course(np.array([[0.5, 0.5, 0.0]]), [False, True, True])
    parts = sources_of(0, [False, True, True]).parts
    assert parts is not None
    behind, before = (wing.shown for wing in wings_on(body, parts, few, np.ones(1)))
    assert before.amount[0] == 1 and behind.amount[0] == 0


def test_what_is_said_by_hand_holds_and_the_rest_is_as_before() -> None:
    sources = sources_of(1, [False, True])
    parts = sources.parts
    assert parts is not None
    body = Body(parts.pictures[:1], parts.mattes[:1], parts.points[:1, 0], np.ones(1))
    way = course(np.array([[0.5, 0.5]]), parts.wings)
    hand = WingPlacement((3.0, 4.0), None, True, True, 0.4, 1.5)
    far, near = wings_on(body, parts, way, np.ones(1))
    said = wings_on(body, parts, way, np.ones(1), Graft(near=hand))
    assert np.array_equal(said[0].shown.tip, far.shown.tip)
    place, before = said[1].shown, near.shown
    assert place.root.tolist() == [[3.0, 4.0]] and place.mirrored[0] == -1
    assert np.allclose(place.tip - place.root, before.tip - before.root)
    assert (place.behind[0], place.tone[0], place.softness[0]) == (1, 0.4, 1.5)
    tip = wings_on(body, parts, way, np.array([0.5]), Graft(near=WingPlacement((3, 4), (9, 2))))
    assert np.allclose(tip[1].shown.tip, [[6, 3]])  # half as large
    alone = wings_on(body, parts, way, np.ones(1), Graft(pair=False))
    assert len(alone) == 1 and np.array_equal(alone[0].shown.tip, before.tip)


def test_sizes_run_from_the_shortest_to_the_longest() -> None:
    sizes = LENGTH * size_at(np.array([-2.0, -1.0, 0.0, 1.0, 2.0]))
    assert np.allclose(sizes, [SHORTEST, SHORTEST, LENGTH, LONGEST, LONGEST])
    for height in (-1.0, -0.3, 0.0, 0.6, 1.0):
        assert height_of(float(size_at(np.array([height]))[0])) == pytest.approx(height)
    sources = sources_of(2, [False, True])
    made = grafted(sources, [[0.5, 0.5]] * 2, Settings(sizes=np.array([0.6, 1.2])))
    assert not np.allclose(made.latents[0], made.latents[1])


def test_torch_gives_what_numpy_gives() -> None:
    sources = sources_of(3, [False, True, False])
    weights = np.random.default_rng(3).dirichlet(np.ones(3), 4)
    parts = sources.parts
    assert parts is not None
    named = ("pictures", "encoded", "mattes", "points", "chances")
    tensors: dict[str, Any] = {name: torch.from_numpy(getattr(parts, name)) for name in named}
    theirs = replace(parts, **tensors)
    given_ = replace(sources, latents=torch.from_numpy(sources.latents), parts=theirs)
    made = blend(methods.GRAFT, given_, torch.from_numpy(weights), networks=NETWORKS)
    ours = grafted(sources, weights)
    assert np.allclose(made.latents.numpy(), ours.latents)
    assert np.allclose(made.shares.numpy(), ours.shares)


def test_without_parts_nothing_is_grafted() -> None:
    sources = replace(sources_of(4, [False, True]), parts=None)
    with pytest.raises(ValueError, match="nothing to graft by"):
        grafted(sources, [[0.5, 0.5]])


def test_a_matte_is_brushed_and_a_wing_begins_where_one_says() -> None:
    parts = sources_of(5, [False, True]).parts
    assert parts is not None and parts.cut_by_hand([None, None]) is parts
    touch = np.full((SIDE, SIDE), AS_FOUND, np.uint8)
    touch[:2], touch[2:4] = 255, 0
    said = parts.cut_by_hand([None, Cut((1.0, 2.0), None, touch.tobytes())])
    assert np.array_equal(said.mattes[0], parts.mattes[0])
    assert np.allclose(said.mattes[1, :2], 1) and np.allclose(said.mattes[1, 2:4], 0, atol=0.01)
    assert np.array_equal(said.mattes[1, 4:], parts.mattes[1, 4:])
    assert said.points[1, 1].tolist() == [1, 2]
    assert np.array_equal(said.points[1, 2], parts.points[1, 2])
    assert np.array_equal(said.points[0], parts.points[0])


def test_what_is_added_counts_however_far_it_is_from_the_axis() -> None:
    root, tip = np.array([[4.0, 28.0]]), np.array([[10.0, 28.0]])
    colours, matte = np.ones((1, 3, SIDE, SIDE)), np.zeros((1, SIDE, SIDE))
    matte[:, 2:6, 24:30] = 1  # far off
    plain = Cutout(colours, matte, root, tip)
    added = replace(plain, added=matte)
    assert extent(plain).max() == 0 and np.array_equal(extent(added), matte)
    one, nothing = np.ones(1), np.zeros(1)
    place = Place(root, tip, one, nothing, nothing, one, one, nothing)
    tones = np.zeros((1, 3))
    alphas = [placed(wing, place, tones, (SIDE, SIDE))[1][0, 0] for wing in (plain, added)]
    assert alphas[0].max() == 0 and np.allclose(alphas[1], matte[0])
