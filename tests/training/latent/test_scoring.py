"""Properties of the scores."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.latent.scoring import (
    Calibration,
    calibrated,
    contrast,
    edge_strength,
    pegasus_score,
    share,
)


@given(st.integers(0, 999), st.floats(0.1, 10))
def test_calibrated_probabilities_are_torchs_softmax(seed: int, temperature: float) -> None:
    logits = np.random.default_rng(seed).standard_normal((4, 10)) * 100
    expected = torch.softmax(torch.from_numpy(logits) / temperature, 1)
    assert np.allclose(calibrated(logits, Calibration(temperature)), expected.numpy())
    assert torch.allclose(calibrated(torch.from_numpy(logits), Calibration(temperature)), expected)


@given(st.integers(0, 999), st.floats(0.1, 10), st.floats(-0.2, 0.2))
def test_sharpening_keeps_the_order_and_follows_the_lead(
    seed: int, temperature: float, sharpening: float
) -> None:
    logits = np.random.default_rng(seed).standard_normal((6, 10)) * 3
    even = calibrated(logits, Calibration(temperature))
    sharp = calibrated(logits, Calibration(temperature, sharpening))
    assert np.allclose(sharp.sum(1), 1)
    assert np.array_equal(sharp.argmax(1), even.argmax(1))
    gain = sharp.max(1) - even.max(1)
    assert (gain * np.sign(sharpening) >= -1e-12).all()
    tied = np.array([[1.0, 1.0, 0.0]])
    assert np.allclose(
        calibrated(tied, Calibration(temperature, sharpening)),
        calibrated(tied, Calibration(temperature)),
    )


def test_one_class_is_certain() -> None:
    assert np.array_equal(calibrated(np.zeros((2, 1)), Calibration(1.0, 0.1)), np.ones((2, 1)))


@given(st.integers(0, 999))
def test_the_pegasus_score_is_between_nothing_and_balance(seed: int) -> None:
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(10), 20)
    scores = pegasus_score(probabilities, [7], [0, 2])
    assert (scores >= 0).all() and (scores <= 1).all()
    swapped = pegasus_score(probabilities, [0, 2], [7])
    assert np.allclose(scores, swapped)


def test_the_pegasus_score_is_one_only_in_balance() -> None:
    probabilities = np.array([[0.5, 0.25, 0.25], [1, 0, 0], [0.8, 0.2, 0], [0, 0, 1]])
    assert np.allclose(pegasus_score(probabilities, [0], [1, 2]), [1, 0, 0.64, 0])
    assert not pegasus_score(probabilities, [0], []).any()
    assert np.allclose(share(probabilities, [0, 1, 2]), 1)


def test_blur_lowers_edges_and_fading_lowers_contrast() -> None:
    images = np.random.default_rng(0).uniform(-1, 1, (3, 3, 16, 16))
    blurred = (images + np.roll(images, 1, 3) + np.roll(images, 1, 2)) / 3
    assert (edge_strength(blurred) < edge_strength(images)).all()
    assert np.allclose(contrast(images * 0.5), contrast(images) * 0.5)
