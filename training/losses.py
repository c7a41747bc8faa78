"""Losses of the generative models, as pure functions; each returns one number a picture."""

from torch import Tensor, nn

from training.models.classifier import Classifier

PERCEPTUAL_STAGES = 3


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence (n,) in nats of N(mean, exp(log_variance)) from the standard normal."""
    terms = mean.square() + log_variance.exp() - 1 - log_variance
    return 0.5 * terms.flatten(1).sum(1)


def absolute_error(images: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference (n,) of pictures (n, 3, h, w)."""
    return (images - target).abs().mean((1, 2, 3))


def cross_entropy(images: Tensor, target: Tensor) -> Tensor:
    """Mean cross-entropy (n,) in nats a number of pictures (n, 3, h, w) in [-1, 1].

    Each number, brought to [0, 1], is taken for the chance of white; float32.
    """
    chance, truth = (images + 1) / 2, (target + 1) / 2
    return nn.functional.binary_cross_entropy(chance, truth, reduction="none").mean((1, 2, 3))


def perceptual_distance(classifier: Classifier, images: Tensor, target: Tensor) -> Tensor:
    """Squared distance (n,) of unit-length features, mean over places, sum over early stages.

    After R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual
    metric", CVPR 2018, with an own classifier and without learnt channel weights. No gradient
    flows to ``target``.
    """
    reached = zip(
        classifier.stages(images, PERCEPTUAL_STAGES),
        classifier.stages(target.detach(), PERCEPTUAL_STAGES),
        strict=True,
    )
    unit = nn.functional.normalize
    total = images.new_zeros(len(images))
    for ours, theirs in reached:
        gap = unit(ours.float()) - unit(theirs.detach().float())
        total = total + gap.square().sum(1).mean((1, 2))
    return total
