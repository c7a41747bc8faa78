"""Figures of merit: what must hold whatever the numbers are."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.latent.scoring import Calibration, calibrated
from training.measure import figures
from training.measure.metrics import (
    area_under_curve,
    calibration_error,
    fit_calibration,
    frechet_distance,
    psnr,
)

SEEDS = st.integers(0, 2**31)


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


@given(SEEDS, st.integers(2, 8))
def test_a_straight_path_has_even_steps_and_a_jump_shows(seed: int, steps: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    first, last = torch.rand(2, 3, 32, 32, generator=generator) * 2 - 1
    share = torch.linspace(0, 1, steps + 1)[:, None, None, None]
    straight = first + share * (last - first)
    assert figures.step_ratios(straight[None])[0] == pytest.approx(1, abs=1e-3)
    jump = torch.where(share > 0.5, last, first)
    assert figures.step_ratios(jump[None])[0] == pytest.approx(steps, rel=1e-3)
