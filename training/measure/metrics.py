"""Figures of merit, as pure functions of tensors."""

import math

import torch
from torch import Tensor

from training.latent.scoring import Calibration, calibrated

ECE_BINS = 15
LOG_TEMPERATURES, SHARPENINGS = (-3.0, 3.0), (-0.3, 0.3)
"""Where calibrations are looked for at first."""
POINTS, ROUNDS = 13, 5
"""Of the grid on each side, and how often it is refined."""


def fit_calibration(logits: Tensor, labels: Tensor) -> Calibration:
    """Return the calibration that minimises the cross-entropy of the probabilities it gives.

    Both numbers are searched on a grid that is refined around its best point.

    Parameters
    ----------
    logits
        (n, classes).
    labels
        (n,) int64.
    """
    (low, high), (flat, steep) = LOG_TEMPERATURES, SHARPENINGS
    for _ in range(ROUNDS):
        grid = [
            Calibration(math.exp(log), sharpening)
            for log in torch.linspace(low, high, POINTS, dtype=torch.float64).tolist()
            for sharpening in torch.linspace(flat, steep, POINTS, dtype=torch.float64).tolist()
        ]
        best = min(grid, key=lambda point: _cross_entropy(logits, labels, point))
        wide, tall = (high - low) / (POINTS - 1), (steep - flat) / (POINTS - 1)
        log = math.log(best.temperature)
        low, high = log - wide, log + wide
        flat, steep = best.sharpening - tall, best.sharpening + tall
    return best


def calibration_error(probabilities: Tensor, labels: Tensor, bins: int = ECE_BINS) -> float:
    """Expected calibration error of the top class, over ``bins`` equally wide bins of confidence.

    Parameters
    ----------
    probabilities
        (n, classes), rows sum to 1.
    labels
        (n,) int64.

    Returns
    -------
    float
        Mean absolute gap between confidence and accuracy, in [0, 1].
    """
    confidence, predicted = probabilities.double().max(1)
    hits = (predicted == labels).double()
    place = (confidence * bins).long().clamp(max=bins - 1)
    gaps = torch.zeros(bins, dtype=torch.float64).index_add_(0, place, hits - confidence)
    return float(gaps.abs().sum() / len(labels))


def area_under_curve(positives: Tensor, negatives: Tensor) -> float:
    """Return the chance in [0, 1] that a positive's score is above a negative's; ties are halves.

    The area under the receiver operating characteristic, by ranks (J. Hanley and B. McNeil, 1982).
    """
    scores = torch.cat((negatives, positives)).double()
    _, places, counts = scores.unique(return_inverse=True, return_counts=True)
    ranks = counts.cumsum(0) - (counts - 1) / 2
    n = len(positives)
    above = ranks[places[len(negatives) :]].sum() - n * (n + 1) / 2
    return float(above / (n * len(negatives)))


def psnr(images: Tensor, others: Tensor) -> Tensor:
    """Peak signal-to-noise ratio (n,) in dB of pictures (n, 3, h, w) in [-1, 1], one by one."""
    error = (images - others).double().square().mean((1, 2, 3)).clamp_min(1e-12)
    return 10 * torch.log10(4 / error)


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """Fréchet distance between Gaussians fitted to two sets of features (n, d) and (m, d).

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)): D. Dowson and B. Landau, 1982; used for pictures
    by M. Heusel et al., "GANs trained by a two time-scale update rule", NeurIPS 2017 (there in
    Inception's feature space; which space is used here is the caller's choice, and its name
    belongs beside the figure).
    """
    first, second = first.double(), second.double()
    gap = (first.mean(0) - second.mean(0)).square().sum()
    covariances = torch.cov(first.T), torch.cov(second.T)
    root = _root(covariances[0])
    cross = torch.linalg.eigvalsh(root @ covariances[1] @ root).clamp_min(0).sqrt().sum()
    return float(gap + covariances[0].trace() + covariances[1].trace() - 2 * cross)


def _root(matrix: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(matrix)
    return (vectors * values.clamp_min(0).sqrt()) @ vectors.T


def _cross_entropy(logits: Tensor, labels: Tensor, calibration: Calibration) -> float:
    probabilities = calibrated(logits.double(), calibration)
    return float(torch.nn.functional.nll_loss(probabilities.clamp_min(1e-300).log(), labels))
