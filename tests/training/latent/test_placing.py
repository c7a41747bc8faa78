"""Properties of the places that wings can have in a collage."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.latent.placing import CHOICES, SHARPNESS, Placing, fit, placed
from training.latent.regions import region_weights

PLACINGS = st.sampled_from(CHOICES)
SIDES = st.integers(1, 6)
SEEDS = st.integers(0, 999)


def _maps(seed: int, height: int, width: int, count: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, height, width))


@given(PLACINGS, SEEDS, SIDES, SIDES)
def test_body_and_wings_lean_opposite_ways(
    placing: Placing, seed: int, height: int, width: int
) -> None:
    nothing = np.zeros((2, height, width))
    body, wings = placed(nothing, (False, True), placing)
    assert np.allclose(body, -wings) and np.isclose(wings.mean(), 0)
    maps = _maps(seed, height, width)
    turned = placed(maps[::-1], (True, False), placing)[::-1]
    assert np.allclose(placed(maps, (False, True), placing), turned)


@pytest.mark.parametrize(
    "placing, cell",
    [
        (Placing.ABOVE, (0, 1)),
        (Placing.BELOW, (3, 1)),
        (Placing.LEFT, (1, 0)),
        (Placing.RIGHT, (1, 3)),
        (Placing.INSIDE, (1, 1)),
        (Placing.AROUND, (0, 0)),
    ],
)
def test_wings_are_where_the_name_says(placing: Placing, cell: tuple[int, int]) -> None:
    maps = placed(np.zeros((2, 4, 4)), (False, True), placing)
    shares = region_weights(maps, [[0.5, 0.5]], SHARPNESS)[0]
    assert shares[1][cell] > 0.95
    row, column = cell
    opposite = (row ^ 3, column ^ 3) if placing not in (Placing.INSIDE, Placing.AROUND) else None
    if opposite is not None:
        assert shares[1][opposite] < 0.05
    else:
        inner, outer = shares[1][1:3, 1:3].min(), shares[1][0].min()
        assert (inner > outer) == (placing is Placing.INSIDE)


@given(SEEDS)
def test_by_evidence_nothing_is_added(seed: int) -> None:
    maps = _maps(seed, 4, 5)
    assert np.array_equal(placed(maps, (False, True), Placing.EVIDENCE), maps)


@given(PLACINGS, SEEDS)
def test_torch_and_numpy_agree(placing: Placing, seed: int) -> None:
    maps, wings = _maps(seed, 4, 4, 3), (False, True, True)
    together = placed(torch.from_numpy(maps), wings, placing)
    assert np.allclose(together.numpy(), placed(maps, wings, placing))


def test_the_best_one_has_to_be_found_first() -> None:
    with pytest.raises(ValueError, match="trying"):
        placed(np.zeros((2, 4, 4)), (False, True), Placing.BEST)


SCORES = st.floats(0, 1)


@given(SCORES, SCORES, SCORES)
def test_more_of_either_score_fits_no_worse(pegasus: float, realism: float, more: float) -> None:
    base, higher = np.array([pegasus]), np.array([max(pegasus, more)])
    real, truer = np.array([realism]), np.array([max(realism, more)])
    assert 0 <= fit(base, real)[0] <= 1
    assert fit(higher, real)[0] >= fit(base, real)[0]
    assert fit(base, truer)[0] >= fit(base, real)[0]


def test_what_looks_like_a_photograph_is_not_given_up_for_the_higher_product() -> None:
    pegasus, realism = torch.tensor([0.5, 0.1]), torch.tensor([0.5, 0.95])
    assert fit(pegasus, realism).argmax() == 1 and (pegasus * realism).argmax() == 0
    assert torch.equal(fit(pegasus), pegasus)  # without a critic the score alone counts
