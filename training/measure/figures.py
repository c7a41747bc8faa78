"""The figures of a model set, each as one function of networks and pictures.

Pictures are (n, 3, 32, 32) in [-1, 1]. Fréchet distances are taken in the judge's penultimate
features, between pictures as they would be kept (rounded to 8 bits).
"""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from training.latent.blending import betweenness, slerp, weighted_sum
from training.latent.placing import CHOICES, REFINED_EMPHASIS, SHARPNESS, Placing, fit, placed
from training.latent.refining import bring_to_pictures, conditions
from training.latent.regions import blend_regions, region_weights, role_evidence
from training.latent.scoring import Calibration, calibrated, pegasus_score, value
from training.measure.looking import BATCH, Roles, distance, in_batches
from training.measure.metrics import calibration_error, psnr

GIVES_WINGS = (False, True)
"""Of a pair, body and wings."""


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


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of pictures, as a model set's networks see them.

    Attributes
    ----------
    latents
        (n, 2, *latent_shape), of bodies and of wings.
    roles
        The classes of bodies and those of wings.
    maps
        (n, 2, h, w): where each shows what it is for, on the latent grid; None without one, or
        without a classifier.
    placings
        Where the wings of each pair's collage go; none where there are no maps.
    refined_placings
        Where they go in collages that are refined at once; none where that is as in others.
    """

    latents: Tensor
    roles: Roles
    maps: Tensor | None
    placings: tuple[Placing, ...] = ()
    refined_placings: tuple[Placing, ...] = ()

    def every(self, stride: int) -> "Pairs":
        """Return each ``stride``-th pair."""
        maps = None if self.maps is None else self.maps[::stride]
        return Pairs(
            self.latents[::stride],
            self.roles,
            maps,
            self.placings[::stride],
            self.refined_placings[::stride],
        )

    def to_refine(self) -> "Pairs":
        """Return the pairs with their wings where they go in collages that are refined."""
        return replace(self, placings=self.refined_placings or self.placings)

    def repeated(self, times: int) -> "Pairs":
        """Return each pair ``times`` times in a row."""
        return Pairs(
            self.latents.repeat_interleave(times, 0),
            self.roles,
            None if self.maps is None else self.maps.repeat_interleave(times, 0),
            tuple(placing for placing in self.placings for _ in range(times)),
            tuple(placing for placing in self.refined_placings for _ in range(times)),
        )


def seen_pairs(
    modules: dict[str, nn.Module],
    bodies: Tensor,
    wings: Tensor,
    roles: Roles,
    calibration: Calibration,
) -> Pairs:
    """Encode n pairs of pictures; their placings are those that fit best when tried."""
    latents = torch.stack([in_batches(modules["encoder"], part) for part in (bodies, wings)], 1)
    if latents.ndim != 5 or "scorer" not in modules:
        return Pairs(latents, roles, None)
    evidence = [in_batches(lambda x: modules["scorer"](x)[1], part) for part in (bodies, wings)]
    grid = latents.shape[-2], latents.shape[-1]
    both = torch.stack(evidence, 1)
    pairs = Pairs(latents, roles, torch.stack([role_evidence(e, roles, grid) for e in both]))
    pairs = replace(pairs, placings=_best_placings(modules, pairs, calibration))
    if "prior" in modules and modules["prior"].at_once:
        best = _best_placings(modules, pairs, calibration, refined=True)
        pairs = replace(pairs, refined_placings=best)
    return pairs


def halfway_latents(modules: dict[str, nn.Module], pairs: Pairs) -> dict[str, Tensor]:
    """Even blends of n pairs, as :func:`blended_latents`; ``refined`` with noise for each."""
    count, _, *shape = pairs.latents.shape
    noise = torch.randn(count, *shape, generator=torch.Generator().manual_seed(0))
    return blended_latents(modules, pairs, torch.full((count,), 0.5), noise)


def blended_latents(
    modules: dict[str, nn.Module], pairs: Pairs, shares: Tensor, noise: Tensor
) -> dict[str, Tensor]:
    """Blends of n pairs of pictures, as latents (n, *latent_shape), by mode.

    ``refined``, where there is a prior, starts from collages like those of ``regions``, with the
    wings where they fit best when refined.

    Parameters
    ----------
    shares
        Weight (n,) of each body, in [0, 1]; its wings have the rest.
    noise
        Standard normal (n, *latent_shape), for ``refined``.
    """
    weights = torch.stack((shares, 1 - shares), 1)
    each = list(zip(pairs.latents, weights, strict=True))
    found = {
        "linear": torch.stack([weighted_sum(*both) for both in each]),
        "slerp": torch.stack([slerp(*both) for both in each]),
    }
    if pairs.maps is not None:
        found["regions"] = region_blends(pairs, weights)
    if "prior" in modules and "regions" in found:
        start = found["regions"]
        if pairs.refined_placings:
            start = region_blends(pairs.to_refine(), weights)
        found["refined"] = _refined(modules["prior"], start, weights, pairs.roles, noise)
    return found


def step_ratios(paths: Tensor) -> Tensor:
    """Return how uneven paths (n, points, 3, h, w) of pictures are: (n,), 1 for even ones.

    That is the largest root-mean-square change from one point to the next over the mean one.
    """
    changes = paths.diff(dim=1).square().mean((2, 3, 4)).sqrt()
    return changes.amax(1) / changes.mean(1)


def merit(
    modules: dict[str, nn.Module], images: Tensor, roles: Roles, calibration: Calibration
) -> Tensor:
    """Return what a search goes by, (n,) in [0, 1]: pegasus score, times realism if it is known."""
    found: Tensor = value(*_scores(modules, images, roles, calibration))
    return found


def million_macs(network: nn.Module, example: Tensor) -> float:
    """Multiply-adds, in millions, of one pass of ``example``, a batch of one."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(example)
    return counter.get_total_flops() / 2e6


