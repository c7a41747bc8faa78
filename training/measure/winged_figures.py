"""Figures of winged horses: what the VAE keeps of grafts, and what parts and critic reached."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.data.augment import images_of
from training.data.dataset import DataSet, Split
from training.files.errors import UserError
from training.grafting.winged import make_winged
from training.learning import batches
from training.learning.corruptions import collage, cross_fade
from training.measure import looking
from training.measure.looking import BODY, WINGS, rounded
from training.measure.metrics import psnr
from training.models.modelset import ModelSet

GRAFTS = 500
PHOTOGRAPHS = 300
"""Of each class, in which the critic should not believe."""
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


def above_half(
    modules: dict[str, nn.Module], split: Split, classes: tuple[str, ...]
) -> dict[str, float]:
    """Share of what is no winged horse in which the critic believes, by kind.

    Of each class the first 300 photographs of a split, and as many cross-fades and collages of
    horses with birds and aeroplanes, all as the VAE shows them. ``classes`` are those of the
    split's labels.
    """
    scorer: Any = modules["scorer"]
    images, labels = images_of(split.images), torch.from_numpy(split.labels)
    kinds = {name: images[labels == k][:PHOTOGRAPHS] for k, name in enumerate(classes)}
    body, wings = (torch.cat([kinds[name] for name in names]) for names in (BODY, WINGS))
    some = batches.spread(np.arange(len(wings)), min(len(body), len(wings)))
    body, wings = body[: len(some)], wings[some]
    half, middle = torch.full((len(some),), 0.5), torch.full((len(some),), body.shape[2] // 2)
    kinds |= {"cross_fade": cross_fade(body, wings, half), "collage": collage(body, wings, middle)}

    def told(part: Tensor) -> Tensor:
        shown = rounded(modules["decoder"](modules["encoder"](part)))
        chance: Tensor = scorer.named(shown)["pegasus"]
        return chance

    return {
        name: float((looking.in_batches(told, some) > 0.5).double().mean())
        for name, some in kinds.items()
        if len(some)
    }


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
