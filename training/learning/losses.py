"""Losses of the generative models, as pure functions; each returns one number a picture."""

import torch
from torch import Tensor, nn


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence (n,) in nats of N(mean, exp(log_variance)) from the standard normal."""
    terms = mean.square() + log_variance.exp() - 1 - log_variance
    return 0.5 * terms.flatten(1).sum(1)


def absolute_error(images: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference (n,) of pictures (n, 3, h, w)."""
    return (images - target).abs().mean((1, 2, 3))


def cross_entropy(images: Tensor, target: Tensor) -> Tensor:
    """Mean cross-entropy (n,) in nats a number of pictures (n, 3, h, w) in [-1, 1].

    Each number, brought to [0, 1], is taken for the chance of white; float32. Of pictures that are
    not finite it is NaN.
    """
    if not images.isfinite().all():  # for which torch would raise
        return images.new_full((len(images),), torch.nan)
    chance, truth = (images + 1) / 2, (target + 1) / 2
    return nn.functional.binary_cross_entropy(chance, truth, reduction="none").mean((1, 2, 3))


def stage_distances(ours: list[Tensor], theirs: list[Tensor]) -> Tensor:
    """Squared distances (n, stages) of unit-length features, each the mean over its places.

    After R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual
    metric", CVPR 2018, with an own classifier and without learnt channel weights. No gradient
    flows to ``theirs``.

    Parameters
    ----------
    ours, theirs
        A classifier's stages of two batches of pictures, each (n, c, h, w).
    """
    unit = nn.functional.normalize
    gaps = [
        unit(own.float()) - unit(other.detach().float())
        for own, other in zip(ours, theirs, strict=True)
    ]
    return torch.stack([gap.square().sum(1).mean((1, 2)) for gap in gaps], 1)


def class_divergence(ours: Tensor, theirs: Tensor) -> Tensor:
    """KL divergence (n,) in nats of the classes that logits (n, K) tell from those of ``theirs``.

    No gradient flows to ``theirs``.
    """
    told, truth = ours.log_softmax(1), theirs.detach().log_softmax(1)
    return (truth.exp() * (truth - told)).sum(1)
