"""Training of the coursework's models: what its recipes ask of the usual tasks."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data.augment import flip_some, rotate
from training.data.dataset import DataSet
from training.learning import batches
from training.learning.device import Compute
from training.learning.losses import cross_entropy
from training.models.coursework import CourseworkClassifier, CourseworkVae
from training.models.load import COURSEWORK
from training.tasks.classifier import Augment, ClassifierPlan, ClassifyingTask
from training.tasks.reconstructing import NUMBERS, Decoded, VaePlan, VaeTask


def coursework_classifier_task(
    recipe: CourseworkClassifierRecipe, data: DataSet, compute: Compute
) -> ClassifyingTask:
    """The plain CNN under SGD with momentum, its step size the same throughout."""
    torch.manual_seed(recipe.seed)
    settings: dict[str, Any] = {
        "layout": recipe.layout,
        "width": recipe.width,
        "hidden": recipe.hidden,
        "classes": len(data.classes),
        "activation": recipe.activation,
        "batch_norm": recipe.batch_norm,
        "convolution_dropout": recipe.convolution_dropout,
        "linear_dropout": recipe.linear_dropout,
        "signed_input": recipe.signed_input,
    }
    network = CourseworkClassifier(**settings)
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.SGD(
        network.parameters(), recipe.lr, recipe.momentum, weight_decay=recipe.weight_decay
    )
    plan = ClassifierPlan(
        network, settings, [optimiser], batches.constant, _augment(recipe), share=recipe.share
    )
    return ClassifyingTask(recipe, data, plan, compute)


def coursework_vae_task(recipe: CourseworkVaeRecipe, data: DataSet, compute: Compute) -> VaeTask:
    """The flat VAE under Adam: cross-entropy of the pixels and weighted KL divergence."""
    torch.manual_seed(recipe.seed)
    settings: dict[str, Any] = {
        "latent_shape": (recipe.latent_numbers,),
        "width": recipe.width,
        "activation": recipe.activation,
        "convolutional": recipe.convolutional,
    }

    def objective(decoded: Decoded) -> dict[str, Tensor]:
        error = cross_entropy(decoded.rebuilt, decoded.images).mean()
        loss = error + kl_weight_at(recipe, decoded.done) * decoded.divergence / NUMBERS
        return {"loss": loss, "cross_entropy": error}

    plan = VaePlan(
        CourseworkVae(**settings),
        {"architecture": COURSEWORK, **settings},
        objective,
        recipe.lr,
        (0.9, 0.999),
        batches.constant,
        ema=0.0,  # the weights as they are
        sampled=recipe.sampled,
    )
    return VaeTask(recipe, data, plan, compute)


def kl_weight_at(recipe: CourseworkVaeRecipe, done: float) -> float:
    """Return the weight of the KL divergence when a share ``done`` of the steps is taken.

    It goes in a straight line from ``kl_start`` × ``kl_weight`` to ``kl_weight``, which it has
    reached after ``kl_ramp`` of the steps.
    """
    way = min(1.0, done / recipe.kl_ramp) if recipe.kl_ramp else 1.0
    return recipe.kl_weight * (recipe.kl_start + way * (1 - recipe.kl_start))


def _augment(recipe: CourseworkClassifierRecipe) -> Augment:
    def change(images: Tensor, rows: np.ndarray, epoch: int, generator: torch.Generator) -> Tensor:
        turned = rotate(images, recipe.rotation, generator)
        return flip_some(turned, generator) if recipe.flips else turned

    return change
