"""Training of the VAE: sharp reconstructions from a latent that is kept close to normal."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from training import batches
from training.averaging import RunningMean
from training.data.augment import flip, normalise
from training.data.cache import DataSet
from training.device import Compute
from training.errors import UserError
from training.losses import absolute_error, kl_divergence, perceptual_distance
from training.metrics import psnr
from training.models.load import network
from training.models.modelset import ModelSet
from training.models.vae import Vae, sample
from training.recipes import VaeRecipe

NUMBERS = 3 * 32 * 32
SAMPLES = 4
CLIP = 1.0


class VaeTask:
    """A :class:`training.loop.Task` that fits a :class:`Vae` to the pictures of some classes."""

    def __init__(
        self, recipe: VaeRecipe, data: DataSet, compute: Compute, base: ModelSet | None
    ) -> None:
        if base is None or "classifier" not in base.parts:
            raise UserError(
                "A VAE learns from a classifier: train one first and give it as --base."
            )
        self._recipe, self._data, self._compute = recipe, data, compute
        self._indices = batches.of_classes(data, data.training_indices(), recipe.classes)
        self._held_out = batches.of_classes(data, data.validation_indices(), recipe.classes)
        batches.refuse_too_few(len(self._indices), recipe.batch_size)
        torch.manual_seed(recipe.seed)
        self._classifier = network(base, "classifier").to(
            compute.device, memory_format=torch.channels_last
        )
        self.model = Vae(**self._settings())
        self.model.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._mean = RunningMean(self.model, recipe.ema)
        self._optimiser = torch.optim.Adam(
            self.model.parameters(), recipe.peak_lr, betas=(0.9, 0.99)
        )

    @property
    def steps_per_epoch(self) -> int:
        return len(self._indices) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return ``loss`` and its parts, means over the batch."""
        images, noise = self._batch(index)
        with self._compute.mixed_precision():
            mean, log_variance = self.model.posterior(images)
            rebuilt = self.model.decoder(sample(mean, log_variance, noise))
            perceptual = perceptual_distance(self._classifier, rebuilt, images).mean()
        error = absolute_error(rebuilt.float(), images).mean()
        divergence = kl_divergence(mean, log_variance).mean()
        recipe = self._recipe
        loss = error + recipe.perceptual_weight * perceptual
        loss = loss + recipe.kl_weight * divergence / NUMBERS
        self._descend(loss, index)
        return {
            "loss": loss.item(),
            "absolute_error": error.item(),
            "perceptual": perceptual.item(),
            "kl_nats": divergence.item(),
        }

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Return ``validation_psnr_db`` and ``validation_kl_nats`` of the running mean."""
        if not len(self._held_out):
            return {}
        images = self._pictures(self._held_out)
        figures = [self._measure(part) for part in images.split(250)]
        psnr_db, nats = (torch.cat(parts).mean().item() for parts in zip(*figures, strict=True))
        return {"validation_psnr_db": psnr_db, "validation_kl_nats": nats}

    @torch.no_grad()
    def samples(self) -> np.ndarray:
        """Held-out pictures, and below them what the running mean rebuilds: (2, n, 32, 32, 3)."""
        if not len(self._held_out):
            return np.zeros((2, 0, 32, 32, 3), np.uint8)
        spread = np.linspace(0, len(self._held_out), SAMPLES, endpoint=False).astype(int)
        chosen = self._held_out[np.unique(spread)]
        mean, _ = self._mean.model.posterior(self._pictures(chosen))
        rebuilt = (self._mean.model.decoder(mean).clamp(-1, 1) + 1) * 127.5
        pictures = rebuilt.permute(0, 2, 3, 1).round().to(torch.uint8).cpu().numpy()
        return np.stack([self._data.train.images[chosen], pictures])

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
        return {k: list(v) if isinstance(v, tuple) else v for k, v in self._settings().items()}

    def published_weights(self) -> dict[str, Tensor]:
        """The running mean's weights, with the latent's mean and deviation over the pictures."""
        means = torch.cat([self._posterior_mean(part) for part in self._parts(self._indices)])
        weights = self._mean.model.state_dict()
        weights["latent_mean"] = means.mean((0, 2, 3))[:, None, None]
        weights["latent_deviation"] = means.std((0, 2, 3))[:, None, None]
        return weights

    def final_metrics(self) -> dict[str, float]:
        return self.evaluate()

    def _settings(self) -> dict[str, Any]:
        recipe = self._recipe
        return {
            "latent_shape": recipe.latent_shape,
            "widths": recipe.widths,
            "encoder_depth": recipe.encoder_depth,
            "decoder_depth": recipe.decoder_depth,
        }

    def _descend(self, loss: Tensor, index: int) -> None:
        factor = batches.warm_cosine(index, self.steps)
        for group in self._optimiser.param_groups:
            group["lr"] = self._recipe.peak_lr * factor
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self._optimiser.step()
        self._mean.update(self.model, index + 1)

    def _batch(self, index: int) -> tuple[Tensor, Tensor]:
        recipe = self._recipe
        chosen = batches.at_step(self._indices, recipe.seed, index, recipe.batch_size)
        generator = batches.generator_at(recipe.seed, index)
        mirrored = torch.rand(len(chosen), generator=generator) < 0.5
        noise = torch.randn(len(chosen), *recipe.latent_shape, generator=generator)
        device = self._compute.device
        return flip(self._pictures(chosen), mirrored.to(device)), noise.to(device)

    def _pictures(self, indices: np.ndarray) -> Tensor:
        pictures = torch.from_numpy(self._data.train.images[indices])
        return normalise(pictures.to(self._compute.device))

    def _parts(self, indices: np.ndarray) -> list[np.ndarray]:
        return np.array_split(indices, max(1, len(indices) // 250))

    @torch.no_grad()
    def _posterior_mean(self, indices: np.ndarray) -> Tensor:
        return self._mean.model.posterior(self._pictures(indices))[0]

    def _measure(self, images: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self._mean.model.posterior(images)
        rebuilt = self._mean.model.decoder(mean).clamp(-1, 1)
        return psnr(rebuilt, images), kl_divergence(mean, log_variance)
