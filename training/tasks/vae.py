"""Training of the VAE that ships: to rebuild and to blend, as a frozen classifier sees it."""

from typing import Any

import torch
from torch import Tensor

from training.data.dataset import DataSet
from training.files.errors import UserError
from training.grafting.winged import make_winged
from training.learning import batches
from training.learning.adversary import Adversary
from training.learning.device import Compute
from training.learning.losses import absolute_error, class_divergence, stage_distances
from training.measure.looking import BODY, WINGS
from training.models.classifier import HEAD_SCALE, Classifier
from training.models.load import network
from training.models.modelset import ModelSet
from training.models.vae import Vae
from training.recipes import VaeRecipe
from training.tasks.reconstructing import NUMBERS, Decoded, VaePlan, VaeTask

SHALLOW = 3
"""Stages that see lines and textures; the last one sees what a picture is of."""
HELD_OUT_GRAFTS = 300
RISE = 100
"""Steps over which blends come to their full weight, while the adversary learns the first of it."""


def vae_task(
    recipe: VaeRecipe, data: DataSet, compute: Compute, base: ModelSet | None
) -> "VaeTask":
    """The VAE that ships: rebuilds pictures, and learns to draw blends as well.

    Raises
    ------
    UserError
        Where ``base`` has no classifier to look through.
    """
    if base is None or "classifier" not in base.parts:
        raise UserError("A VAE learns from a classifier: train one first and give it as --base.")
    torch.manual_seed(recipe.seed)
    settings: dict[str, Any] = {
        "latent_shape": recipe.latent_shape,
        "widths": recipe.widths,
        "encoder_depth": recipe.encoder_depth,
        "decoder_depth": recipe.decoder_depth,
    }
    vae = Vae(**settings)
    vae.encoder.requires_grad_(not recipe.decoder_alone)
    objective = VaeObjective(
        recipe, network(base, "classifier"), base.calibration.temperature, compute
    )
    plan = VaePlan(
        vae,
        settings,
        objective,
        recipe.peak_lr,
        (0.5, 0.99),  # little momentum: what the adversary asks for changes all the time
        batches.warm_cosine,
        recipe.ema,
        sampled=not recipe.decoder_alone,
        blends_from=recipe.blends_from,
        opponent=objective.adversary,
        **_grafts(recipe, data, base),
    )
    return VaeTask(recipe, data, plan, compute)


def _grafts(recipe: VaeRecipe, data: DataSet, base: ModelSet) -> dict[str, Any]:
    """What a plan says of grafts: winged horses made of training and of validation pictures."""
    if not recipe.graft_share:
        return {}
    learnt, held_out = (
        make_winged(data, rows, base, (BODY, WINGS), count, recipe.seed).pictures
        for rows, count in (
            (data.training_indices(), recipe.grafts),
            (data.validation_indices(), HELD_OUT_GRAFTS),
        )
    )
    return {"grafts": learnt, "held_out_grafts": held_out, "graft_share": recipe.graft_share}


class VaeObjective:
    """Pictures rebuilt so that they look and are classified as they were, and blends as pictures.

    Blends have no picture to be like. An adversary learns to tell them from pictures, half of
    them as the VAE rebuilds them, lest mere softness tells; where it can, they are to be drawn
    better. Both look through the same frozen classifier.

    Parameters
    ----------
    temperature
        Of the classifier's calibration.
    """

    def __init__(
        self, recipe: VaeRecipe, classifier: Classifier, temperature: float, compute: Compute
    ) -> None:
        self._recipe, self._temperature, self._compute = recipe, temperature, compute
        frozen: Any = classifier.requires_grad_(False)
        self._classifier = frozen.to(compute.device, memory_format=torch.channels_last)
        widths = tuple(block.first.out_channels for block in self._classifier.blocks)
        self.adversary = Adversary(widths, compute)

    def __call__(self, decoded: Decoded) -> dict[str, Tensor]:
        recipe, n = self._recipe, len(decoded.images)
        # Blends are seen as they will be shown: else colours beyond white and black pay off.
        seen = self._stages(torch.cat((decoded.rebuilt, decoded.blends.clamp(-1, 1))))
        with torch.no_grad():
            truth = self._stages(decoded.images)
        rebuilt = [stage[:n] for stage in seen]
        gaps = stage_distances(rebuilt, truth).mean(0)
        parts = {
            "absolute_error": absolute_error(decoded.rebuilt, decoded.images).mean(),
            "perceptual": gaps[:SHALLOW].sum(),
            "deep": gaps[SHALLOW:].sum(),
            "classes": class_divergence(self._logits(rebuilt), self._logits(truth)).mean(),
        }
        loss = parts["absolute_error"] + recipe.perceptual_weight * parts["perceptual"]
        loss = loss + recipe.deep_weight * parts["deep"] + recipe.class_weight * parts["classes"]
        loss = loss + recipe.kl_weight * decoded.divergence / NUMBERS
        if len(decoded.blends) and recipe.blend_weight:
            blends = [stage[n:] for stage in seen]
            mixed = _half_and_half(truth, rebuilt, decoded.first)
            told = self.adversary.learn(mixed[1:], blends[1:])
            parts |= {"adversary": told, "blends": self.adversary.doubt(blends[1:])}
            rise = min(1.0, decoded.met / RISE)
            loss = loss + rise * recipe.blend_weight * parts["blends"]
            loss = loss + (decoded.blends.abs() - 1).relu().mean()  # where clamping hides a slope
        return {"loss": loss, **parts}

    def _stages(self, images: Tensor) -> list[Tensor]:
        with self._compute.mixed_precision():
            stages: list[Tensor] = self._classifier.stages(images)
        return stages

    def _logits(self, stages: list[Tensor]) -> Tensor:
        """Calibrated logits (n, K) that belong to a classifier's stages."""
        pooled = stages[-1].float().amax((2, 3))
        logits: Tensor = self._classifier.head(pooled) * HEAD_SCALE
        return logits / self._temperature


def _half_and_half(one: list[Tensor], other: list[Tensor], first: int) -> list[Tensor]:
    """Stages of every other row by turns, which see photographs and what is rebuilt of others."""
    even = (torch.arange(len(one[0])) + first) % 2 == 0
    return [
        torch.where(even[:, None, None, None].to(shown.device), shown, made)
        for shown, made in zip(one, other, strict=True)
    ]
