"""Scores of pictures, as pure functions over the array API.

Pictures are (n, 3, h, w) floating point in [-1, 1].
"""

from collections.abc import Sequence
from dataclasses import dataclass

from array_api_compat import array_namespace

from training.latent.blending import Array

LUMA = (0.299, 0.587, 0.114)
"""Share of red, green and blue in brightness (ITU-R BT.601)."""


@dataclass(frozen=True)
class Calibration:
    """What turns logits into probabilities that can be believed.

    Attributes
    ----------
    temperature
        That logits are divided by where the two likeliest classes are equally likely.
    sharpening
        How much smaller it gets with the lead of the first over the second, in logits: a
        temperature that is the same for all pictures makes clear ones too doubtful, or doubtful
        ones too clear, where the classifier was trained on smoothed labels.
    """

    temperature: float = 1.0
    sharpening: float = 0.0


FARTHEST = 4.0
"""Bound on the logarithm by which sharpening changes a temperature."""


def calibrated(logits: Array, calibration: Calibration) -> Array:
    """Return class probabilities (n, K): the softmax of logits (n, K) over a temperature.

    Temperature scaling (C. Guo et al., "On calibration of modern neural networks", ICML 2017),
    with a temperature for each picture. The order of the classes stays.
    """
    xp = array_namespace(logits)
    scaled = logits / calibration.temperature
    if calibration.sharpening:
        change = xp.clip(calibration.sharpening * lead(logits), -FARTHEST, FARTHEST)
        scaled = scaled * xp.exp(change)[:, None]
    powers = xp.exp(scaled - xp.max(scaled, axis=1, keepdims=True))
    return powers / xp.sum(powers, axis=1, keepdims=True)


def lead(logits: Array) -> Array:
    """Return by how much the largest of logits (n, K) is ahead of the second, (n,)."""
    xp = array_namespace(logits)
    if logits.shape[1] < 2:
        return xp.zeros_like(logits[:, 0])
    ordered = xp.sort(logits, axis=1)
    return ordered[:, -1] - ordered[:, -2]


def share(probabilities: Array, classes: Sequence[int]) -> Array:
    """Return p (n,) that a picture is of one of ``classes``, for probabilities (n, K)."""
    xp = array_namespace(probabilities)
    if not classes:
        return xp.zeros_like(probabilities[:, 0])
    return xp.sum(xp.stack([probabilities[:, k] for k in classes]), axis=0)


def pegasus_score(probabilities: Array, body: Sequence[int], wings: Sequence[int]) -> Array:
    """Return 4 * p(body) * p(wings), (n,) in [0, 1]: 1 only where both are there in balance.

    Parameters
    ----------
    probabilities
        (n, K), calibrated.
    body, wings
        Disjoint sets of class indices.
    """
    return 4 * share(probabilities, body) * share(probabilities, wings)


def value(pegasus: Array, realism: Array | None = None) -> Array:
    """Return what a pegasus is worth: its score, times its realism where a critic tells it."""
    return pegasus if realism is None else pegasus * realism


def edge_strength(images: Array) -> Array:
    """Return the mean step of brightness between neighbours, (n,): small in a blurred picture."""
    xp = array_namespace(images)
    light = _brightness(images)
    across = xp.abs(light[:, :, 1:] - light[:, :, :-1])
    down = xp.abs(light[:, 1:, :] - light[:, :-1, :])
    return (xp.mean(across, axis=(1, 2)) + xp.mean(down, axis=(1, 2))) / 2


def contrast(images: Array) -> Array:
    """Return the standard deviation of brightness, (n,): small in a washed-out picture."""
    xp = array_namespace(images)
    return xp.std(_brightness(images), axis=(1, 2))


def _brightness(images: Array) -> Array:
    red, green, blue = (images[:, i, ...] * part for i, part in enumerate(LUMA))
    return red + green + blue
