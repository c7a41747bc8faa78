"""Properties of the blends, for numpy and torch alike."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.latent.blending import betweenness, slerp, weighted_sum, with_detail

SHAPE = (2, 3, 3)


def _latents(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, *SHAPE)) * 3


def _pair(t: float) -> np.ndarray:
    return np.array([1 - t, t])


@given(st.integers(2, 8), st.integers(0, 999))
def test_weighted_sum_is_exact_at_every_pin(n: int, seed: int) -> None:
    latents = _latents(n, seed)
    for i in range(n):
        assert np.array_equal(weighted_sum(latents, np.eye(n)[i]), latents[i])


@given(st.integers(2, 8), st.integers(0, 999))
def test_weighted_sum_uses_every_source(n: int, seed: int) -> None:
    latents, weights = _latents(n, seed), np.random.default_rng(seed + 1).random(n)
    expected = sum(w * z for w, z in zip(weights, latents, strict=True))
    assert np.allclose(weighted_sum(latents, weights), expected)


@given(st.integers(0, 999))
def test_slerp_is_exact_at_the_pins(seed: int) -> None:
    latents = _latents(2, seed)
    assert np.allclose(slerp(latents, _pair(0.0)), latents[0])
    assert np.allclose(slerp(latents, _pair(1.0)), latents[1])


@given(st.floats(0, 1), st.integers(0, 999), st.sampled_from([1.0, 1e-3, 1e-5, 1e-9, 0.0]))
def test_swapped_ends_change_nothing_even_near_parallel(t: float, seed: int, gap: float) -> None:
    first, other = _latents(2, seed)
    latents = np.stack((first, first + gap * other))
    assert np.allclose(slerp(latents, _pair(t)), slerp(latents[::-1].copy(), _pair(1 - t)))


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(0, 999))
def test_slerp_keeps_the_blended_norm_and_even_angles(t: float, seed: int) -> None:
    latents = _latents(2, seed)
    norms = np.sqrt((latents**2).sum((1, 2, 3)))
    blend = slerp(latents, _pair(t))
    assert np.isclose(np.linalg.norm(blend), _pair(t) @ norms)

    def angle(a: np.ndarray, b: np.ndarray) -> float:
        cosine = (a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b)
        return float(np.arccos(np.clip(cosine, -1, 1)))

    assert np.isclose(angle(latents[0], blend), t * angle(*latents), atol=1e-6)


@given(st.integers(0, 999))
def test_slerp_is_continuous_where_it_turns_linear(seed: int) -> None:
    first, other = _latents(2, seed)
    for gap in (0.5e-4, 2e-4):  # either side of the change-over
        latents = np.stack((first, first + gap * other))
        difference = slerp(latents, _pair(0.3)) - weighted_sum(latents, _pair(0.3))
        assert np.abs(difference).max() < 1e-6


@pytest.mark.parametrize("case", ["antipodal", "zero", "negative"])
def test_slerp_falls_back_to_linear(case: str) -> None:
    first, second = _latents(2, 1)
    weights = np.array([1.3, -0.3]) if case == "negative" else _pair(0.3)
    second = {"antipodal": -2 * first, "zero": 0 * first, "negative": second}[case]
    latents = np.stack((first, second))
    assert np.allclose(slerp(latents, weights), weighted_sum(latents, weights))


@given(st.integers(2, 8), st.integers(0, 999), st.sampled_from([np.float32, np.float64]))
def test_slerp_is_exact_to_the_bit_at_every_pin(n: int, seed: int, dtype: Any) -> None:
    latents = _latents(n, seed).astype(dtype)
    assert np.array_equal(slerp(latents, np.eye(n)), latents)


def _closed_form(latents: np.ndarray, t: float) -> np.ndarray:
    """Shoemake's formula for two latents."""
    norms = np.linalg.norm(latents.reshape(2, -1), axis=1)
    angle = np.arccos((latents[0] * latents[1]).sum() / norms.prod())
    units = latents / norms.reshape(2, 1, 1, 1)
    return (_pair(t) @ norms) * np.tensordot(np.sin(_pair(t) * angle) / np.sin(angle), units, 1)


@given(st.floats(0, 1), st.integers(0, 999))
def test_two_latents_follow_the_closed_form(t: float, seed: int) -> None:
    latents = _latents(2, seed)
    assert np.allclose(slerp(latents, _pair(t)), _closed_form(latents, t), atol=1e-7)


