"""Training of classifiers: recipe, data, network and optimisers brought together."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.data.augment import blank, flip, normalise, shift
from training.data.cache import DataSet
from training.device import CPU, Compute
from training.errors import UserError
from training.metrics import fit_temperature
from training.models.classifier import Classifier
from training.models.judge import Judge
from training.optimiser import Muon
from training.recipes import ClassifierRecipe, JudgeRecipe

WHITENING_PICTURES = 5000
Schedule = Callable[[float], float]
"""From the share of steps done to a factor on every step size."""


def classifier_task(
    recipe: ClassifierRecipe, data: DataSet, compute: Compute = CPU
) -> "ClassifyingTask":
    """The shipped classifier, its first layer whitened, under Muon and Nesterov SGD."""
    torch.manual_seed(recipe.seed)
    network = Classifier(recipe.widths, len(data.classes), recipe.depth)
    indices = data.training_indices()
    stride = max(1, len(indices) // WHITENING_PICTURES)
    network.whiten(normalise(torch.from_numpy(data.train.images[indices[::stride]])))
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimisers = _classifier_optimisers(network, recipe)
    return ClassifyingTask(recipe, data, network, optimisers, lambda done: 1 - done, compute)


def judge_task(recipe: JudgeRecipe, data: DataSet, compute: Compute = CPU) -> "ClassifyingTask":
    """The judge under one-cycle Nesterov SGD."""
    torch.manual_seed(recipe.seed)
    network = Judge(recipe.widths, len(data.classes))
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.SGD(
        network.parameters(),
        lr=recipe.peak_lr,
        momentum=0.9,
        nesterov=True,
        weight_decay=recipe.weight_decay,
    )
    rise = recipe.warm_up
    one_cycle = lambda done: min(done / rise, (1 - done) / (1 - rise))  # noqa: E731
    return ClassifyingTask(recipe, data, network, [optimiser], one_cycle, compute)


class ClassifyingTask:
    """A :class:`training.loop.Task` that fits a network to the labels of a data set."""

    def __init__(
        self,
        recipe: ClassifierRecipe | JudgeRecipe,
        data: DataSet,
        network: nn.Module,
        optimisers: Sequence[torch.optim.Optimizer],
        schedule: Schedule,
        compute: Compute,
    ) -> None:
        self._recipe, self._data, self._compute = recipe, data, compute
        self._device = compute.device
        self._schedule, self._optimisers, self.model = schedule, optimisers, network
        self._indices = data.training_indices()
        if len(self._indices) < recipe.batch_size:
            raise UserError(
                f"The data has {len(self._indices)} training pictures: "
                f"choose a batch size of at most that many."
            )

    @property
    def steps_per_epoch(self) -> int:
        return len(self._indices) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return the mean ``loss`` and training ``accuracy``."""
        images, labels = self._batch(index)
        self._set_step_sizes(index)
        self.model.train()
        with self._compute.mixed_precision():
            logits = self.model(images).float()
        loss = nn.functional.cross_entropy(
            logits, labels, label_smoothing=self._recipe.label_smoothing
        )
        self.model.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser in self._optimisers:
            optimiser.step()
        hits = (logits.argmax(1) == labels).float().mean()
        return {"loss": loss.item(), "accuracy": hits.item()}

    def evaluate(self) -> dict[str, float]:
        """Return ``validation_accuracy``, one float32 forward pass a picture."""
        indices = self._data.validation_indices()
        if not len(indices):
            return {}
        labels = torch.from_numpy(self._data.train.labels[indices])
        hits = (self.logits(self._data.train.images, indices).argmax(1) == labels).float()
        return {"validation_accuracy": hits.mean().item()}

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
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)

    def network_settings(self) -> dict[str, Any]:
        settings = {"widths": list(self._recipe.widths), "classes": len(self._data.classes)}
        if isinstance(self._recipe, ClassifierRecipe):
            settings["depth"] = self._recipe.depth
        return settings

    def published_weights(self) -> dict[str, Tensor]:
        return self.model.state_dict()

    def final_metrics(self) -> dict[str, float]:
        """Validation accuracy, and the temperature that makes its probabilities calibrated."""
        indices = self._data.validation_indices()
        if not len(indices):
            return {"temperature": 1.0}
        logits = self.logits(self._data.train.images, indices)
        labels = torch.from_numpy(self._data.train.labels[indices])
        return {**self.evaluate(), "temperature": fit_temperature(logits, labels)}

    def _batch(self, index: int) -> tuple[Tensor, Tensor]:
        epoch, place = divmod(index, self.steps_per_epoch)
        size, seed = self._recipe.batch_size, self._recipe.seed
        order = np.random.default_rng([seed, epoch]).permutation(len(self._indices))
        chosen = self._indices[order[place * size : (place + 1) * size]]
        generator = torch.Generator().manual_seed((seed << 32) + index)
        pictures = torch.from_numpy(self._data.train.images[chosen]).to(self._device)
        images = flip(normalise(pictures), _alternating(chosen, epoch).to(self._device))
        images = shift(images, self._recipe.shift, generator)
        images = blank(images, self._recipe.cutout, generator)
        return images, torch.from_numpy(self._data.train.labels[chosen]).to(self._device)

    def _set_step_sizes(self, index: int) -> None:
        factor = self._schedule(index / self.steps)
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group.setdefault("peak_lr", group["lr"])
                group["lr"] = group["peak_lr"] * factor


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
