"""A short training by every recipe, of networks as small as each allows."""

import json
from pathlib import Path

import pytest
import torch

from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data.dataset import DataSet
from training.grafting import teacher, winged
from training.grafting.composing import Cutouts
from training.recipes import (
    RECIPES,
    ClassifierRecipe,
    CriticRecipe,
    JudgeRecipe,
    PartsRecipe,
    PegasusCriticRecipe,
    PriorRecipe,
    Recipe,
    VaeRecipe,
    name_of,
)
from training.tasks import parts, vae

NAMED: dict[str, Recipe] = {
    "classifier": ClassifierRecipe(epochs=2, batch_size=27, widths=(8, 8, 8), bias_lr=0.1),
    "judge": JudgeRecipe(epochs=2, batch_size=27, widths=(4, 4, 8, 8)),
    "parts": PartsRecipe(epochs=3, batch_size=24, widths=(4, 4, 8, 8)),
    "vae": VaeRecipe(
        epochs=1, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8), blends_from=0.3
    ),
    "vae with grafts": VaeRecipe(
        epochs=1, batch_size=16, latent_shape=(6, 4, 4), widths=(8, 8, 8, 8), blends_from=0.0,
        decoder_alone=True, graft_share=0.3, grafts=12,
    ),
    "critic": CriticRecipe(epochs=2, batch_size=36, hidden=8, rebuilt=0.5),
    "pegasus": PegasusCriticRecipe(
        epochs=3, batch_size=24, winged=16, near_misses=60, held_out=0.3
    ),
    "prior": PriorRecipe(epochs=1, batch_size=36, width=16, depth=1, heads=2, grafts=12),
    "coursework-classifier": CourseworkClassifierRecipe(
        epochs=2, batch_size=27, width=4, hidden=(8,), layout="improved", batch_norm=True,
        convolution_dropout=0.1, linear_dropout=0.5, rotation=15.0, flips=True, share=0.9,
    ),
    "coursework-vae": CourseworkVaeRecipe(
        epochs=2, batch_size=36, latent_numbers=6, width=4, kl_start=0.0, kl_ramp=0.5
    ),
}  # fmt: skip
"""By a name; recipes that have quite different ways are there more than once."""
SHORT = NAMED | {
    name: kind(epochs=2, batch_size=27)
    for name, kind in RECIPES.items()
    if name not in map(name_of, NAMED.values())
}
"""Recipes that nobody named here, too, in the sizes that they have by themselves."""


def anything_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take any picture as a body, for its wings, or to cut out: tiny networks are sure of none.

    What is made beside the training itself is made of less.
    """
    monkeypatch.setattr(winged, "usable_bodies", lambda found: found)
    monkeypatch.setattr(winged, "usable_wings", lambda found: found)
    mattes = torch.zeros(3, 32, 32)
    mattes[:, 10:22, 8:24] = 1
    cutouts = Cutouts(torch.rand(3, 3, 32, 32) * 2 - 1, mattes)
    monkeypatch.setattr(parts, "find_cutouts", lambda data, rows: cutouts)
    monkeypatch.setattr(teacher, "STEPS", 5)
    monkeypatch.setattr(vae, "HELD_OUT_GRAFTS", 12)


def write_marks(data: DataSet, path: Path) -> str:
    """Mark the first horses and birds of a data set; return the file's name."""
    names = {
        kind: [n for n in data.train.names if f"{kind}/" in n][:15] for kind in ("horse", "bird")
    }
    marks = {
        "bodies": {
            n: {"view": "side", "head": "left", "withers": [12, 14]} for n in names["horse"]
        },
        "wings": {n: {"view": "side", "root": [12, 14], "tip": [24, 6]} for n in names["bird"]},
    }
    path.write_text(json.dumps(marks))
    return str(path)
