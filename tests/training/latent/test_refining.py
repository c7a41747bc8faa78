"""Properties of the way to noise and back."""

from collections.abc import Callable

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.latent.blending import Array, betweenness
from training.latent.refining import Guidance, conditions, refine

SHAPE = (3, 2, 2)
SEEDS = st.integers(0, 999)


def towards(data: Array) -> Callable[[Array, Array, Array], Array]:
    """The exact velocity to one picture ``data``, whatever the condition."""

    def velocity(noisy: Array, time: Array, condition: Array) -> Array:
        left = 1 - time.reshape(-1, 1, 1, 1)
        return (data - noisy) / left

    return velocity


def curved(noisy: Array, time: Array, condition: Array) -> Array:
    """Some velocity that depends on everything."""
    pull = (condition * np.arange(condition.shape[1])).sum(1).reshape(-1, 1, 1, 1)
    return -noisy * time.reshape(-1, 1, 1, 1) + 0.1 * pull


def _inputs(b: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    noise, latents = rng.standard_normal((2, b, *SHAPE))
    return latents, noise, rng.dirichlet(np.ones(4), b)


@given(SEEDS)
def test_no_strength_gives_the_latents_back_to_the_bit(seed: int) -> None:
    latents, noise, condition = _inputs(3, seed)
    assert np.array_equal(refine(latents, np.zeros(3), noise, condition, curved), latents)


@given(SEEDS, st.floats(0.01, 1))
def test_a_straight_flow_arrives_at_its_picture(seed: int, strength: float) -> None:
    latents, noise, condition = _inputs(2, seed)
    data = np.random.default_rng(seed + 1).standard_normal(SHAPE)
    start = strength * noise + (1 - strength) * latents
    found = refine(
        latents, np.full(2, strength), noise, condition, towards(data), guidance=Guidance(1)
    )
    # A midpoint step of a straight flow is exact in direction; the last one stops a step short.
    assert np.linalg.norm(found - data) < 0.2 * np.linalg.norm(start - data) + 1e-9


@given(SEEDS)
def test_refining_is_continuous_and_repeatable(seed: int) -> None:
    latents, noise, condition = _inputs(1, seed)
    path = np.linspace(0, 0.7, 400)
    many = np.repeat(latents, 400, 0), np.repeat(condition, 400, 0)
    found = refine(many[0], path, noise, many[1], curved)
    assert np.abs(np.diff(found, axis=0)).max() < 0.05
    again = refine(latents, path[-1:], noise, condition, curved)
    assert np.allclose(again, found[-1:])


def test_guidance_goes_beyond_the_unconditional_flow() -> None:
    latents, noise, _ = _inputs(1, 0)
    condition = np.array([[0.0, 1.0, 0.0, 0.0]])
    free, once, twice = (
        refine(latents, np.array([0.5]), noise, condition, curved, guidance=Guidance(g))
        for g in (0, 1, 2)
    )
    assert np.allclose(twice - once, once - free) and np.abs(once - free).max() > 0.01


def test_guidance_in_a_part_of_the_way_alone() -> None:
    time = np.linspace(0, 1, 11)
    followed = Guidance(5.0, 0.25, 0.75).at(time)
    assert followed.tolist() == [1, 1, 1, 5, 5, 5, 5, 5, 1, 1, 1]
    assert torch.equal(Guidance(5.0, 0.25, 0.75).at(torch.tensor(time)), torch.tensor(followed))
    # A path that lies before it all is the one without guidance.
    latents, noise, _ = _inputs(1, 0)
    asked = latents, np.array([0.2]), noise, np.array([[0.0, 1.0, 0.0, 0.0]]), curved
    before, plain = (refine(*asked, guidance=g) for g in (Guidance(5.0, 0.0, 0.7), Guidance(1.0)))
    assert np.array_equal(before, plain)
    assert not np.allclose(refine(*asked, guidance=Guidance(5.0, 0.7, 1.0)), plain)


def test_conditions_ask_for_each_sources_classes() -> None:
    weights = np.array([[0.5, 0.25, 0.25], [1.5, -0.5, 0.0]])
    found = conditions(weights, [[1], [0, 2], []], 3)
    assert np.allclose(found, [[0.125, 0.5, 0.125, 0.25], [0.0, 1.0, 0.0, 0.0]])


def test_torch_gives_what_numpy_gives() -> None:
    latents, noise, _ = _inputs(2, 3)
    weights = np.array([[0.3, 0.7], [1.2, -0.2]])
    arrays = []
    for convert in (np.asarray, torch.from_numpy):
        z, e, w = (convert(x) for x in (latents, noise, weights))
        condition = conditions(w, [[1], [0]], 3)
        arrays.append(refine(z, betweenness(w) * 0.6, e, condition, towards(0 * z[:1])))
    assert isinstance(arrays[1], torch.Tensor)
    assert np.allclose(arrays[0], arrays[1].numpy())
