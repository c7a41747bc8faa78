"""The figures of a model set, each as one function of networks and pictures.

Pictures are (n, 3, 32, 32) in [-1, 1]. Fréchet distances are taken in the judge's penultimate
features, between pictures as they would be kept (rounded to 8 bits).
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from training.latent.blending import slerp, weighted_sum
from training.latent.refining import conditions, refine
from training.latent.regions import blend_regions, region_weights, role_evidence
from training.metrics import calibration_error, frechet_distance, psnr

BATCH = 250
SHARPNESS = 2.0
STRENGTH = 0.5
SEEN = 0.2
"""Least probability at which the judge counts as seeing something."""


def in_batches(network: Callable[[Tensor], Tensor], inputs: Tensor) -> Tensor:
    """Apply ``network`` to ``inputs`` in batches, without gradients."""
    with torch.no_grad():
        return torch.cat([network(part) for part in inputs.split(BATCH)])


def rounded(images: Tensor) -> Tensor:
    """Return images at the 256 levels in which pictures are kept."""
    return images.clamp(-1, 1).add(1).mul(127.5).round().div(127.5).sub(1)


def classifying(logits: Tensor, labels: Tensor, temperature: float) -> dict[str, float]:
    """Accuracy and expected calibration error of logits (n, K)."""
    probabilities = (logits.double() / temperature).softmax(1)
    return {
        "test_accuracy": float((logits.argmax(1) == labels).double().mean()),
        "ece": calibration_error(probabilities, labels),
    }


def reconstructing(rebuilt: Tensor, images: Tensor, judge: Any) -> dict[str, float]:
    """PSNR, agreement of the judge's classes, Fréchet distance to the originals."""
    ours, theirs = in_batches(judge, rebuilt), in_batches(judge, images)
    return {
        "psnr_db": float(psnr(rebuilt, images).mean()),
        "agreement": float((ours.argmax(1) == theirs.argmax(1)).double().mean()),
        "frechet_reconstruction": distance(judge, rebuilt, images),
    }


def distance(judge: Any, images: Tensor, others: Tensor) -> float:
    """Fréchet distance of two sets of pictures in the judge's penultimate features."""
    return frechet_distance(
        in_batches(judge.features, rounded(images)), in_batches(judge.features, rounded(others))
    )


def both_seen(judge: Any, images: Tensor, body: list[int], wings: list[int]) -> float:
    """Share of pictures in which the judge sees body and wings, each at 0.2 or more."""
    probabilities = in_batches(judge, rounded(images)).softmax(1)
    seen = (probabilities[:, body].sum(1) >= SEEN) & (probabilities[:, wings].sum(1) >= SEEN)
    return float(seen.double().mean())


def halfway_latents(
    modules: dict[str, nn.Module], bodies: Tensor, wings: Tensor, roles: tuple[list[int], list[int]]
) -> dict[str, Tensor]:
    """Even blends of n pairs of pictures, as latents (n, *latent_shape), by mode.

    ``refined``, where there is a prior, starts from ``regions``, with noise of its own for each.

    Parameters
    ----------
    roles
        The classes of bodies and those of wings.
    """
    first, second = (in_batches(modules["encoder"], images) for images in (bodies, wings))
    even = torch.tensor([0.5, 0.5])
    pairs = list(zip(first, second, strict=True))
    found = {
        "linear": torch.stack([weighted_sum(torch.stack(pair), even) for pair in pairs]),
        "slerp": torch.stack([slerp(torch.stack(pair), even) for pair in pairs]),
    }
    if first.ndim == 4 and "scorer" in modules:
        found["regions"] = _regions(modules, bodies, wings, pairs, roles)
    if "prior" in modules and "regions" in found:
        found["refined"] = _refined(modules["prior"], found["regions"], roles, modules)
    return found


def million_macs(network: nn.Module, example: Tensor) -> float:
    """Multiply-adds, in millions, of one pass of ``example``, a batch of one."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(example)
    return counter.get_total_flops() / 2e6


def _regions(
    modules: dict[str, nn.Module],
    bodies: Tensor,
    wings: Tensor,
    pairs: list[tuple[Tensor, Tensor]],
    roles: tuple[list[int], list[int]],
) -> Tensor:
    evidence = [in_batches(lambda x: modules["scorer"](x)[1], part) for part in (bodies, wings)]
    blended = []
    for i, (one, other) in enumerate(pairs):
        maps = torch.stack([evidence[0][i], evidence[1][i]])
        roled = role_evidence(maps, roles, (one.shape[1], one.shape[2]))
        shares = region_weights(roled, torch.tensor([[0.5, 0.5]]), SHARPNESS)
        blended.append(blend_regions(torch.stack([one, other]), shares)[0])
    return torch.stack(blended)


def _refined(
    prior: nn.Module,
    latents: Tensor,
    roles: tuple[list[int], list[int]],
    modules: dict[str, nn.Module],
) -> Tensor:
    classes: int = prior.condition.in_features - 1  # type: ignore[union-attr,operator,assignment]
    generator = torch.Generator().manual_seed(0)
    parts = []
    with torch.no_grad():
        for part in latents.split(BATCH):
            noise = torch.randn(part.shape, generator=generator)
            even = torch.full((len(part), 2), 0.5)
            condition = conditions(even, roles, classes)
            strength = torch.full((len(part),), STRENGTH)
            parts.append(refine(part, strength, noise, condition, prior))
    return torch.cat(parts)
