"""Properties of the blends that a decoder learns to draw, and of the adversary that it meets."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from training.learning.adversary import Adversary
from training.learning.device import CPU
from training.learning.losses import class_divergence, stage_distances
from training.learning.mixing import betweens, blended, collages

SEEDS = st.integers(0, 999)


def _noise(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _latents(seed: int, count: int = 6) -> Tensor:
    return torch.randn(count, 3, 4, 4, generator=_noise(seed))


@given(SEEDS)
def test_blends_follow_from_the_generator(seed: int) -> None:
    latents = _latents(seed, 7)
    made = blended(latents, _noise(seed))
    assert made.shape == latents.shape
    assert torch.equal(made, blended(latents, _noise(seed)))


@given(SEEDS)
def test_each_cell_of_a_collage_lies_between_its_sources(seed: int) -> None:
    first, second = _latents(seed), _latents(seed + 1)
    made = collages(first, second, _noise(seed))
    assert (made >= torch.minimum(first, second) - 1e-5).all()
    assert (made <= torch.maximum(first, second) + 1e-5).all()
    share = ((made - first) / (second - first)).nan_to_num(0)
    assert torch.allclose(share, share[:, :1].expand_as(share), atol=0.05)  # alike in all channels


@given(SEEDS)
def test_norms_of_betweens_are_no_larger_than_those_of_their_sources(seed: int) -> None:
    first, second = _latents(seed), _latents(seed + 1)
    norms = betweens(first, second, _noise(seed)).flatten(1).norm(dim=1)
    larger = torch.maximum(first.flatten(1).norm(dim=1), second.flatten(1).norm(dim=1))
    assert (norms <= larger * 1.0001).all()


@given(SEEDS)
def test_equal_latents_blend_to_themselves(seed: int) -> None:
    latents = _latents(seed)
    for way in (collages, betweens):
        assert torch.allclose(way(latents, latents, _noise(seed)), latents, atol=1e-5)


def test_gradients_reach_the_latents() -> None:
    latents = _latents(0).requires_grad_()
    blended(latents, _noise(0)).square().sum().backward()
    assert latents.grad is not None and latents.grad.abs().sum() > 0


def test_the_adversary_learns_to_tell_what_differs_and_doubts_it_then() -> None:
    torch.manual_seed(0)
    adversary = Adversary((4,), CPU)
    pictures = [torch.randn(16, 4, 4, 4, generator=_noise(1))]
    blends = [pictures[0].abs()]
    before, at_first = adversary.doubt(blends), adversary.learn(pictures, blends)
    for _ in range(60):
        last = adversary.learn(pictures, blends)
    assert last < 0.6 * at_first
    assert adversary.doubt(blends) > before + 0.3


def test_doubt_reaches_the_blends_and_leaves_the_adversary_alone() -> None:
    adversary = Adversary((4,), CPU)
    blends = [torch.randn(2, 4, 4, 4).requires_grad_()]
    adversary.doubt(blends).backward()
    assert blends[0].grad is not None and blends[0].grad.abs().sum() > 0
    again = Adversary((4,), CPU)
    again.restore(adversary.state())
    assert torch.equal(again.doubt(blends), adversary.doubt(blends))


@given(SEEDS)
def test_distances_are_nothing_for_what_is_alike_whatever_its_strength(seed: int) -> None:
    stage = [_latents(seed)]
    assert torch.allclose(stage_distances(stage, [3 * stage[0]]), torch.zeros(6, 1), atol=1e-6)
    assert (stage_distances(stage, [_latents(seed + 1)]) > 0).all()


@given(SEEDS)
def test_class_divergence_is_nothing_for_equal_classes(seed: int) -> None:
    logits = torch.randn(5, 10, generator=_noise(seed))
    other = torch.randn(5, 10, generator=_noise(seed + 1))
    assert torch.allclose(class_divergence(logits + 7, logits), torch.zeros(5), atol=1e-5)
    assert (class_divergence(other, logits) > 0).all()
    truth, told = (torch.distributions.Categorical(logits=x) for x in (logits, other))
    wanted = torch.distributions.kl_divergence(truth, told)
    assert class_divergence(other, logits).tolist() == pytest.approx(wanted.tolist(), rel=1e-4)
