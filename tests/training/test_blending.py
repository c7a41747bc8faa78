"""Properties of the blends, for numpy and torch alike."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.latent.blending import slerp, weighted_sum

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


def test_slerp_refuses_three_instead_of_averaging() -> None:
    with pytest.raises(ValueError, match="two latents"):
        slerp(_latents(3, 0), np.ones(3) / 3)


@pytest.mark.parametrize("blend", [weighted_sum, slerp])
def test_torch_gives_what_numpy_gives(blend: Any) -> None:
    latents, weights = _latents(2, 5), _pair(0.4)
    result = blend(torch.from_numpy(latents), torch.from_numpy(weights))
    assert isinstance(result, torch.Tensor)
    assert np.allclose(result.numpy(), blend(latents, weights))
