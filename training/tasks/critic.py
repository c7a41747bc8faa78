"""Training of the critic: photographs against spoilt ones."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.data.augment import flip_some, normalise
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning import batches, corruptions
from training.learning.device import Compute
from training.models.critic import Critic, statistics
from training.models.load import frozen
from training.models.modelset import ModelSet
from training.recipes import CriticRecipe
from training.tasks.fitting import FittingTask

WAYS = ("blur", "noise", "cross_fade", "collage", "linear_blend", "trivial")
SHARES = (0.28, 0.12, 0.3, 0.1, 0.16, 0.04)
"""How often a picture is spoilt in each of the :data:`WAYS`."""
MEASURED = 2000
"""Pictures from which centre and spread of the statistics are taken."""


class CriticTask(FittingTask[Critic]):
    """A :class:`training.run.loop.Task`: logistic regression on the classifier's frozen stages.

    Real are the pictures and, where the set has a VAE, some of their reconstructions; not real
    are blurred, noisy, cross-faded and half-and-half ones, plain colours, and decoded linear
    blends, which are the ghosts that the score is there to tell.
    """

    def __init__(
        self, recipe: CriticRecipe, data: DataSet, compute: Compute, base: ModelSet | None
    ) -> None:
        if base is None or "classifier" not in base.parts:
            raise UserError("A critic looks through a classifier: train one and give it as --base.")
        self._recipe, self._data, self._compute = recipe, data, compute
        self._indices = batches.of_classes(data, data.training_indices(), recipe.classes)
        self._held_out = batches.of_classes(data, data.validation_indices(), recipe.classes)
        batches.refuse_too_few(len(self._indices), recipe.batch_size)
        torch.manual_seed(recipe.seed)
        self._classifier = frozen(base, "classifier", compute.device)
        self._vae = frozen(base, "vae", compute.device) if "vae" in base.parts else None
        self.model = Critic(**self._settings()).to(compute.device)
        self._standardise()
        self._forward = compute.team.together(self.model)
        self._optimiser = torch.optim.AdamW(
            self.model.parameters(), recipe.peak_lr, weight_decay=recipe.weight_decay
        )
        self._schedule = batches.scheduled(self._optimiser, batches.warm_cosine, self.steps)

    @property
    def steps_per_epoch(self) -> int:
        return len(self._indices) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return mean ``loss`` and ``accuracy``."""
        recipe = self._recipe
        chosen = batches.at_step(self._indices, recipe.seed, index, recipe.batch_size)
        generator = batches.generator_at(recipe.seed, index)
        features, labels = map(self._compute.team.share, self._examples(chosen, generator))
        self.model.train()
        with batches.seeded(generator, self._compute.team.rank):
            logits = self._forward(features)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, labels)
        self._descend(loss)
        return {"loss": loss.item(), "accuracy": _accuracy(logits, labels)}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Return ``validation_accuracy`` and ``validation_loss`` on spoilt held-out pictures."""
        if not len(self._held_out):
            return {}
        features, labels = self._examples(self._held_out, batches.generator_at(0, 0))
        logits = self.model.eval()(features)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, labels)
        return {"validation_accuracy": _accuracy(logits, labels), "validation_loss": loss.item()}

    def network_settings(self) -> dict[str, Any]:
        return self._settings()

    def _settings(self) -> dict[str, Any]:
        convolutions = [block.first.out_channels for block in self._classifier.blocks]
        widths = (self._classifier.whitening.out_channels, *convolutions)
        return {"widths": widths, "hidden": self._recipe.hidden}

    @torch.no_grad()
    def _standardise(self) -> None:
        stride = max(1, len(self._indices) // MEASURED)
        looks = self._look(self._pictures(self._indices[::stride]))
        self.model.centre.copy_(looks.mean(0))
        self.model.spread.copy_(looks.std(0).clamp_min(1e-3))

    def _pictures(self, indices: np.ndarray) -> Tensor:
        pictures = torch.from_numpy(self._data.train.images[indices])
        return normalise(pictures.to(self._compute.device))

    @torch.no_grad()
    def _look(self, images: Tensor) -> Tensor:
        stages = (self._classifier.stages(part) for part in images.split(250))
        return torch.cat([statistics(stage) for stage in stages])

    @torch.no_grad()
    def _examples(self, indices: np.ndarray, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Statistics (2n, features) of n real pictures, then of n spoilt ones; labels (2n,)."""
        real = flip_some(self._pictures(indices), generator)
        spoilt = self._spoil(real, generator)
        features = torch.cat((self._look(self._some_rebuilt(real, generator)), self._look(spoilt)))
        labels = torch.zeros(len(features), device=features.device)
        labels[: len(real)] = 1
        return features, labels

    def _some_rebuilt(self, real: Tensor, generator: torch.Generator) -> Tensor:
        chosen = torch.rand(len(real), generator=generator) < self._recipe.rebuilt
        if self._vae is None or not chosen.any():
            return real
        shown = real.clone()
        shown[chosen] = self._vae.decode(self._vae.encode_mean(real[chosen]))
        return shown

    def _spoil(self, real: Tensor, generator: torch.Generator) -> Tensor:
        n, device = len(real), real.device
        ways = torch.multinomial(torch.tensor(SHARES), n, True, generator=generator)
        others = real[torch.randperm(n, generator=generator)]
        amount = torch.rand(n, generator=generator).to(device)
        noise = torch.randn(real.shape, generator=generator).to(device)
        spoilt = real.clone()
        for way, name in enumerate(WAYS):
            rows = (ways == way).nonzero().squeeze(1)
            if len(rows):
                spoilt[rows] = self._spoil_by(
                    name, real[rows], others[rows], amount[rows], noise[rows]
                )
        return spoilt

    def _spoil_by(
        self, way: str, real: Tensor, others: Tensor, amount: Tensor, noise: Tensor
    ) -> Tensor:
        match way:
            case "blur":
                return corruptions.blur(real, 0.35 + 1.3 * amount)
            case "noise":
                return corruptions.add_noise(real, 0.02 + 0.15 * amount, noise)
            case "cross_fade":
                return corruptions.cross_fade(real, others, 0.25 + 0.5 * amount)
            case "collage":
                return corruptions.collage(real, others, 10 + 12 * amount)
            case "linear_blend" if self._vae is not None:
                latents, other = self._vae.encode_mean(real), self._vae.encode_mean(others)
                share = (0.3 + 0.4 * amount).view(-1, *[1] * (latents.ndim - 1))
                return self._vae.decode(torch.lerp(latents, other, share))
            case "trivial":
                return corruptions.trivial(real, amount, noise)
            case _:
                return corruptions.cross_fade(real, others, 0.4 + 0.2 * amount)


def _accuracy(logits: Tensor, labels: Tensor) -> float:
    return ((logits > 0) == (labels > 0.5)).float().mean().item()
