"""Properties of the tensor maths."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.data.augment import flip, normalise, shift
from training.learning.optimiser import Muon, orthogonalise
from training.models.classifier import Classifier


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 24), st.integers(2, 24), st.integers(0, 1000))
def test_orthogonalise_keeps_directions_and_evens_out_scales(m: int, n: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    size = min(m, n)
    left = torch.linalg.qr(torch.randn(m, size, generator=generator)).Q
    right = torch.linalg.qr(torch.randn(n, size, generator=generator)).Q
    scales = torch.linspace(1, 4, size)
    result = left.T @ orthogonalise(left @ torch.diag(scales) @ right.T, steps=5) @ right
    diagonal = result.diagonal()
    assert (result - torch.diag(diagonal)).abs().max() < 1e-3
    assert diagonal.min() > 0.5 and diagonal.max() < 1.3


def test_muon_keeps_the_norm_and_descends() -> None:
    torch.manual_seed(0)
    weight = torch.nn.Parameter(torch.randn(4, 3, 3, 3))
    goal = torch.randn(4, 3, 3, 3)
    optimiser = Muon([weight], lr=0.05)
    losses = []
    for _ in range(40):
        loss = -(weight * goal).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 1
    assert abs(weight.norm().item() - 2.0) < 0.2  # sqrt(4 rows), plus one step of 0.05


def test_whitened_patches_are_uncorrelated() -> None:
    torch.manual_seed(0)
    images = torch.nn.functional.avg_pool2d(torch.randn(64, 3, 34, 34), 3, 1)
    model = Classifier((8, 8, 8), 3)
    model.whiten(images, epsilon=0.0)
    out = model.whitening(images).transpose(0, 1).flatten(1)
    covariance = torch.cov(out[:12])
    assert torch.allclose(covariance, torch.eye(12), atol=0.02)
    assert torch.allclose(out[:12], -out[12:], atol=1e-5)


def test_normalise_spans_minus_one_to_one() -> None:
    images = torch.tensor([0, 255], dtype=torch.uint8).repeat_interleave(3072)
    out = normalise(images.view(2, 32, 32, 3))
    assert out.shape == (2, 3, 32, 32)
    assert (out[0] == -1).all() and (out[1] == 1).all()


def test_flip_twice_is_nothing() -> None:
    images = torch.randn(6, 3, 8, 8)
    chosen = torch.tensor([True, False] * 3)
    once = flip(images, chosen)
    assert torch.equal(once[1::2], images[1::2])
    assert torch.equal(once[::2], images[::2].flip(-1))
    assert torch.equal(flip(once, chosen), images)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 3), st.integers(0, 1000))
def test_shift_moves_each_picture_whole(reach: int, seed: int) -> None:
    torch.manual_seed(seed)
    images = torch.randn(5, 3, 16, 16)
    moved = shift(images, reach, torch.Generator().manual_seed(seed))
    assert moved.shape == images.shape
    padded = torch.nn.functional.pad(images, [reach] * 4, mode="reflect")
    places = [(r, c) for r in range(2 * reach + 1) for c in range(2 * reach + 1)]
    for before, after in zip(padded, moved, strict=True):
        assert any(torch.equal(before[:, r : r + 16, c : c + 16], after) for r, c in places)
