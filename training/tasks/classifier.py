"""Training of classifiers: recipe, data, network and optimisers brought together."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.coursework_recipes import CourseworkClassifierRecipe
from training.data.augment import blank, flip, normalise, shift
from training.data.dataset import DataSet
from training.latent.scoring import Calibration
from training.learning import batches
from training.learning.device import CPU, Compute
from training.learning.optimiser import Muon, restore
from training.measure.metrics import fit_calibration
from training.models.classifier import Classifier
from training.models.judge import Judge
from training.recipes import ClassifierRecipe, JudgeRecipe

WHITENING_PICTURES = 5000
MEASURED = 5000
"""Training pictures that an epoch's figures are taken of: as many as CIFAR-10 holds out."""
Augment = Callable[[Tensor, np.ndarray, int, torch.Generator], Tensor]
"""Changes the pictures (n, 3, 32, 32) of some rows (n,) in an epoch by a generator's noise."""


@dataclass(frozen=True, eq=False)
class ClassifierPlan:
    """What tells one classifier's training from another's.

    Attributes
    ----------
    network
        Takes pictures (n, 3, 32, 32) in [-1, 1] and gives logits (n, classes).
    settings
        What the network's constructor was given.
    schedule
        Scales the step sizes that the optimisers begin with.
    label_smoothing
        Share of the target spread evenly over the classes.
    share
        Of the training pictures, drawn anew each epoch, that an epoch goes through.
    """

    network: nn.Module
    settings: dict[str, Any]
    optimisers: Sequence[torch.optim.Optimizer]
    schedule: batches.Schedule
    augment: Augment
    label_smoothing: float = 0.0
    share: float = 1.0


