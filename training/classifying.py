"""Training of the classifier: the recipe, the data and the network brought together."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data.augment import flip, normalise, shift
from training.data.cache import DataSet
from training.device import mixed_precision
from training.errors import UserError
from training.models.classifier import Classifier
from training.optimiser import Muon
from training.recipes import ClassifierRecipe

WHITENING_PICTURES = 5000


class ClassifierTask:
    """A :class:`training.loop.Task` that fits a :class:`Classifier` to a data set."""

    def __init__(
        self,
        recipe: ClassifierRecipe,
        data: DataSet,
        device: torch.device = torch.device("cpu"),  # noqa: B008 (immutable)
    ) -> None:
        self._recipe, self._data, self._device = recipe, data, device
        self._indices = data.training_indices()
        if len(self._indices) < recipe.batch_size:
            raise UserError(
                f"The data has {len(self._indices)} training pictures: "
                f"choose a batch size of at most that many."
            )
        torch.manual_seed(recipe.seed)
        self.model = Classifier(recipe.widths, len(data.classes))
        self.model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.model.whiten(self._pictures(self._indices[:: self._whitening_stride()]))
        self._optimisers = _optimisers(self.model, recipe)

    @property
    def steps_per_epoch(self) -> int:
        return len(self._indices) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return the mean ``loss`` and training ``accuracy``."""
        images, labels = self._batch(index)
        self._schedule(index)
        self.model.train()
        with mixed_precision(self._device):
            logits = self.model(images).float()
        loss = torch.nn.functional.cross_entropy(
            logits, labels, label_smoothing=self._recipe.label_smoothing
        )
        self.model.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser in self._optimisers:
            optimiser.step()
        hits = (logits.argmax(1) == labels).float().mean()
        return {"loss": loss.item(), "accuracy": hits.item()}

    def evaluate(self) -> dict[str, float]:
        """Return ``validation_accuracy``, one forward pass a picture."""
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

    def _whitening_stride(self) -> int:
        return max(1, len(self._indices) // WHITENING_PICTURES)

    def _pictures(self, indices: np.ndarray) -> Tensor:
        return normalise(torch.from_numpy(self._data.train.images[indices]).to(self._device))

    def _batch(self, index: int) -> tuple[Tensor, Tensor]:
        epoch, place = divmod(index, self.steps_per_epoch)
        size = self._recipe.batch_size
        order = np.random.default_rng([self._recipe.seed, epoch]).permutation(len(self._indices))
        chosen = self._indices[order[place * size : (place + 1) * size]]
        generator = torch.Generator().manual_seed((self._recipe.seed << 32) + index)
        images = flip(self._pictures(chosen), _alternating(chosen, epoch).to(self._device))
        images = shift(images, self._recipe.shift, generator)
        return images, torch.from_numpy(self._data.train.labels[chosen]).to(self._device)

    def _schedule(self, index: int) -> None:
        left = 1 - index / self.steps
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group.setdefault("first_lr", group["lr"])
                group["lr"] = group["first_lr"] * left


def _alternating(indices: np.ndarray, epoch: int) -> Tensor:
    """Half of the pictures mirrored in even epochs, the other half in odd ones (airbench, 3.6)."""
    coin = np.random.default_rng(42).integers(0, 2, int(indices.max()) + 1)[indices]
    return torch.from_numpy((coin + epoch) % 2 == 1)


def _optimisers(model: Classifier, recipe: ClassifierRecipe) -> list[torch.optim.Optimizer]:
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
