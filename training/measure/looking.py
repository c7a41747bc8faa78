"""What a classifier sees in pictures (n, 3, 32, 32) in [-1, 1], as they would be kept."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import torch
from torch import Tensor

from training.data.augment import normalise, quantised
from training.measure.metrics import frechet_distance

Roles = tuple[list[int], list[int]]
"""The classes of bodies and those of wings."""

BODY, WINGS = ("horse",), ("bird", "airplane")
"""The classes that a pegasus is made of."""
BATCH = 250
SEEN = 0.2
"""Least probability at which the judge counts as seeing something."""


def roles_of(classes: Sequence[str], body: Collection[str], wings: Collection[str]) -> Roles:
    """Return the numbers of the classes that bodies and wings are of."""
    first, second = ([classes.index(name) for name in names] for names in (body, wings))
    return first, second


def known_roles(classes: Sequence[str]) -> Roles:
    """Return the numbers of the classes of bodies and wings, as far as ``classes`` has them."""
    body, wings = ([name for name in part if name in classes] for part in (BODY, WINGS))
    return roles_of(classes, body, wings)


def in_batches(network: Callable[[Tensor], Tensor], inputs: Tensor) -> Tensor:
    """Apply ``network`` to ``inputs`` in batches, without gradients."""
    with torch.no_grad():
        return torch.cat([network(part) for part in inputs.split(BATCH)])


def rounded(images: Tensor) -> Tensor:
    """Return images at the 256 levels in which pictures are kept."""
    return normalise(quantised(images)).to(images.device)


def distance(judge: Any, images: Tensor, others: Tensor) -> float:
    """Fréchet distance of two sets of pictures in the judge's penultimate features."""
    return frechet_distance(
        in_batches(judge.features, rounded(images)), in_batches(judge.features, rounded(others))
    )


def both_seen(judge: Any, images: Tensor, body: list[int], wings: list[int]) -> float:
    """Share of pictures in which the judge sees body and wings, each at 0.2 or more."""
    shares = seen_shares(judge, images, (body, wings))
    return float((shares >= SEEN).all(1).double().mean())


def seen_shares(judge: Any, images: Tensor, roles: Roles) -> Tensor:
    """Return the judge's probabilities (n, 2) of body and of wings.

    They are the softmax of its logits as they come, without the temperature of its calibration.
    """
    probabilities = in_batches(judge, rounded(images)).softmax(1)
    return torch.stack([probabilities[:, part].sum(1) for part in roles], 1)
