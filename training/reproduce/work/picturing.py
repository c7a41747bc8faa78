"""The numbers and pictures of a trained VAE: what it rebuilds, and what it makes of sums."""

import copy
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data.augment import quantised
from training.latent.scoring import calibrated, pegasus_score
from training.learning.losses import kl_divergence
from training.measure import looking
from training.measure.metrics import psnr
from training.models.vae import LatentModel
from training.reproduce.work.measuring import Eyes, Figures, Shown, sharpness, variety

EVEN, BIASED = (0.5, 0.5), (0.7, 0.3)
"""Weights of horse and wings."""
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
TRIED = ((0.5, 0.5), (0.6, 0.4), (0.7, 0.3), (0.8, 0.4), (1.0, 0.5), (0.7, 0.7))
COLUMNS, BEST = 8, 16
Sums = Callable[[tuple[float, float]], Tensor]
"""From weights of horse and wings to pictures of all pairs."""


def finished_model(task: Any) -> LatentModel:
    """Return the network that a VAE's task would publish, on the CPU."""
    model = copy.deepcopy(task.model)
    model.load_state_dict(task.published_weights())
    return model.eval().cpu()


@torch.no_grad()
def vae_figures(model: LatentModel, images: Mapping[str, Tensor], eyes: Eyes) -> Figures:
    """Measure a VAE.

    Parameters
    ----------
    images
        Under ``horse`` and, for a VAE that learnt them, ``airplane`` or ``bird``: pictures
        (n, 3, 32, 32).
    """
    figures = _rebuilding(model, images["horse"], eyes)
    pairs = paired(images)
    return figures if pairs is None else {**figures, **_summing(model, *pairs, eyes)}


@torch.no_grad()
def vae_pictures(model: LatentModel, images: Mapping[str, Tensor], eyes: Eyes) -> Shown:
    """Draw what a VAE makes of pictures given as to :func:`vae_figures`.

    Returns
    -------
    dict
        (rows, columns, 32, 32, 3) uint8 by what they show.
    """
    horses = images["horse"][:COLUMNS]
    shown = {"rebuilt": _rows(horses, _rebuilt(model, horses))}
    pairs = paired(images)
    if pairs is None:
        return shown
    made = _sums(model, *pairs)
    body, wings = (model.encode_mean(part[:1])[0] for part in pairs)
    chosen = quantised(_best(made, eyes)).numpy()
    return {
        **shown,
        "blends": _rows(pairs[0], made(EVEN), pairs[1]),
        "grid": _grid(model, body, wings),
        "best": chosen[: len(chosen) // 2 * 2].reshape(2, -1, 32, 32, 3),
    }


def paired(images: Mapping[str, Tensor]) -> tuple[Tensor, Tensor] | None:
    """Return as many horses as aeroplanes, or else birds; None without either."""
    winged = images.get("airplane", images.get("bird"))
    if winged is None:
        return None
    count = min(len(images["horse"]), len(winged))
    return images["horse"][:count], winged[:count]


def _rebuilding(model: LatentModel, horses: Tensor, eyes: Eyes) -> Figures:
    rebuilt = _rebuilt(model, horses)
    mean, log_variance = model.posterior(horses)
    told = looking.in_batches(eyes.judge, looking.rounded(rebuilt)).argmax(1)
    return {
        "psnr_db": float(psnr(rebuilt, horses).mean()),
        "kl_nats": float(kl_divergence(mean, log_variance).mean()),
        "recognised": float((told == eyes.judge_classes.index("horse")).float().mean()),
        "sharpness": sharpness(rebuilt, horses),
        "variety": variety(rebuilt, horses),
    }


def _summing(model: LatentModel, horses: Tensor, planes: Tensor, eyes: Eyes) -> Figures:
    made, roles = _sums(model, horses, planes), looking.known_roles(eyes.judge_classes)
    even, originals = made(EVEN), torch.cat((horses, planes))
    return {
        "both_even": looking.both_seen(eyes.judge, even, *roles),
        "both_biased": looking.both_seen(eyes.judge, made(BIASED), *roles),
        "blend_sharpness": sharpness(even, originals),
        "blend_variety": variety(even, originals),
        "blend_frechet": looking.distance(eyes.judge, even, originals),
        "best_both": looking.both_seen(eyes.judge, _best(made, eyes), *roles),
    }


def _rebuilt(model: LatentModel, images: Tensor) -> Tensor:
    return looking.in_batches(lambda part: model.decode(model.encode_mean(part)), images)


def _sums(model: LatentModel, horses: Tensor, planes: Tensor) -> Sums:
    bodies, wings = (looking.in_batches(model.encode_mean, part) for part in (horses, planes))

    def made(weights: tuple[float, float]) -> Tensor:
        return looking.in_batches(model.decode, weights[0] * bodies + weights[1] * wings)

    return made


def _best(made: Sums, eyes: Eyes) -> Tensor:
    """Return the sums that the chooser takes most for both, best first; the judge has no say."""
    images = torch.cat([made(weights) for weights in TRIED])
    logits = looking.in_batches(eyes.chooser, images)
    probabilities = calibrated(logits, eyes.calibration)
    scores = pegasus_score(probabilities, *looking.known_roles(eyes.chooser_classes))
    return images[scores.argsort(descending=True)[: min(BEST, len(images))]]


def _grid(model: LatentModel, body: Tensor, wings: Tensor) -> np.ndarray:
    """Sums of one horse (more of it from row to row) and wings (from column to column)."""
    latents = [a * body + b * wings for a, b in product(WEIGHTS, WEIGHTS)]
    pictures = quantised(model.decode(torch.stack(latents))).numpy()
    return pictures.reshape(len(WEIGHTS), len(WEIGHTS), *pictures.shape[1:])


def _rows(*rows: Tensor) -> np.ndarray:
    return np.stack([quantised(row[:COLUMNS]).numpy() for row in rows])
