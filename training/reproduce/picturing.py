"""The numbers and pictures of a trained VAE: what it rebuilds, and what it makes of sums."""

import copy
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training import figures
from training.data.augment import quantised
from training.data.cache import DataSet
from training.latent.scoring import calibrated, pegasus_score
from training.losses import kl_divergence
from training.metrics import psnr
from training.models.vae import LatentModel
from training.reproduce.measuring import (
    Eyes,
    Figures,
    Shown,
    class_pictures,
    sharpness,
    variety,
)

BODY, WINGS = ("horse",), ("bird", "airplane")
EVEN, BIASED = (0.5, 0.5), (0.7, 0.3)
"""Weights of horse and aeroplane."""
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
TRIED = ((0.5, 0.5), (0.6, 0.4), (0.7, 0.3), (0.8, 0.4), (1.0, 0.5), (0.7, 0.7))
COLUMNS, BEST = 8, 16


def finished_model(task: Any) -> LatentModel:
    """Return the network that a VAE's task would publish, on the CPU."""
    model = copy.deepcopy(task.model)
    model.load_state_dict(task.published_weights())
    return model.eval().cpu()


@torch.no_grad()
def vae_figures(
    task: Any, classes: tuple[str, ...], data: DataSet, eyes: Eyes, shown: int
) -> tuple[Figures, Shown]:
    """Measure a VAE on at most ``shown`` test pictures of horses, and sums with aeroplanes."""
    model = finished_model(task)
    horses = class_pictures(data, "horse", shown)
    found, pictures = _rebuilding(model, horses, eyes)
    if "airplane" in classes:
        planes = class_pictures(data, "airplane", shown)
        count = min(len(horses), len(planes))
        more, sums = _summing(model, horses[:count], planes[:count], eyes)
        found, pictures = {**found, **more}, {**pictures, **sums}
    return found, pictures


def _rebuilding(model: LatentModel, horses: Tensor, eyes: Eyes) -> tuple[Figures, Shown]:
    rebuilt = figures.in_batches(lambda part: model.decode(model.encode_mean(part)), horses)
    mean, log_variance = model.posterior(horses)
    told = figures.in_batches(eyes.judge, figures.rounded(rebuilt)).argmax(1)
    found = {
        "psnr_db": float(psnr(rebuilt, horses).mean()),
        "kl_nats": float(kl_divergence(mean, log_variance).mean()),
        "recognised": float((told == eyes.judge_classes.index("horse")).float().mean()),
        "sharpness": sharpness(rebuilt, horses),
        "variety": variety(rebuilt, horses),
    }
    sheet = np.stack([quantised(part[:COLUMNS]).numpy() for part in (horses, rebuilt)])
    return found, {"rebuilt": sheet}


def _summing(
    model: LatentModel, horses: Tensor, planes: Tensor, eyes: Eyes
) -> tuple[Figures, Shown]:
    bodies, wings = model.encode_mean(horses), model.encode_mean(planes)

    def made(weights: tuple[float, float]) -> Tensor:
        return figures.in_batches(model.decode, weights[0] * bodies + weights[1] * wings)

    roles = _roles(eyes.judge_classes)
    even, originals = made(EVEN), torch.cat((horses, planes))
    chosen = _best(made, eyes)
    found = {
        "both_even": figures.both_seen(eyes.judge, even, *roles),
        "both_biased": figures.both_seen(eyes.judge, made(BIASED), *roles),
        "blend_sharpness": sharpness(even, originals),
        "blend_variety": variety(even, originals),
        "blend_frechet": figures.distance(eyes.judge, even, originals),
        "best_both": figures.both_seen(eyes.judge, chosen, *roles),
    }
    rows = [quantised(part[:COLUMNS]).numpy() for part in (horses, even, planes)]
    return found, {
        "blends": np.stack(rows),
        "grid": _grid(model, bodies[0], wings[0]),
        "best": quantised(chosen).numpy()[: len(chosen) // 2 * 2].reshape(2, -1, 32, 32, 3),
    }


def _best(made: Callable[[tuple[float, float]], Tensor], eyes: Eyes) -> Tensor:
    """Return the sums that the chooser takes most for both, best first; the judge has no say."""
    images = torch.cat([made(weights) for weights in TRIED])
    logits = figures.in_batches(eyes.chooser, images)
    probabilities = calibrated(logits, eyes.calibration)
    scores = pegasus_score(probabilities, *_roles(eyes.chooser_classes))
    return images[scores.argsort(descending=True)[: min(BEST, len(images))]]


def _grid(model: LatentModel, body: Tensor, wings: Tensor) -> np.ndarray:
    """Sums of one horse (more of it from row to row) and one aeroplane (from column to column)."""
    latents = [a * body + b * wings for a, b in product(WEIGHTS, WEIGHTS)]
    pictures = quantised(model.decode(torch.stack(latents))).numpy()
    return pictures.reshape(len(WEIGHTS), len(WEIGHTS), *pictures.shape[1:])


def _roles(classes: tuple[str, ...]) -> figures.Roles:
    known = [name for name in WINGS if name in classes]
    return figures.roles_of(classes, BODY, known)