def classifier_task(
    recipe: ClassifierRecipe, data: DataSet, compute: Compute = CPU
) -> "ClassifyingTask":
    """The shipped classifier, its first layer whitened, under Muon and Nesterov SGD."""
    torch.manual_seed(recipe.seed)
    settings: dict[str, Any] = {
        "widths": recipe.widths,
        "classes": len(data.classes),
        "depth": recipe.depth,
    }
    network = Classifier(**settings)
    indices = data.training_indices()
    stride = max(1, len(indices) // WHITENING_PICTURES)
    network.whiten(normalise(torch.from_numpy(data.train.images[indices[::stride]])))
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    plan = ClassifierPlan(
        network,
        settings,
        _classifier_optimisers(network, recipe),
        lambda step, steps: 1 - step / steps,
        _augment(recipe),
        recipe.label_smoothing,
    )
    return ClassifyingTask(recipe, data, plan, compute)


def judge_task(recipe: JudgeRecipe, data: DataSet, compute: Compute = CPU) -> "ClassifyingTask":
    """The judge under one-cycle Nesterov SGD."""
    torch.manual_seed(recipe.seed)
    settings: dict[str, Any] = {"widths": recipe.widths, "classes": len(data.classes)}
    network = Judge(**settings)
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.SGD(
        network.parameters(),
        lr=recipe.peak_lr,
        momentum=0.9,
        nesterov=True,
        weight_decay=recipe.weight_decay,
    )
    rise, smoothing = recipe.warm_up, recipe.label_smoothing

    def one_cycle(step: int, steps: int) -> float:
        return min(step / steps / rise, (1 - step / steps) / (1 - rise))

    plan = ClassifierPlan(network, settings, [optimiser], one_cycle, _augment(recipe), smoothing)
    return ClassifyingTask(recipe, data, plan, compute)


class ClassifyingTask:
    """A :class:`training.run.loop.Task` that fits a network to the labels of a data set."""

    def __init__(
        self,
        recipe: ClassifierRecipe | JudgeRecipe | CourseworkClassifierRecipe,
        data: DataSet,
        plan: ClassifierPlan,
        compute: Compute,
    ) -> None:
        self._recipe, self._data, self._plan, self._compute = recipe, data, plan, compute
        self._device, self.model = compute.device, plan.network
        self._indices = data.training_indices()
        batches.refuse_too_few(len(self._indices), recipe.batch_size, plan.share)
        self._forward = compute.team.together(self.model)
        self._schedules = [
            batches.scheduled(optimiser, plan.schedule, self.steps) for optimiser in plan.optimisers
        ]

    @property
    def steps_per_epoch(self) -> int:
        size, share = self._recipe.batch_size, self._plan.share
        return batches.steps_in_epoch(len(self._indices), size, share)

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return the mean ``loss`` and training ``accuracy``."""
        generator = batches.generator_at(self._recipe.seed, index)
        images, labels = self._batch(index, generator)
        self.model.train()
        with self._compute.mixed_precision(), batches.seeded(generator, self._compute.team.rank):
            logits = self._forward(images).float()
        loss = nn.functional.cross_entropy(
            logits, labels, label_smoothing=self._plan.label_smoothing
        )
        self.model.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser, schedule in zip(self._plan.optimisers, self._schedules, strict=True):
            optimiser.step()
            schedule.step()
        hits = (logits.argmax(1) == labels).float().mean()
        return {"loss": loss.item(), "accuracy": hits.item()}

    def evaluate(self) -> dict[str, float]:
        """Return loss and accuracy on held-out and on training pictures, as they are.

        ``training_loss`` and ``training_accuracy`` are of :data:`MEASURED` pictures, so that what
        lies between them and ``validation_loss`` and ``validation_accuracy`` is overfitting
        alone: both are one float32 forward pass a picture, with no augmentation.
        """
        shown = {
            "training": batches.spread(self._indices, MEASURED),
            "validation": self._data.validation_indices(),
        }
        return {
            f"{split}_{name}": figure
            for split, indices in shown.items()
            for name, figure in self._figures(indices).items()
        }

    @torch.no_grad()
    def logits(self, images: np.ndarray, indices: np.ndarray) -> Tensor:
        """Logits (len(indices), classes) of chosen rows of ``images`` (n, 32, 32, 3) uint8."""
        self.model.eval()
        parts = np.array_split(indices, max(1, len(indices) // 500))
        batches = (torch.from_numpy(images[part]).to(self._device) for part in parts)
        return torch.cat([self.model(normalise(batch)).cpu() for batch in batches])

    def state(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._plan.optimisers],
            "schedules": [schedule.state_dict() for schedule in self._schedules],
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self._plan.optimisers, state["optimisers"], strict=True):
            restore(optimiser, saved)
        for schedule, saved in zip(self._schedules, state["schedules"], strict=True):
            schedule.load_state_dict(saved)

    def network_settings(self) -> dict[str, Any]:
        return self._plan.settings

    def published_weights(self) -> dict[str, Tensor]:
        return self.model.state_dict()

    def final_metrics(self) -> dict[str, float]:
        """The last figures, and what calibrates the held-out probabilities."""
        indices = self._data.validation_indices()
        if not len(indices):
            return asdict(Calibration())
        logits = self.logits(self._data.train.images, indices)
        labels = torch.from_numpy(self._data.train.labels[indices])
        return {**self.evaluate(), **asdict(fit_calibration(logits, labels))}

    def _figures(self, indices: np.ndarray) -> dict[str, float]:
        if not len(indices):
            return {}
        logits = self.logits(self._data.train.images, indices)
        labels = torch.from_numpy(self._data.train.labels[indices])
        loss = nn.functional.cross_entropy(logits, labels)
        hits = (logits.argmax(1) == labels).float()
        return {"loss": loss.item(), "accuracy": hits.mean().item()}

    def _batch(self, index: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        recipe, share = self._recipe, self._plan.share
        chosen = batches.at_step(self._indices, recipe.seed, index, recipe.batch_size, share)
        pictures = torch.from_numpy(self._data.train.images[chosen]).to(self._device)
        epoch = index // self.steps_per_epoch
        images = self._plan.augment(normalise(pictures), chosen, epoch, generator)
        labels = torch.from_numpy(self._data.train.labels[chosen]).to(self._device)
        return self._compute.team.share(images), self._compute.team.share(labels)


def _augment(recipe: ClassifierRecipe | JudgeRecipe) -> Augment:
    def change(images: Tensor, rows: np.ndarray, epoch: int, generator: torch.Generator) -> Tensor:
        mirrored = flip(images, _alternating(rows, epoch).to(images.device))
        return blank(shift(mirrored, recipe.shift, generator), recipe.cutout, generator)

    return change


def _alternating(indices: np.ndarray, epoch: int) -> Tensor:
    """Half of the pictures mirrored in even epochs, the other half in odd ones (airbench, 3.6)."""
    coin = np.random.default_rng(42).integers(0, 2, int(indices.max()) + 1)[indices]
    return torch.from_numpy((coin + epoch) % 2 == 1)


def _classifier_optimisers(
    model: Classifier, recipe: ClassifierRecipe
) -> list[torch.optim.Optimizer]:
    filters = [p for p in model.blocks.parameters() if p.ndim == 4]
    biases = [p for p in model.parameters() if p.ndim == 1 and p.requires_grad]
    rest = [
        {"params": parameters, "lr": lr, "weight_decay": recipe.weight_decay / lr}
        for parameters, lr in ((biases, recipe.bias_lr), ([model.head.weight], recipe.head_lr))
    ]
    return [
        Muon(filters, recipe.filter_lr),
        torch.optim.SGD(rest, lr=0.0, momentum=0.85, nesterov=True),
    ]
