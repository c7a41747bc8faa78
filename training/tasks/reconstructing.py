"""Training of VAEs: pictures rebuilt from a latent that is kept close to normal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.coursework_recipes import CourseworkVaeRecipe
from training.data.augment import flip_some, normalise, quantised
from training.data.dataset import DataSet
from training.learning import batches
from training.learning.averaging import running_mean
from training.learning.device import Compute
from training.learning.losses import kl_divergence
from training.learning.mixing import blended
from training.learning.optimiser import restore
from training.learning.team import Team
from training.measure.metrics import psnr
from training.models.vae import LatentModel, sample
from training.recipes import VaeRecipe

NUMBERS = 3 * 32 * 32
SAMPLES = 4
CLIP = 1.0
LEAST_DEVIATION = 1e-3
"""Of a number of the latent that a VAE leaves unused: dividing by less would blow up its noise."""


@dataclass(frozen=True, eq=False)
class Decoded:
    """What a step has come to: pictures are float32 in [-1, 1].

    Attributes
    ----------
    images, rebuilt
        (n, 3, 32, 32), as they are and as the VAE rebuilds them.
    blends
        (m, 3, 32, 32), decoded between them; none where the plan asks for none yet.
    divergence
        Mean KL divergence of the posteriors, in nats.
    done
        Share of the steps done.
    met
        Steps so far in which blends were decoded.
    first
        The place in the whole batch of the first of the pictures.
    """

    images: Tensor
    rebuilt: Tensor
    blends: Tensor
    divergence: Tensor
    done: float
    met: int
    first: int = 0


Objective = Callable[[Decoded], dict[str, Tensor]]
"""From what was decoded to ``loss`` and its parts."""


class Opponent(Protocol):
    """What learns beside the VAE, and is kept in its checkpoints."""

    def state(self) -> dict[str, Any]: ...
    def restore(self, state: dict[str, Any]) -> None: ...


@dataclass(frozen=True, eq=False)
class VaePlan:
    """What tells one VAE's training from another's.

    Attributes
    ----------
    network
        With weights as they are at first.
    settings
        What the network's constructor was given; ``architecture`` beside them where it is not
        the usual one.
    schedule
        Scales the step sizes that Adam begins with.
    ema
        Share of the running mean of the weights that a step keeps.
    sampled
        Whether the decoder is given a sample of the posterior, or else its mean.
    blends_from
        Share of the steps after which blends are decoded as well; 1 for never.
    opponent
        Learns beside it.
    grafts, held_out_grafts
        Further pictures (k, 32, 32, 3) uint8 to learn from, and to be measured by.
    graft_share
        Share of each batch that they take.
    """

    network: LatentModel
    settings: dict[str, Any]
    objective: Objective
    lr: float
    betas: tuple[float, float]
    schedule: batches.Schedule
    ema: float
    sampled: bool = True
    blends_from: float = 1.0
    opponent: Opponent | None = None
    grafts: NDArray[np.uint8] | None = None
    held_out_grafts: NDArray[np.uint8] | None = None
    graft_share: float = 0.0


class Passage(nn.Module):
    """The way that a step takes through a VAE, as one call.

    Noise and blends are of the whole batch, of which each process of a ``team`` has its share.
    """

    def __init__(self, network: LatentModel, sampled: bool, team: Team) -> None:
        super().__init__()
        self.network, self._sampled, self._team = network, sampled, team

    def forward(
        self, images: Tensor, generator: torch.Generator, blends: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return means, log-variances, and what is decoded: pictures (n, ...), then blends."""
        mean, log_variance = self.network.posterior(images)
        whole = len(mean) * self._team.size, *mean.shape[1:]
        noise = self._team.share(torch.randn(whole, generator=generator)).to(mean.device)
        latents = sample(mean, log_variance, noise) if self._sampled else mean
        if blends:
            # Means are what is blended later: less wide than samples, and so drawn worse if only
            # those were met.
            between = blended(self._team.gathered(mean), generator)
            latents = torch.cat((latents, self._team.share(between)))
        return mean, log_variance, self.network.decoder(latents).float()


