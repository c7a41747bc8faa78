"""Ways to spoil pictures: what must hold whatever the pictures are."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from training.learning import corruptions

SEEDS = st.integers(0, 2**31)


def _images(seed: int, count: int = 4) -> torch.Tensor:
    return torch.rand(count, 3, 32, 32, generator=torch.Generator().manual_seed(seed)) * 2 - 1


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