def region_blends(pairs: Pairs, weights: Tensor) -> Tensor:
    """Collages (n, C, h, w) of pairs by their maps and placings."""
    assert pairs.maps is not None
    blended = []
    for pair, maps, placing, weight in zip(
        pairs.latents, pairs.maps, pairs.placings, weights, strict=True
    ):
        shares = region_weights(placed(maps, GIVES_WINGS, placing), weight[None], SHARPNESS)
        blended.append(blend_regions(pair, shares)[0])
    return torch.stack(blended)


def _scores(
    modules: dict[str, nn.Module], images: Tensor, roles: Roles, calibration: Calibration
) -> tuple[Tensor, Tensor | None]:
    """Pegasus score (n,), and realism (n,) if it is known."""
    logits, _, *realism = modules["scorer"](images)
    pegasus = pegasus_score(calibrated(logits, calibration), *roles)
    return pegasus, realism[0] if realism else None


def _best_placings(
    modules: dict[str, nn.Module], pairs: Pairs, calibration: Calibration, refined: bool = False
) -> tuple[Placing, ...]:
    """Of each pair the placing whose even blend, or that ``refined`` at once, fits best."""
    emphasis = REFINED_EMPHASIS if refined else 1.0
    count = len(pairs.latents)
    even = torch.full((count, 2), 0.5)
    fits = []
    for placing in CHOICES:
        latents = region_blends(replace(pairs, placings=(placing,) * count), even)
        if refined:
            nothing = torch.zeros_like(latents)
            latents = _refined(modules["prior"], latents, even, pairs.roles, nothing)
        images = in_batches(modules["decoder"], latents)
        fits.append(
            in_batches(
                lambda x: fit(*_scores(modules, x, pairs.roles, calibration), emphasis), images
            )
        )
    return tuple(CHOICES[i] for i in torch.stack(fits).argmax(0).tolist())


def _refined(
    prior: nn.Module, latents: Tensor, weights: Tensor, roles: Roles, noise: Tensor
) -> Tensor:
    classes: int = prior.condition.in_features - 1  # type: ignore[union-attr,operator,assignment]
    condition = conditions(weights, roles, classes)
    at_once = bool(prior.at_once)
    given = (x.split(BATCH) for x in (latents, betweenness(weights), noise, condition))
    with torch.no_grad():
        found = [
            bring_to_pictures(start, strength, noisy, asked, prior, at_once)
            for start, strength, noisy, asked in zip(*given, strict=True)
        ]
    return torch.cat(found)
