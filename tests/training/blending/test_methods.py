"""Properties that blending has by whatever method, for numpy and torch alike."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.blending import methods
from training.blending.methods import Method, Networks, Settings, Sources, blend, blend_each

METHODS = {
    "linear": methods.LINEAR,
    "slerp": methods.SLERP,
    "regions": methods.REGIONS,
    "refined": methods.REFINED,
}
BY_METHOD = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
SEEDS = st.integers(0, 999)
CLASSES = 4


def _sources(seed: int, count: int = 3) -> Sources:
    rng = np.random.default_rng(seed)
    latents = rng.standard_normal((count, 5, 4, 4))
    evidence = rng.standard_normal((count, CLASSES, 6, 6))
    roles = [[2], [0, 1], [2]][:count]
    return Sources(latents, roles, [2, 1, None][:count], CLASSES, evidence)


def _weights(seed: int, rows: int, count: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(count), rows)


def _towards(noisy: Any, time: Any, condition: Any) -> Any:
    """A prior that pulls towards what is asked for."""
    return condition[:, :1, None, None] - 0.3 * noisy + time[:, None, None, None] / 10


NETWORKS = Networks(_towards)


@BY_METHOD
@given(SEEDS)
def test_at_a_pin_its_source_is_shown_exactly(method: Method, seed: int) -> None:
    sources = _sources(seed)
    made = blend(method, sources, np.eye(3), networks=NETWORKS)
    assert np.array_equal(made.latents, sources.latents)
    other = np.random.default_rng(seed).standard_normal((3, 2, 8, 8))
    assert np.array_equal(made.mixed(other), other)


@BY_METHOD
def test_torch_gives_what_numpy_gives(method: Method) -> None:
    sources, weights = _sources(1), _weights(2, 4)
    settings = Settings(noise=np.random.default_rng(3).standard_normal((1, 5, 4, 4)))
    ours = blend(method, sources, weights, settings, NETWORKS)
    given_ = replace(
        sources,
        latents=torch.from_numpy(sources.latents),
        evidence=torch.from_numpy(sources.evidence),
    )
    theirs = blend(
        method,
        given_,
        torch.from_numpy(weights),
        replace(settings, noise=torch.from_numpy(settings.noise)),
        NETWORKS,
    )
    assert np.allclose(theirs.latents.numpy(), ours.latents)
    assert np.allclose(theirs.shares.numpy(), ours.shares)


@BY_METHOD
@given(SEEDS)
def test_each_of_many_is_blended_as_on_its_own(method: Method, seed: int) -> None:
    many = [_sources(seed), _sources(seed + 1), replace(_sources(seed), own=[0, 0, 0])]
    weights = _weights(seed, 3)
    together = blend_each(method, many, weights, networks=NETWORKS)
    for i, sources in enumerate(many):
        alone = blend(method, sources, weights[i : i + 1], networks=NETWORKS).latents[0]
        assert np.allclose(together[i], alone)


def test_the_prior_is_asked_for_own_classes_and_else_for_those_of_the_role() -> None:
    asked: list[np.ndarray] = []

    def velocity(noisy: np.ndarray, time: np.ndarray, condition: np.ndarray) -> np.ndarray:
        asked.append(condition)
        return np.zeros_like(noisy)

    networks = Networks(velocity)
    sources = replace(_sources(0, 2), own=[None, None])
    half = np.full((1, 2), 0.5)
    for own, wanted in (
        ([None, None], [0.25, 0.25, 0.5, 0, 0]),
        ([2, 1], [0, 0.5, 0.5, 0, 0]),
        ([3, None], [0.25, 0.25, 0, 0.5, 0]),
    ):
        blend(methods.REFINED, replace(sources, own=own), half, networks=networks)
        guided = np.array([wanted, [0, 0, 0, 0, 1]])  # by what is asked for anything
        assert np.array_equal(asked[-1], guided)


def test_without_evidence_a_collage_is_the_linear_blend() -> None:
    blind, weights = replace(_sources(4), evidence=None), _weights(4, 2)
    linear = blend(methods.LINEAR, blind, weights)
    assert np.array_equal(blend(methods.REGIONS, blind, weights).latents, linear.latents)


def test_refining_does_nothing_at_strength_nought_and_needs_a_prior() -> None:
    sources, weights = _sources(5), _weights(5, 2)
    nothing = Settings(refining=0.0)
    start = blend(methods.REGIONS, sources, weights).latents
    assert np.array_equal(
        blend(methods.REFINED, sources, weights, nothing, NETWORKS).latents, start
    )
    assert not np.allclose(
        blend(methods.REFINED, sources, weights, networks=NETWORKS).latents, start
    )
    with pytest.raises(ValueError, match="no prior"):
        blend(methods.REFINED, sources, weights)


def test_paint_of_any_size_is_averaged_over_the_cells() -> None:
    sources, weights = _sources(6), np.full((1, 3), 1 / 3)
    paint = np.zeros((3, 32, 32))
    paint[1, :, 16:] = 1
    paint[2, :8, :16] = 0.5
    shares = blend(methods.REGIONS, sources, weights, Settings(paint=paint)).shares[0]
    free = blend(methods.REGIONS, sources, weights).shares[0]
    assert (shares[1, :, 2:] > 0.99).all()
    assert np.array_equal(shares[:, 1:, :2], free[:, 1:, :2])
    assert np.allclose(shares[2, 0, :2], 0.5 * free[2, 0, :2] + 0.5, atol=1e-3)
