"""The numbers and pictures of a trained network, on the test pictures."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.data.augment import images_of
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.latent.scoring import Calibration
from training.learning import batches
from training.models import modelset
from training.models.load import network

Figures = dict[str, float]
Shown = dict[str, np.ndarray]
SHOWN = ("horse", "airplane", "bird")
"""Classes of which pictures are made."""


@dataclass(frozen=True, eq=False)
class Eyes:
    """Networks that look at what others draw: one that chooses, and one that judges.

    Attributes
    ----------
    chooser, judge
        From pictures to logits.
    """

    chooser: Any
    calibration: Calibration
    chooser_classes: tuple[str, ...]
    judge: Any
    judge_classes: tuple[str, ...]


def open_eyes(models: Path, judge: Path) -> Eyes:
    """Load the classifier of a model set and the judge.

    Raises
    ------
    UserError
        Where a set cannot be read, or knows no horses.
    """
    model_set, judged = modelset.read(models), modelset.read(judge)
    for one in (model_set, judged):
        if "horse" not in one.classes or not {"bird", "airplane"} & set(one.classes):
            raise UserError(f"The model set in {one.folder} knows no horses or no wings.")
    return Eyes(
        network(model_set, "classifier"),
        model_set.calibration,
        model_set.classes,
        network(judged, "judge"),
        judged.classes,
    )


@torch.no_grad()
def classifier_figures(task: Any, data: DataSet, shown: int) -> Figures:
    """Loss and accuracy on at most ``shown`` test pictures; and of how many weights."""
    rows = batches.spread(np.arange(len(data.test.labels)), shown)
    logits = task.logits(data.test.images, rows)
    labels = torch.from_numpy(data.test.labels[rows])
    return {
        "test_accuracy": float((logits.argmax(1) == labels).float().mean()),
        "test_loss": float(nn.functional.cross_entropy(logits, labels)),
        "weights": float(sum(weight.numel() for weight in task.model.parameters())),
    }


def shown_pictures(data: DataSet, learnt: Collection[str], shown: int) -> dict[str, Tensor]:
    """Return what :func:`class_pictures` gives of each of :data:`SHOWN` that a VAE learnt."""
    return {name: class_pictures(data, name, shown) for name in SHOWN if name in learnt}


def class_pictures(data: DataSet, name: str, shown: int) -> Tensor:
    """Return at most ``shown`` test pictures (n, 3, 32, 32) of a class, evenly spread over it."""
    rows = np.flatnonzero(data.test.labels == data.classes.index(name))
    chosen = batches.spread(rows, shown)
    return images_of(data.test.images[chosen])


def sharpness(images: Tensor, others: Tensor) -> float:
    """How strong the steps from pixel to pixel are, as a share of those in ``others``."""
    return float(_edges(images) / _edges(others).clamp_min(1e-6))


def variety(images: Tensor, others: Tensor) -> float:
    """How far pictures are from each other, pixel by pixel, as a share of ``others``."""
    return float(images.std(0).mean() / others.std(0).mean().clamp_min(1e-6))


def _edges(images: Tensor) -> Tensor:
    return images.diff(dim=-1).abs().mean() + images.diff(dim=-2).abs().mean()