class VaeTask:
    """A :class:`training.run.loop.Task` that fits a VAE to the pictures of some classes."""

    def __init__(
        self,
        recipe: VaeRecipe | CourseworkVaeRecipe,
        data: DataSet,
        plan: VaePlan,
        compute: Compute,
    ) -> None:
        self._recipe, self._data, self._plan, self._compute = recipe, data, plan, compute
        self._indices = batches.of_classes(data, data.training_indices(), recipe.classes)
        self._held_out = batches.of_classes(data, data.validation_indices(), recipe.classes)
        batches.refuse_too_few(len(self._indices), recipe.batch_size)
        self.model = plan.network
        self.model.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._pass = compute.team.together(Passage(self.model, plan.sampled, compute.team))
        self._mean = running_mean(self.model, plan.ema)
        self._optimiser = torch.optim.Adam(self.model.parameters(), plan.lr, betas=plan.betas)
        self._schedule = batches.scheduled(self._optimiser, plan.schedule, self.steps)

    @property
    def steps_per_epoch(self) -> int:
        return batches.steps_in_epoch(len(self._indices), self._recipe.batch_size)

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return ``loss`` and its parts, means over the batch."""
        images, generator = self._batch(index)
        images, first = self._compute.team.share(images), self._compute.team.rank * len(images)
        met = index - round(self._plan.blends_from * self.steps)
        with self._compute.mixed_precision():
            mean, log_variance, made = self._pass(images, generator, met >= 0)
        divergence = kl_divergence(mean, log_variance).mean()
        n, done = len(images), index / self.steps
        decoded = Decoded(images, made[:n], made[n:], divergence, done, met, first)
        parts = self._plan.objective(decoded)
        self._descend(parts["loss"])
        return {name: part.item() for name, part in {**parts, "kl_nats": divergence}.items()}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Return ``validation_psnr_db`` and ``validation_kl_nats`` of the running mean.

        ``validation_psnr_grafts_db`` beside them where it learns from grafts.
        """
        if not len(self._held_out):
            return {}
        psnr_db, nats = self._measured(self._pictures(self._held_out))
        figures = {"validation_psnr_db": psnr_db, "validation_kl_nats": nats}
        if self._plan.held_out_grafts is not None:
            images = self._normalised(self._plan.held_out_grafts)
            figures["validation_psnr_grafts_db"], _ = self._measured(images)
        return figures

    @torch.no_grad()
    def samples(self) -> np.ndarray:
        """Held-out pictures, and below them what the running mean rebuilds: (2, n, 32, 32, 3)."""
        if not len(self._held_out):
            return np.zeros((2, 0, 32, 32, 3), np.uint8)
        chosen = batches.spread(self._held_out, SAMPLES)
        mean, _ = self._mean.module.posterior(self._pictures(chosen))
        rebuilt = quantised(self._mean.module.decoder(mean)).numpy()
        return np.stack([self._data.train.images[chosen], rebuilt])

    def state(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "mean": self._mean.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
            "opponent": self._plan.opponent and self._plan.opponent.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        if self._plan.opponent:
            self._plan.opponent.restore(state["opponent"])
        self.model.load_state_dict(state["model"])
        self._mean.load_state_dict(state["mean"])
        restore(self._optimiser, state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])

    def network_settings(self) -> dict[str, Any]:
        return self._plan.settings

    def published_weights(self) -> dict[str, Tensor]:
        """The running mean's weights, with the latent's mean and deviation over the pictures."""
        means = torch.cat([self._posterior_mean(part) for part in self._parts(self._indices)])
        weights = self._mean.module.state_dict()
        alike = [0, *range(2, means.ndim)]  # pictures, and places where the latent is a grid
        deviation = means.std(alike, keepdim=True).clamp_min(LEAST_DEVIATION)
        weights["latent_mean"] = means.mean(alike, keepdim=True)[0]
        weights["latent_deviation"] = deviation[0]
        return weights

    def final_metrics(self) -> dict[str, float]:
        return self.evaluate()

    def _descend(self, loss: Tensor) -> None:
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self._optimiser.step()
        self._schedule.step()
        self._mean.update_parameters(self.model)

    def _batch(self, index: int) -> tuple[Tensor, torch.Generator]:
        """The pictures of a step, some mirrored, and the source of its further noise."""
        recipe = self._recipe
        chosen = batches.at_step(self._indices, recipe.seed, index, recipe.batch_size)
        generator = batches.generator_at(recipe.seed, index)
        return flip_some(self._with_grafts(self._pictures(chosen), generator), generator), generator

    def _with_grafts(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Put grafts drawn at random in the place of the first pictures."""
        grafts, count = self._plan.grafts, round(self._plan.graft_share * len(images))
        if grafts is None or not count:
            return images
        rows = torch.randint(len(grafts), (count,), generator=generator).numpy()
        return torch.cat((self._normalised(grafts[rows]), images[count:]))

    def _pictures(self, indices: np.ndarray) -> Tensor:
        return self._normalised(self._data.train.images[indices])

    def _normalised(self, pictures: np.ndarray) -> Tensor:
        return normalise(torch.from_numpy(pictures).to(self._compute.device))

    def _parts(self, indices: np.ndarray) -> list[np.ndarray]:
        return np.array_split(indices, max(1, len(indices) // 250))

    @torch.no_grad()
    def _posterior_mean(self, indices: np.ndarray) -> Tensor:
        return self._mean.module.posterior(self._pictures(indices))[0]

    def _measured(self, images: Tensor) -> tuple[float, float]:
        figures = [self._measure(part) for part in images.split(250)]
        psnr_db, nats = (torch.cat(parts).mean().item() for parts in zip(*figures, strict=True))
        return psnr_db, nats

    def _measure(self, images: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self._mean.module.posterior(images)
        rebuilt = self._mean.module.decoder(mean).clamp(-1, 1)
        return psnr(rebuilt, images), kl_divergence(mean, log_variance)
