"""Training of the prior: class-conditional flow matching on cached latents."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training import batches
from training.averaging import RunningMean
from training.data.augment import normalise
from training.data.cache import DataSet
from training.device import Compute
from training.errors import UserError
from training.models.load import network
from training.models.modelset import ModelSet
from training.models.prior import Prior
from training.recipes import PriorRecipe


class PriorTask:
    """A :class:`training.loop.Task` that fits a :class:`Prior` to the latents of some classes.

    The pictures, mirrored ones beside them, are encoded once. On the path ``x(t) = (1 - t) noise
    + t latent`` the network learns the velocity ``latent - noise``; times crowd in the middle
    (logit-normal: P. Esser et al., arXiv:2403.03206, 2024), and now and then the class is hidden,
    for guidance (J. Ho and T. Salimans, arXiv:2207.12598, 2022).

    Parameters
    ----------
    encoded
        Told now and then how many pictures were encoded so far; what it raises goes through.
    """

    def __init__(
        self,
        recipe: PriorRecipe,
        data: DataSet,
        compute: Compute,
        base: ModelSet | None,
        encoded: Callable[[int], None] = lambda count: None,
    ) -> None:
        if base is None or "vae" not in base.parts or len(base.latent_shape) != 3:
            raise UserError("A prior models a VAE's grid of latents: train one, give it as --base.")
        self._recipe, self._data, self._compute = recipe, data, compute
        self._encoded = encoded
        self._classes, self._shape = base.classes, base.latent_shape
        self._vae = network(base, "vae").to(compute.device, memory_format=torch.channels_last)
        self._latents, self._labels = self._encode(data.training_indices())
        self._held_out = self._encode(data.validation_indices())
        batches.refuse_too_few(len(self._latents), recipe.batch_size)
        torch.manual_seed(recipe.seed)
        self.model = Prior(**self._settings()).to(compute.device)
        self._mean = RunningMean(self.model, recipe.ema)
        self._optimiser = torch.optim.AdamW(
            self.model.parameters(), recipe.peak_lr, betas=(0.9, 0.99), weight_decay=0.01
        )

    @property
    def steps_per_epoch(self) -> int:
        return len(self._latents) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return the mean squared error as ``loss``."""
        recipe = self._recipe
        rows = torch.from_numpy(
            batches.at_step(np.arange(len(self._latents)), recipe.seed, index, recipe.batch_size)
        )
        generator = batches.generator_at(recipe.seed, index)
        for group in self._optimiser.param_groups:
            group["lr"] = recipe.peak_lr * batches.warm_cosine(index, self.steps)
        loss = self._loss(self.model, self._latents[rows], self._labels[rows], generator)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimiser.step()
        self._mean.update(self.model, index + 1)
        return {"loss": loss.item()}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Return ``validation_loss`` of the running mean, with the same noise each time."""
        latents, labels = self._held_out
        if not len(latents):
            return {}
        loss = self._loss(self._mean.model, latents, labels, batches.generator_at(0, 0))
        return {"validation_loss": loss.item()}

    def state(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "mean": self._mean.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self._mean.model.load_state_dict(state["mean"])
        self._optimiser.load_state_dict(state["optimiser"])

    def network_settings(self) -> dict[str, Any]:
        return self._settings()

    def published_weights(self) -> dict[str, Tensor]:
        return self._mean.model.state_dict()

    def final_metrics(self) -> dict[str, float]:
        return self.evaluate()

    def _settings(self) -> dict[str, Any]:
        recipe = self._recipe
        return {
            "latent_shape": self._shape,
            "classes": len(self._classes),
            "width": recipe.width,
            "depth": recipe.depth,
            "heads": recipe.heads,
            "rank": recipe.rank,
        }

    def _loss(
        self, model: Any, latents: Tensor, labels: Tensor, generator: torch.Generator
    ) -> Tensor:
        n, device = len(latents), self._compute.device
        noise = torch.randn(latents.shape, generator=generator).to(device)
        time = torch.randn(n, generator=generator).sigmoid().to(device)
        hidden = (torch.rand(n, generator=generator) < self._recipe.hidden_class).to(device)
        asked = torch.where(hidden, len(self._classes), labels)
        condition = nn.functional.one_hot(asked, len(self._classes) + 1).float()
        share = time.view(-1, 1, 1, 1)
        with self._compute.mixed_precision():
            velocity = model(torch.lerp(noise, latents, share), time, condition)
        return nn.functional.mse_loss(velocity.float(), latents - noise)

    @torch.no_grad()
    def _encode(self, indices: np.ndarray) -> tuple[Tensor, Tensor]:
        """Latents (2n, *latent_shape) of pictures and of their mirror images; set's labels."""
        chosen = batches.of_classes(self._data, indices, self._recipe.classes)
        found = [torch.zeros(0, *self._shape)]
        for part in np.array_split(chosen, max(1, len(chosen) // 250)):
            pictures = torch.from_numpy(self._data.train.images[part]).to(self._compute.device)
            images = normalise(pictures)
            found += [self._vae.encode_mean(images), self._vae.encode_mean(images.flip(-1))]
            self._encoded(sum(map(len, found)) // 2)
        labels = [
            torch.tensor([self._classes.index(self._data.classes[i]) for i in part])
            for half in np.array_split(self._data.train.labels[chosen], max(1, len(chosen) // 250))
            for part in (half, half)
        ]
        device = self._compute.device
        return torch.cat(found).to(device), torch.cat(labels).long().to(device)