@given(st.integers(2, 8), st.integers(0, 999))
def test_the_spherical_mean_balances_the_arcs_to_its_sources(n: int, seed: int) -> None:
    latents, weights = _latents(n, seed), _simplex(n, seed)
    flat = latents.reshape(n, -1)
    units = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    mean = slerp(latents, weights).ravel()
    assert np.isclose(np.linalg.norm(mean), weights @ np.linalg.norm(flat, axis=1))
    mean /= np.linalg.norm(mean)
    cosines = units @ mean
    arcs = (np.arccos(cosines) / np.sqrt(1 - cosines**2))[:, None] * (
        units - np.outer(cosines, mean)
    )
    assert np.abs(weights @ arcs).max() < 1e-6


def _simplex(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed + 1).dirichlet(np.ones(n))


@pytest.mark.parametrize("blend", [weighted_sum, slerp])
@given(n=st.integers(2, 8), seed=st.integers(0, 999), data=st.data())
def test_the_order_of_the_sources_does_not_matter(
    blend: Any, n: int, seed: int, data: st.DataObject
) -> None:
    latents, weights = _latents(n, seed), _simplex(n, seed)
    order = list(data.draw(st.permutations(range(n))))
    assert np.allclose(blend(latents[order], weights[order]), blend(latents, weights))


@given(st.integers(2, 8), st.integers(0, 999))
def test_slerp_is_continuous_even_where_a_weight_turns_negative(n: int, seed: int) -> None:
    latents, inside = _latents(n, seed), _simplex(n, seed)
    edge = np.where(np.arange(n) == 0, 0, inside)
    edge /= edge.sum()
    step = np.eye(n)[0] - np.eye(n)[1]
    for tiny in (1e-6, -1e-6):
        change = slerp(latents, edge + tiny * step) - slerp(latents, edge)
        assert np.abs(change).max() < 1e-4


@given(st.integers(2, 8), st.integers(0, 999), st.sampled_from([1e-3, 1e-5, 0.0]))
def test_near_parallel_sources_blend_linearly(n: int, seed: int, gap: float) -> None:
    latents = (_latents(1, seed) + gap * _latents(n, seed + 1)).astype(np.float32)
    weights = _simplex(n, seed)
    assert np.allclose(slerp(latents, weights), weighted_sum(latents, weights), atol=1e-4)


def test_directions_that_cancel_out_blend_linearly() -> None:
    first, second = _latents(2, 3)
    latents = np.stack((first, second, -first, -second))
    weights = np.array([[0.25] * 4, [0.5, 0.0, 0.5, 0.0]])
    assert np.allclose(slerp(latents, weights), 0)


@pytest.mark.parametrize("blend", [weighted_sum, slerp])
@given(n=st.integers(2, 8), seed=st.integers(0, 99))
def test_many_blends_at_once_are_the_same_as_one_by_one(blend: Any, n: int, seed: int) -> None:
    latents = _latents(n, seed)
    weights = np.random.default_rng(seed).dirichlet(np.ones(n), 5)
    weights[0] = np.eye(n)[0] * 1.5 - 0.5 * np.eye(n)[1]
    together = blend(latents, weights)
    assert together.shape == (5, *SHAPE)
    assert np.allclose(together, np.stack([blend(latents, row) for row in weights]))


@given(st.integers(2, 8), st.integers(0, 999))
def test_only_the_pins_are_not_between_pins(n: int, seed: int) -> None:
    assert not betweenness(np.eye(n)).any()
    inside = np.random.default_rng(seed).dirichlet(np.ones(n), 5)
    assert np.allclose(betweenness(inside), np.minimum(1, 2 * (1 - inside.max(1))))
    beyond = np.eye(n)[:1] * 1.25 - np.eye(n)[1:2] * 0.25
    assert np.allclose(betweenness(beyond), 0.5)


def test_detail_gives_the_original_back_at_a_pin() -> None:
    originals, reconstructions = np.random.default_rng(0).uniform(-1, 1, (2, 3, 3, 8, 8))
    residuals = originals - reconstructions
    for i, pin in enumerate(np.eye(3)):
        residual = weighted_sum(residuals, pin[None])
        decoded = reconstructions[i : i + 1]
        assert np.allclose(with_detail(decoded, residual, 1.0), originals[i : i + 1])
        assert np.array_equal(with_detail(decoded, residual, 0.0), decoded)


@pytest.mark.parametrize("blend", [weighted_sum, slerp])
def test_torch_gives_what_numpy_gives(blend: Any) -> None:
    latents, weights = _latents(4, 5), np.array([[0.4, 0.3, 0.2, 0.1], [1.2, -0.1, -0.3, 0.2]])
    result = blend(torch.from_numpy(latents), torch.from_numpy(weights))
    assert isinstance(result, torch.Tensor)
    assert np.allclose(result.numpy(), blend(latents, weights))
