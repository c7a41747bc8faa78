"""The figures of a model set, each as one function of networks and pictures.

Pictures are (n, 3, 32, 32) in [-1, 1]. Fréchet distances are taken in the judge's penultimate
features, between pictures as they would be kept (rounded to 8 bits).
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from training.blending import methods
from training.blending.methods import Networks, Settings, Sources, blend_each
from training.blending.parts import SourceParts
from training.latent.scoring import Calibration, calibrated, pegasus_score, value
from training.measure.looking import BATCH, Roles, distance, in_batches
from training.measure.metrics import calibration_error, psnr

BODY_FIRST = True, False
"""Of a pair, which gives the body."""
METHODS = {
    "linear": methods.LINEAR,
    "slerp": methods.SLERP,
    "regions": methods.REGIONS,
    "refined": methods.REFINED,
    "graft": methods.GRAFT,
}
"""What is measured, by the names of the window's modes."""


def classifying(logits: Tensor, labels: Tensor, calibration: Calibration) -> dict[str, float]:
    """Accuracy and expected calibration error of logits (n, K)."""
    probabilities = calibrated(logits.double(), calibration)
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


def seen_pairs(
    modules: dict[str, nn.Module],
    bodies: Tensor,
    wings: Tensor,
    roles: Roles,
    classes: Sequence[Sequence[int | None]],
) -> list[Sources]:
    """Encode n pairs of pictures, so that they can be blended.

    Parameters
    ----------
    classes
        For each pair the class of the body's picture and that of the wings', None where unknown.
    """
    latents = torch.stack([in_batches(modules["encoder"], part) for part in (bodies, wings)], 1)
    known = zip(latents, classes, _source_parts(modules, bodies, wings, latents), strict=True)
    if latents.ndim != 5 or "scorer" not in modules:
        return [
            Sources(both, roles, own, 0, parts=parts, bodies=BODY_FIRST)
            for both, own, parts in known
        ]
    maps = [in_batches(lambda x: modules["scorer"](x)[1], part) for part in (bodies, wings)]
    evidence = torch.stack(maps, 1)
    return [
        Sources(both, roles, own, found.shape[1], found, parts, BODY_FIRST)
        for (both, own, parts), found in zip(known, evidence, strict=True)
    ]


def _source_parts(
    modules: dict[str, nn.Module], bodies: Tensor, wings: Tensor, latents: Tensor
) -> list[SourceParts | None]:
    """What grafts of n pairs are made of; None where the set has no parts network."""
    if "parts" not in modules:
        return [None] * len(bodies)
    pictures = torch.stack((bodies, wings), 1)
    with torch.no_grad():
        told = [modules["parts"](part) for part in pictures.flatten(0, 1).split(BATCH)]
    mattes, points, chances = (
        torch.cat(each).unflatten(0, (len(bodies), 2)) for each in zip(*told, strict=True)
    )
    rows = zip(pictures, latents, mattes, points, chances, strict=True)
    return [SourceParts(*row, wings=[not body for body in BODY_FIRST]) for row in rows]


def halfway_latents(modules: dict[str, nn.Module], pairs: Sequence[Sources]) -> dict[str, Tensor]:
    """Even blends of n pairs, as :func:`blended_latents`; ``refined`` with noise for each."""
    noise = torch.randn(
        len(pairs), *pairs[0].latents.shape[1:], generator=torch.Generator().manual_seed(0)
    )
    return blended_latents(modules, pairs, torch.full((len(pairs),), 0.5), noise)


def blended_latents(
    modules: dict[str, nn.Module], pairs: Sequence[Sources], shares: Tensor, noise: Tensor
) -> dict[str, Tensor]:
    """Blends of n pairs of pictures, as latents (n, *latent_shape), by method.

    Parameters
    ----------
    shares
        Weight (n,) of each body, in [0, 1]; its wings have the rest.
    noise
        Standard normal (n, *latent_shape), for ``refined``.
    """
    weights, settings = torch.stack((shares, 1 - shares), 1), Settings(noise=noise)
    networks = _networks(modules)
    return {
        name: blend_each(method, pairs, weights, settings, networks)
        for name, method in METHODS.items()
        if (pairs[0].evidence is not None or not method.regional)
        and (pairs[0].parts is not None or not method.grafts)
        and (networks.velocity is not None or not method.refines)
    }


def step_ratios(paths: Tensor) -> Tensor:
    """Return how uneven paths (n, points, 3, h, w) of pictures are: (n,), 1 for even ones.

    That is the largest root-mean-square change from one point to the next over the mean one.
    """
    changes = paths.diff(dim=1).square().mean((2, 3, 4)).sqrt()
    return changes.amax(1) / changes.mean(1)


def merit(
    modules: dict[str, nn.Module], images: Tensor, roles: Roles, calibration: Calibration
) -> Tensor:
    """Return what a search goes by, (n,) in [0, 1]: pegasus score, times realism if it is known.

    The score is the chance of a winged horse where the set has a critic of that.
    """
    scorer: Any = modules["scorer"]
    told = scorer.named(images)
    seen = pegasus_score(calibrated(told["logits"], calibration), *roles)
    merits: Tensor = value(told.get("pegasus", seen), told.get("realism"))
    return merits


def million_macs(network: nn.Module, example: Tensor) -> float:
    """Multiply-adds, in millions, of one pass of ``example``, a batch of one."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(example)
    return counter.get_total_flops() / 2e6


def _networks(modules: dict[str, nn.Module]) -> Networks:
    """What blending asks of a set's modules, in batches and without gradients."""
    encode, decode = (partial(in_batches, modules[name]) for name in ("encoder", "decoder"))
    if "prior" not in modules:
        return Networks(encode=encode, decode=decode)
    prior = modules["prior"]

    def velocity(*inputs: Tensor) -> Tensor:
        split = [x.split(BATCH) for x in inputs]
        with torch.no_grad():
            return torch.cat([prior(*part) for part in zip(*split, strict=True)])

    return Networks(velocity, bool(prior.winged), encode, decode)
