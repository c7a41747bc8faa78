"""Figures of winged horses: what the VAE keeps of grafts, and what parts and critic reached."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from torch import nn

from training.data.augment import images_of
from training.data.cache import DataSet, Split
from training.files.errors import UserError
from training.grafting.winged import make_winged
from training.measure import looking
from training.measure.looking import BODY, WINGS
from training.measure.metrics import psnr
from training.models.modelset import ModelSet

GRAFTS = 500
SEED = 0
AUC = "auc_"
HELD_OUT = "validation_"
GROUPS = {"parts": "parts", "pegasus": "critic"}
"""Where a kind of part stands in the report."""


def grafts(
    modules: dict[str, nn.Module],
    model_set: ModelSet,
    split: Split,
    classes: tuple[str, ...],
) -> dict[str, float]:
    """``psnr_grafts_db``, the mean PSNR of grafts of a split's pictures as the VAE rebuilds them.

    ``classes`` are those of the split's labels. Without pictures
    that can be used as a body, and for a wing, there is none.
    """
    data, rows = DataSet(classes, "", split, len(split.labels)), np.arange(len(split.labels))
    try:
        images = images_of(make_winged(data, rows, model_set, (BODY, WINGS), GRAFTS, SEED).pictures)
    except UserError:
        return {}
    latents = looking.in_batches(modules["encoder"], images)
    rebuilt = looking.in_batches(modules["decoder"], latents)
    return {"psnr_grafts_db": float(psnr(rebuilt, images).mean())}


def as_trained(model_set: ModelSet) -> dict[str, dict[str, Any]]:
    """What parts network and critic reached on marks and examples held out from training.

    The sets of marks and of near-misses are made by the trainings, which measured on them at
    their ends; a set's manifest keeps it.
    """
    report: dict[str, dict[str, Any]] = {}
    for kind, group in GROUPS.items():
        if kind in model_set.parts:
            reached = model_set.parts[kind].metrics
            areas = _without(AUC, reached)
            report[group] = _without(HELD_OUT, reached) | ({"auc": areas} if areas else {})
    return report


def _without(prefix: str, values: Mapping[str, float]) -> dict[str, Any]:
    """Those values whose names begin so, under what is left of their names."""
    named = values.items()
    return {name.removeprefix(prefix): value for name, value in named if name.startswith(prefix)}
