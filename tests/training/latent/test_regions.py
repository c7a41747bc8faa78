"""Properties of the collages on the latent grid."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.latent.blending import weighted_sum
from training.latent.regions import average, blend_regions, region_weights, resize, role_evidence

GRID = (4, 5)
SEEDS = st.integers(0, 999)
SOURCES = st.integers(2, 8)


def _evidence(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, *GRID))


def _paint(n: int, seed: int) -> np.ndarray:
    """Of some cells all is painted, of some a part, of some nothing."""
    rng = np.random.default_rng(seed + 2)
    shares = rng.dirichlet(np.ones(n), GRID).transpose(2, 0, 1)
    return shares * rng.integers(0, 3, GRID) / 2


def _weights(n: int, seed: int, count: int = 3) -> np.ndarray:
    return np.random.default_rng(seed + 1).dirichlet(np.ones(n), count)


@given(SOURCES, SEEDS, st.floats(0, 50))
def test_shares_are_positive_and_sum_to_one(n: int, seed: int, sharpness: float) -> None:
    shares = region_weights(_evidence(n, seed), _weights(n, seed), sharpness, _paint(n, seed))
    assert shares.shape == (3, n, *GRID)
    assert (shares >= 0).all() and np.allclose(shares.sum(axis=1), 1)


@given(SOURCES, SEEDS, st.floats(0, 500), st.booleans())
def test_a_pin_has_every_cell_to_itself(n: int, seed: int, sharpness: float, paint: bool) -> None:
    rng = np.random.default_rng(seed)
    latents = rng.standard_normal((n, 3, *GRID)).astype(np.float32)
    painted = _paint(n, seed).astype(np.float32) if paint else None
    evidence = _evidence(n, seed).astype(np.float32)
    shares = region_weights(evidence, np.eye(n), sharpness, painted)
    assert np.array_equal(blend_regions(latents, shares), latents)


@given(SOURCES, SEEDS, st.booleans())
def test_shares_are_continuous_up_to_the_pins(n: int, seed: int, paint: bool) -> None:
    evidence = _evidence(n, seed)
    painted = _paint(n, seed) if paint else None
    start, end = np.eye(n)[0], _weights(n, seed, 1)[0]
    path = start + np.linspace(0, 0.99, 500)[:, None] * (end - start)
    shares = region_weights(evidence, path, 2.0, painted)
    assert np.abs(np.diff(shares, axis=0)).max() < 0.05


@given(SOURCES, SEEDS)
def test_no_sharpness_is_the_linear_blend(n: int, seed: int) -> None:
    latents = np.random.default_rng(seed).standard_normal((n, 3, *GRID))
    weights = _weights(n, seed)
    shares = region_weights(_evidence(n, seed), weights, 0.0)
    assert np.allclose(blend_regions(latents, shares), weighted_sum(latents, weights))


@given(SOURCES, SEEDS)
def test_great_sharpness_takes_each_cell_from_one_source(n: int, seed: int) -> None:
    evidence = _evidence(n, seed)
    shares = region_weights(evidence, np.full((1, n), 1 / n), 1e6)[0]
    assert np.array_equal(shares.argmax(axis=0), evidence.argmax(axis=0))
    assert np.allclose(shares.max(axis=0), 1)


@given(SOURCES, SEEDS)
def test_negative_weights_have_no_share(n: int, seed: int) -> None:
    weights = _weights(n, seed)
    weights[:, 0] = -0.25
    assert not region_weights(_evidence(n, seed), weights, 2.0)[:, 0].any()


def test_paint_overrides_evidence_and_leaves_other_cells() -> None:
    evidence, weights = _evidence(3, 0), np.array([[0.5, 0.2, 0.3]])
    paint = np.zeros((3, *GRID))
    paint[2, 1, 2] = 1
    free, painted = (region_weights(evidence, weights, 2.0, p)[0] for p in (None, paint))
    assert painted[2, 1, 2] > 0.99
    same = np.ones(GRID, bool)
    same[1, 2] = False
    assert np.array_equal(free[:, same], painted[:, same])


def test_thin_paint_goes_half_way_from_evidence() -> None:
    evidence, weights = _evidence(2, 0), np.array([[0.5, 0.5]])
    whole = np.zeros((2, *GRID))
    whole[1] = 1
    shares = [region_weights(evidence, weights, 2.0, part * whole) for part in (0.0, 0.5, 1.0)]
    assert np.allclose(shares[1], (shares[0] + shares[2]) / 2)


@given(st.integers(1, 9), st.integers(1, 9), SEEDS)
def test_averages_are_of_the_pixels_that_a_cell_covers(rows: int, columns: int, seed: int) -> None:
    cells = np.random.default_rng(seed).random((2, rows, columns))
    fine = cells.repeat(4, 1).repeat(3, 2)
    assert np.allclose(average(fine, (rows, columns)), cells)
    assert np.allclose(average(cells, (1, 1)), cells.mean((1, 2), keepdims=True))
    assert np.allclose(average(cells, (5, 7)).mean((1, 2)), cells.mean((1, 2)))


def test_evidence_is_of_each_sources_own_classes_and_standardised() -> None:
    maps = np.random.default_rng(0).standard_normal((3, 4, 2, 2))
    found = role_evidence(maps, [[1], [2, 3], []], (2, 2))
    for i, strongest in enumerate((maps[0, 1], np.maximum(maps[1, 2], maps[1, 3]))):
        assert np.allclose(found[i], (strongest - strongest.mean()) / strongest.std())
    assert not found[2].any()


def test_evidence_that_is_flat_says_nothing() -> None:
    assert not role_evidence(np.full((1, 2, 2, 2), 3.0), [[0]], GRID).any()


@given(st.integers(1, 9), st.integers(1, 9), SEEDS)
def test_resizing_is_torchs_bilinear(height: int, width: int, seed: int) -> None:
    maps = np.random.default_rng(seed).standard_normal((1, 2, 3, 4))
    expected = torch.nn.functional.interpolate(
        torch.from_numpy(maps), (height, width), mode="bilinear", align_corners=False
    )
    assert np.allclose(resize(maps, (height, width)), expected.numpy())


def test_torch_gives_what_numpy_gives() -> None:
    rng = np.random.default_rng(0)
    evidence, latents = rng.standard_normal((3, 4, 2, 2)), rng.standard_normal((3, 2, *GRID))
    weights, paint = np.array([[0.5, 0.5, 0], [1.2, 0.1, -0.3]]), _paint(3, 0)
    classes = [[0, 1], [2], []]
    plain = region_weights(role_evidence(evidence, classes, GRID), weights, 2.0, paint)
    maps = role_evidence(torch.from_numpy(evidence), classes, GRID)
    shares = region_weights(maps, torch.from_numpy(weights), 2.0, torch.from_numpy(paint))
    assert isinstance(shares, torch.Tensor) and np.allclose(shares.numpy(), plain)
    together = blend_regions(torch.from_numpy(latents), shares)
    assert np.allclose(together.numpy(), blend_regions(latents, plain))
