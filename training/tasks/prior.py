"""Training of the prior: class-conditional flow matching on cached latents."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.data.dataset import DataSet
from training.files.errors import UserError
from training.grafting.winged import make_winged
from training.learning import batches
from training.learning.averaging import running_mean
from training.learning.device import Compute
from training.learning.team import ALONE, Team
from training.measure.looking import BODY, WINGS
from training.models.modelset import ModelSet
from training.models.prior import Prior
from training.recipes import PriorRecipe
from training.tasks.encoding import encode, encode_pictures
from training.tasks.fitting import FittingTask


class PriorTask(FittingTask[Prior]):
    """A :class:`training.run.loop.Task` that fits a :class:`Prior` to the latents of some classes.

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
        if any(side % recipe.patch for side in base.latent_shape[1:]):
            raise UserError(
                f"Patches of {recipe.patch} cells do not fill the latent's grid of "
                f"{base.latent_shape[1]} x {base.latent_shape[2]}: choose a patch that does."
            )
        self._recipe, self._compute = recipe, compute
        self._classes, self._shape = base.classes, base.latent_shape
        rows, held_out_rows = (
            batches.of_classes(data, rows, recipe.classes)
            for rows in (data.training_indices(), data.validation_indices())
        )
        learnt = encode(data, rows, base, compute, encoded)
        held_out = encode(data, held_out_rows, base, compute, encoded)
        batches.refuse_too_few(len(learnt), recipe.batch_size)
        self._latents, self._labels = learnt.latents, learnt.labels
        if recipe.grafts:
            self._learn_winged(self._winged(data, base, encoded))
        self._held_out = held_out.latents, held_out.labels
        torch.manual_seed(recipe.seed)
        self.model = Prior(**self._settings()).to(compute.device)
        self._forward = compute.team.together(self.model)
        self._mean = running_mean(self.model, recipe.ema)
        self._optimiser = torch.optim.AdamW(
            self.model.parameters(), recipe.peak_lr, betas=(0.9, 0.99), weight_decay=0.01
        )
        self._schedule = batches.scheduled(self._optimiser, batches.warm_cosine, self.steps)

    def _learn_winged(self, winged: Tensor) -> None:
        """Take latents (n, *latent_shape) in, as a class behind the others."""
        asked = torch.full((len(winged),), len(self._classes), device=self._compute.device)
        self._latents = torch.cat((self._latents, winged))
        self._labels = torch.cat((self._labels, asked))

    @property
    def steps_per_epoch(self) -> int:
        return len(self._latents) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return the flow's mean squared error as ``loss``."""
        recipe = self._recipe
        rows = torch.from_numpy(
            batches.at_step(np.arange(len(self._latents)), recipe.seed, index, recipe.batch_size)
        )
        generator = batches.generator_at(recipe.seed, index)
        loss = self._loss(
            self._forward, self._latents[rows], self._labels[rows], generator, self._compute.team
        )
        self._descend(loss, longest=1.0)
        return {"loss": loss.item()}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Return ``validation_loss`` of the running mean, with the same noise each time."""
        latents, labels = self._held_out
        if not len(latents):
            return {}
        loss = self._loss(self._mean.module, latents, labels, batches.generator_at(0, 0))
        return {"validation_loss": loss.item()}

    def network_settings(self) -> dict[str, Any]:
        return self._settings()

    def _settings(self) -> dict[str, Any]:
        recipe = self._recipe
        return {
            "latent_shape": self._shape,
            "classes": len(self._classes),
            "width": recipe.width,
            "depth": recipe.depth,
            "heads": recipe.heads,
            "rank": recipe.rank,
            "patch": recipe.patch,
            "winged": recipe.grafts > 0,
        }

    def _winged(self, data: DataSet, base: ModelSet, told: Callable[[int], None]) -> Tensor:
        """Latents (2n, *latent_shape) of winged horses, and of their mirror images."""
        recipe = self._recipe
        rows = data.training_indices()
        made = make_winged(data, rows, base, (BODY, WINGS), recipe.grafts, recipe.seed, told)
        return encode_pictures(made.pictures, base, self._compute, told)

    def _loss(
        self,
        model: Any,
        latents: Tensor,
        labels: Tensor,
        generator: torch.Generator,
        team: Team = ALONE,
    ) -> Tensor:
        """The flow's mean squared error on the share of latents that the process has."""
        n, device = len(latents), self._compute.device
        noise = torch.randn(latents.shape, generator=generator).to(device)
        time = torch.randn(n, generator=generator).sigmoid().to(device)
        hidden = (torch.rand(n, generator=generator) < self._recipe.hidden_class).to(device)
        any_class = self.model.columns - 1
        asked = torch.where(hidden, any_class, labels)
        condition = nn.functional.one_hot(asked, any_class + 1).float()
        noisy = torch.lerp(noise, latents, time.view(-1, 1, 1, 1))
        with self._compute.mixed_precision():
            velocity = model(*map(team.share, (noisy, time, condition)))
        return nn.functional.mse_loss(velocity.float(), team.share(latents - noise))
