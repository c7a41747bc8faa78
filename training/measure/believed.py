"""Whether scores order pictures as raters do: a score is to be believed as far as it does."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.augment import images_of
from training.measure.blind import WINGED
from training.measure.looking import in_batches
from training.measure.metrics import area_under_curve
from training.measure.raters import Answers
from training.models.load import graph_modules
from training.models.modelset import ModelSet

SCORES = {"pegasus": "critic", "realism": "realism"}
"""Scores that are held against raters, by what the scorer calls them, and where they are told."""


def called_winged(raters: Sequence[Answers]) -> NDArray[np.bool_]:
    """Return which pictures (n,) more than half of the raters called winged."""
    said = np.array([[word == WINGED for word in answers] for answers in raters])
    winged: NDArray[np.bool_] = said.mean(0) > 0.5
    return winged


def areas(
    models: ModelSet, pictures: NDArray[np.uint8], winged: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return ``critic.auc.raters`` and ``realism.auc.raters``, nested, as far as the set has them.

    The area under the curve of a score that should part the pictures that were called winged from
    all others. Nothing where all were, or none.

    Parameters
    ----------
    pictures
        (n, 32, 32, 3), which raters saw.
    winged
        (n,), see :func:`called_winged`.
    """
    scorer: Any = graph_modules(models).get("scorer")
    if scorer is None or winged.all() or not winged.any():
        return {}
    images = images_of(pictures)
    known = [name for name in SCORES if name in scorer.named(images[:1])]

    def told(part: Tensor) -> Tensor:
        return torch.stack([scorer.named(part)[name] for name in known], 1)

    scores = in_batches(told, images)
    return {
        SCORES[name]: {"auc": {"raters": area_under_curve(column[winged], column[~winged])}}
        for name, column in zip(known, scores.unbind(1), strict=True)
    }
