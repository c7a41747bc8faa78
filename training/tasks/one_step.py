"""What a prior learns beside its flow: to bring a blend to pictures in one step.

After A. Sauer et al., "Adversarial diffusion distillation", arXiv:2311.17042, 2023, but from blends
instead of from noise, and with a classifier that is to see in them what was blended in place of a
teacher.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.augment import flip, images_of, shift
from training.data.cache import DataSet
from training.files.errors import UserError
from training.latent.blending import betweenness
from training.latent.refining import conditions, refine_at_once
from training.latent.regions import SHARPNESS, blend_regions, region_weights
from training.latent.scoring import calibrated
from training.learning.adversary import Adversary
from training.learning.device import Compute
from training.measure.looking import BODY, WINGS, known_roles
from training.models.classifier import HEAD_SCALE
from training.models.load import frozen
from training.models.modelset import ModelSet
from training.recipes import PriorRecipe
from training.tasks.encoding import Encoded, classes_of

SHARES = 0.25, 0.75
"""Of the one picture in a blend; nearer to a picture the step is a shorter one of the same kind."""
REACH = 2
"""Pixels by which blends and pictures are moved about before they are looked at, lest the prior
learns what takes the classifier in at one place alone."""
SHALLOWEST = 1
"""Stage of the classifier from which on the adversary looks."""
BEYOND = 5.0
"""Weight of colours beyond white and black, where clamping hides a slope."""
RISE = 100
"""Steps over which the adversary and the classifier come to their full weight; until then the step
learns above all to be a short one."""


class AtOnce:
    """Blends of pictures, refined in one step so that they look like pictures, of both.

    An adversary learns to tell them from pictures, half of them as the VAE rebuilds them, lest
    mere softness tells. It looks through the set's frozen classifier, which itself is to see both
    parts of each blend.

    Parameters
    ----------
    learnt
        The pictures that the prior learns from, with their maps; bodies and wings among them, see
        :func:`refuse_without_blends`.
    """

    def __init__(
        self,
        recipe: PriorRecipe,
        data: DataSet,
        compute: Compute,
        base: ModelSet,
        learnt: Encoded,
    ) -> None:
        assert learnt.maps is not None
        self._recipe, self._data, self._compute = recipe, data, compute
        self._learnt, self._maps = learnt, learnt.maps
        self._count, self._calibration = len(base.classes), base.calibration
        self._roles = known_roles(base.classes)
        self._parts = [_of(learnt.labels, part) for part in self._roles]
        self._vae = frozen(base, "vae", compute.device)
        self._classifier = frozen(base, "classifier", compute.device)
        widths = tuple(block.first.out_channels for block in self._classifier.blocks)
        self._adversary = Adversary(widths, compute)

    def loss(
        self, model: nn.Module, step: int, generator: torch.Generator
    ) -> tuple[Tensor, dict[str, float]]:
        """Return what to add to the flow's loss in step ``step``, a scalar, and its parts.

        Those are ``adversary`` (how badly it tells blends from pictures: 2 where it is lost),
        ``blends`` (how far they are from being taken for pictures), ``both`` (nats by which the
        classifier misses one half body and one half wings) and ``moved`` (mean squared way).
        """
        recipe = self._recipe
        mean, deviation = self._vae.latent_mean, self._vae.latent_deviation
        with torch.no_grad():
            start, strength, asked, shown = self._drawn(generator)
        with self._compute.mixed_precision():
            refined = refine_at_once(start, strength, asked, model)
            made = self._vae.decoder(refined * deviation + mean).float()
        looked = shift(torch.cat((made.clamp(-1, 1), shown)), REACH, generator)
        with torch.no_grad():
            pictures = self._stages(looked[len(made) :])
        blends = self._stages(looked[: len(made)])
        told = self._adversary.learn(pictures[SHALLOWEST:], blends[SHALLOWEST:])
        doubt = self._adversary.doubt(blends[SHALLOWEST:])
        both = self._missing(blends[-1])
        moved = (refined - start).square().mean()
        beyond = (made.abs() - 1).relu().mean()
        rise = min(1.0, (step + 1) / RISE)
        loss = rise * (doubt + recipe.both_weight * both + BEYOND * beyond)
        loss = loss + max(recipe.near_weight, 1 - rise) * moved
        parts = {"adversary": told, "blends": doubt, "both": both, "moved": moved}
        return loss, {name: value.item() for name, value in parts.items()}

    def state(self) -> dict[str, Any]:
        return self._adversary.state()

    def restore(self, state: dict[str, Any]) -> None:
        self._adversary.restore(state)

    def _drawn(self, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Collages (n, *latent_shape), how far to go (n,), classes to ask for (n, K + 1), and
        pictures (n, 3, 32, 32)."""
        n, device, learnt = self._recipe.one_step_batch, self._compute.device, self._learnt
        chosen = [part[torch.randint(len(part), (n,), generator=generator)] for part in self._parts]
        latents = torch.stack([learnt.latents[rows] for rows in chosen], 1)
        maps = torch.stack([self._maps[rows] for rows in chosen], 1)
        low, high = SHARES
        share = low + (high - low) * torch.rand(n, generator=generator).to(device)
        weights = torch.stack((share, 1 - share), 1)
        by_role = (torch.rand(n, generator=generator) < 0.5).to(device)
        classes = torch.stack([self._one_hot(learnt.labels[rows]) for rows in chosen], 1)
        own = (weights.unsqueeze(2) * classes).sum(1)
        asked = torch.where(
            by_role.unsqueeze(1), conditions(weights, self._roles, self._count), own
        )
        start = _collages(latents, maps, weights)
        return start, betweenness(weights), asked, self._shown(n, generator)

    def _shown(self, n: int, generator: torch.Generator) -> Tensor:
        """Pictures of all that the prior learns from, every other one as the VAE rebuilds it."""
        rows = torch.randint(len(self._learnt), (n,), generator=generator)
        chosen = rows.numpy()
        images = images_of(self._data.train.images[self._learnt.rows[chosen]])
        mirrored = torch.from_numpy(self._learnt.mirrored[chosen])
        images = flip(images, mirrored).to(self._compute.device)
        images[::2] = self._vae.decode(self._learnt.latents[rows[::2]])
        return images

    def _missing(self, last: Tensor) -> Tensor:
        """How far the classifier is from seeing both parts of blends alike; 0 where it does.

        The divergence of its probabilities for body and wings from one half each.
        """
        logits = self._classifier.head(last.float().amax((2, 3))) * HEAD_SCALE
        probabilities = calibrated(logits, self._calibration)
        seen = [probabilities[:, part].sum(1).clamp_min(1e-6) for part in self._roles]
        missed: Tensor = -torch.stack([(2 * share).log().mean() for share in seen]).mean()
        return missed

    def _stages(self, images: Tensor) -> list[Tensor]:
        with self._compute.mixed_precision():
            stages: list[Tensor] = self._classifier.stages(images)
        return stages

    def _one_hot(self, labels: Tensor) -> Tensor:
        return nn.functional.one_hot(labels, self._count + 1).float()


def refuse_without_blends(data: DataSet, rows: NDArray[np.int64], base: ModelSet) -> None:
    """Raise a UserError where ``rows`` of ``data`` and ``base`` are not what the step needs."""
    if "classifier" not in base.parts:
        raise UserError(
            "Refining at once is learnt from a classifier: train one and give it as --base."
        )
    here = set(classes_of(data, rows).values())
    if not all(here & set(part) & set(base.classes) for part in (BODY, WINGS)):
        raise UserError(
            "Refining at once is learnt from blends of horses with birds or aeroplanes, which "
            "these pictures lack: set one_step_batch to 0."
        )


def _collages(latents: Tensor, maps: Tensor, weights: Tensor) -> Tensor:
    """Put pairs of latents (n, 2, C, h, w) together by maps (n, 2, h, w) and weights (n, 2)."""
    rows = zip(latents, maps, weights, strict=True)
    made = [blend_regions(one, region_weights(m, w[None], SHARPNESS)) for one, m, w in rows]
    return torch.cat(made)


def _of(labels: Tensor, classes: list[int]) -> Tensor:
    return torch.isin(labels.cpu(), torch.tensor(classes)).nonzero().squeeze(1)
