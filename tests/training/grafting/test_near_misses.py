"""Properties of near-misses: what they are named after, they are."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from training.grafting import near_misses
from training.grafting.anchors import Body, automatic, cut
from training.grafting.graft import Cutout

SEEDS = st.integers(0, 999)
COUNT = 6


def _disc(x: float, y: float, radius: float) -> Tensor:
    rows, columns = np.mgrid[0:32, 0:32] + 0.5
    disc = np.clip(radius + 0.5 - np.hypot(columns - x, rows - y), 0, 1)
    return torch.from_numpy(disc).float()


def _bodies(generator: torch.Generator) -> Body:
    """Grey bodies, facing either way, with their withers somewhere near the middle."""
    pictures = 0.4 * torch.rand(COUNT, 3, 32, 32, generator=generator) - 0.2
    withers = torch.tensor([10.0, 9.0]) + 10 * torch.rand(COUNT, 2, generator=generator)
    facing = 1 - 2 * (torch.arange(COUNT) % 2).float()
    return Body(pictures, _disc(16, 18, 8).repeat(COUNT, 1, 1), withers, facing)


def _wings() -> Cutout:
    """White wings."""
    matte = torch.maximum(_disc(10, 20, 4), _disc(18, 12, 5)).repeat(COUNT, 1, 1)
    root, tip = torch.tensor([8.0, 22.0]), torch.tensor([22.0, 8.0])
    pictures = torch.ones(COUNT, 3, 32, 32)
    return cut(pictures, matte, root.repeat(COUNT, 1), tip.repeat(COUNT, 1))


def _all(generator: torch.Generator) -> dict[str, Callable[[torch.Generator], Tensor]]:
    body, wings = _bodies(generator), _wings()
    others = torch.rand(COUNT, 3, 32, 32, generator=generator) * 2 - 1
    return {
        "misplaced": lambda g: near_misses.misplaced(body, wings, g),
        "faint": lambda g: near_misses.faint(body, wings, g),
        "beside": lambda g: near_misses.beside(body, wings, g),
        "rider": lambda g: near_misses.rider(body, others, g),
        "cross_fade": lambda g: near_misses.cross_fade(body.pictures, others, g),
        "collage": lambda g: near_misses.collage(body.pictures, others, g),
        "blur": lambda g: near_misses.blur(others, g),
        "garish": lambda g: near_misses.garish(others, g),
        "smear": lambda g: near_misses.smear(others, g),
        "torn": lambda g: near_misses.torn(others, g).clamp(-1, 1),
    }


def _at(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", _all(_at(0)))
@settings(max_examples=10)
@given(seed=SEEDS)
def test_each_is_a_picture_and_follows_from_its_generator(kind: str, seed: int) -> None:
    make = _all(_at(seed))[kind]
    found = make(_at(seed))
    assert found.shape == (COUNT, 3, 32, 32)
    assert found.isfinite().all() and found.abs().max() <= 1 + 1e-5
    assert torch.equal(found, make(_at(seed)))
    assert not torch.equal(found, make(_at(seed + 1)))


@given(SEEDS)
def test_misplaced_roots_are_inside_and_far_from_the_withers(seed: int) -> None:
    body = _bodies(_at(seed))
    place = near_misses.misplaced_place(body, _wings(), _at(seed))
    gap = (place.root - body.withers).norm(dim=1)
    assert gap.min() >= near_misses.CLEAR - 1.5  # where nothing drawn was clear, the farthest
    assert gap.median() >= near_misses.CLEAR
    assert place.root.min() >= 1 and place.root.max() <= 31


@given(SEEDS)
def test_what_is_beside_leaves_the_withers_alone(seed: int) -> None:
    body = _bodies(_at(seed))
    found = near_misses.beside(body, _wings(), _at(seed))
    change = (found - body.pictures).abs().mean(1)
    y, x = torch.meshgrid(torch.arange(32) + 0.5, torch.arange(32) + 0.5, indexing="ij")
    middle = torch.stack([(change * x).sum((1, 2)), (change * y).sum((1, 2))], 1)
    middle = middle / change.sum((1, 2))[:, None]
    assert ((middle - body.withers).norm(dim=1) > near_misses.CLEAR - 4).all()
    assert (change.sum((1, 2)) > 5).all()


@given(SEEDS)
def test_faint_wings_are_fainter_than_wings(seed: int) -> None:
    body, wings = _bodies(_at(seed)), _wings()
    full = automatic(body, wings, torch.full((COUNT,), 17.0))
    faint = near_misses.faint(body, wings, _at(seed))
    change, most = ((some - body.pictures).abs().mean((1, 2, 3)) for some in (faint, full))
    assert (change < 0.5 * most).all() and (change > 0).all()


@given(SEEDS)
def test_riders_are_above_the_belly_and_upright(seed: int) -> None:
    body = _bodies(_at(seed))
    found = near_misses.rider(body, torch.ones(COUNT, 3, 32, 32), _at(seed))
    changed = (found - body.pictures).abs().amax(1) > 0.05
    for i in range(COUNT):
        rows, columns = changed[i].nonzero(as_tuple=True)
        assert rows.max() < body.withers[i, 1] + 13
        assert (rows < body.withers[i, 1]).any()
        assert columns.max() - columns.min() < 20


@given(SEEDS)
def test_collages_take_every_pixel_from_one_of_two(seed: int) -> None:
    first, second = torch.zeros(COUNT, 3, 32, 32), torch.ones(COUNT, 3, 32, 32)
    found = near_misses.collage(first, second, _at(seed))
    share = found.mean((1, 2, 3))
    assert ((found == 0) | (found == 1)).all()
    assert ((share > 0.25) & (share < 0.75)).all()


@given(SEEDS)
def test_a_smear_is_between_its_pictures(seed: int) -> None:
    latents = torch.randn(COUNT, 4, 2, 2, generator=_at(seed))
    found = near_misses.smear(latents, _at(seed))
    assert (found <= latents.amax(0) + 1e-5).all() and (found >= latents.amin(0) - 1e-5).all()
    assert torch.allclose(near_misses.smear(torch.ones(3, 4), _at(seed)), torch.ones(3, 4))


@given(SEEDS)
def test_a_whole_thing_is_set_down_where_it_was_asked_for(seed: int) -> None:
    middle = 10 + 12 * torch.rand(COUNT, 2, generator=_at(seed))
    size = torch.full((COUNT, 2), 10.0)
    wings = _wings()
    given_: dict[str, Any] = {"middle": middle, "size": size, "angle": torch.zeros(COUNT)}
    dark = torch.full((COUNT, 3, 32, 32), -1.0)
    found = near_misses.set_down(dark, wings.colours, wings.matte, **given_)
    alpha = (found[:, 0] + 1) / 2
    y, x = torch.meshgrid(torch.arange(32) + 0.5, torch.arange(32) + 0.5, indexing="ij")
    weight = alpha.sum((1, 2))
    where = torch.stack([(alpha * x).sum((1, 2)) / weight, (alpha * y).sum((1, 2)) / weight], 1)
    assert torch.allclose(where, middle, atol=0.3)
