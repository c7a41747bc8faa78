"""Figures of merit and corruptions: what must hold whatever the numbers are."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.latent.scoring import Calibration, calibrated
from training.learning import corruptions
from training.measure import figures
from training.measure.metrics import (
    area_under_curve,
    calibration_error,
    fit_calibration,
    frechet_distance,
    psnr,
)

SEEDS = st.integers(0, 2**31)


def _images(seed: int, count: int = 4) -> torch.Tensor:
    return torch.rand(count, 3, 32, 32, generator=torch.Generator().manual_seed(seed)) * 2 - 1


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_the_area_under_the_curve_counts_pairs(first: list[int], second: list[int]) -> None:
    worth = [(a > b) + 0.5 * (a == b) for a in first for b in second]
    found = area_under_curve(torch.tensor(first), torch.tensor(second))
    assert found == pytest.approx(sum(worth) / len(worth))


@given(SEEDS)
def test_frechet_distance_is_zero_to_itself_and_symmetric(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    first, second = torch.randn(2, 200, 5, generator=generator)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-8)
    forth, back = frechet_distance(first, second), frechet_distance(second, first)
    assert forth == pytest.approx(back) and forth > 0


@given(SEEDS, st.floats(-3, 3))
def test_frechet_distance_of_a_shift_is_its_square(seed: int, by: float) -> None:
    features = torch.randn(100, 4, generator=torch.Generator().manual_seed(seed)).double()
    assert frechet_distance(features, features + by) == pytest.approx(4 * by**2, abs=1e-6)


def test_frechet_distance_of_a_scaling() -> None:
    features = torch.randn(5000, 3, dtype=torch.float64)
    features -= features.mean(0)
    trace = float(torch.cov(features.T).trace())
    assert frechet_distance(features, 3 * features) == pytest.approx(4 * trace, rel=1e-6)


@pytest.mark.parametrize("temperature", [0.3, 0.8, 1.0, 1.7, 4.0])
@pytest.mark.parametrize("sharpening", [-0.1, 0.0, 0.1])
def test_calibration_is_recovered(temperature: float, sharpening: float) -> None:
    known = Calibration(temperature, sharpening)
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20000, 4, generator=generator) * 2
    probabilities = calibrated(logits, known)
    labels = torch.multinomial(probabilities, 1, generator=generator).squeeze(1)
    found = fit_calibration(logits, labels)
    assert torch.allclose(calibrated(logits, found), probabilities, atol=0.04)
    assert calibration_error(calibrated(logits, found), labels) < 0.015


def test_calibration_error_of_known_cases() -> None:
    sure = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    assert calibration_error(sure, torch.tensor([0, 0])) == 0
    assert calibration_error(sure, torch.tensor([0, 1])) == 0.5
    # 0.75 and 0.65 fall into bins 11 and 9, each wrong: gaps 0.75 and 0.65, half the pictures.
    mixed = torch.tensor([[0.75, 0.25], [0.35, 0.65]])
    assert calibration_error(mixed, torch.tensor([1, 0])) == pytest.approx(0.7)


def test_psnr_of_a_known_error() -> None:
    images = torch.zeros(1, 3, 8, 8)
    assert float(psnr(images, images + 0.2)) == pytest.approx(20)
    assert float(psnr(images, images)) > 100


@given(SEEDS)
def test_blur_takes_away_contrast_and_keeps_flat_pictures(seed: int) -> None:
    images = _images(seed)
    softer = corruptions.blur(images, torch.full((4,), 0.5))
    softest = corruptions.blur(images, torch.full((4,), 1.5))
    assert (images.std((1, 2, 3)) > softer.std((1, 2, 3))).all()
    assert (softer.std((1, 2, 3)) > softest.std((1, 2, 3))).all()
    flat = images[:, :, :1, :1].expand_as(images)
    assert torch.allclose(corruptions.blur(flat, torch.full((4,), 1.5)), flat, atol=1e-5)


def test_a_blur_of_no_width_changes_nothing() -> None:
    images = _images(1)
    assert torch.allclose(corruptions.blur(images, torch.zeros(4)), images, atol=1e-6)


@given(SEEDS)
def test_cross_fade_and_collage_are_exact_at_their_ends(seed: int) -> None:
    images, others = _images(seed), _images(seed + 1)
    nothing, all_of_it = torch.zeros(4), torch.ones(4)
    assert torch.equal(corruptions.cross_fade(images, others, nothing), images)
    assert torch.equal(corruptions.cross_fade(images, others, all_of_it), others)
    assert torch.equal(corruptions.collage(images, others, nothing), images)
    assert torch.equal(corruptions.collage(images, others, 32 * all_of_it), others)


def test_noise_has_the_deviation_asked_for() -> None:
    images = torch.zeros(4, 3, 32, 32)
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(0))
    noisy = corruptions.add_noise(images, torch.full((4,), 0.05), noise)
    assert math.isclose(float(noisy.std()) / 2, 0.05, rel_tol=0.05)  # of the range black to white


@given(SEEDS, st.integers(2, 8))
def test_a_straight_path_has_even_steps_and_a_jump_shows(seed: int, steps: int) -> None:
    first, last = _images(seed, 2)
    share = torch.linspace(0, 1, steps + 1)[:, None, None, None]
    straight = first + share * (last - first)
    assert figures.step_ratios(straight[None])[0] == pytest.approx(1, abs=1e-3)
    jump = torch.where(share > 0.5, last, first)
    assert figures.step_ratios(jump[None])[0] == pytest.approx(steps, rel=1e-3)
