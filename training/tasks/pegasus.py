"""Training of the pegasus critic: winged horses against near-misses, as the VAE shows them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.augment import images_of
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning import batches
from training.learning.device import Compute
from training.measure.looking import BODY, WINGS
from training.measure.metrics import area_under_curve, calibration_error
from training.models.load import frozen
from training.models.modelset import ModelSet
from training.models.pegasus import PegasusCritic, features
from training.recipes import PegasusCriticRecipe
from training.tasks.fitting import FittingTask
from training.tasks.near_misses import KINDS, WINGED, Examples, Maker, joined
from training.tasks.rated import rated

PART = 250
SAMPLES = 12
"""Held-out examples of each kind that are shown."""
Features = tuple[Tensor, Tensor, Tensor]


class PegasusCriticTask(FittingTask[PegasusCritic]):
    """A :class:`training.run.loop.Task` that fits :class:`PegasusCritic`.

    Examples are made once, before the first step, and what the frozen classifier sees in them is
    kept in half precision: 48 kB each with the classifier that ships.

    Raises
    ------
    UserError
        Where the base set lacks a classifier, a VAE or a parts network, no picture will do, or
        there are no pictures in the folders that are named.
    """

    def __init__(
        self,
        recipe: PegasusCriticRecipe,
        data: DataSet,
        compute: Compute,
        base: ModelSet | None,
        told: Callable[[int], None] = lambda count: None,
    ) -> None:
        if base is None or "classifier" not in base.parts:
            raise UserError("A critic looks through a classifier: train one and give it as --base.")
        self._recipe, self._compute = recipe, compute
        self._classifier = frozen(base, "classifier", compute.device)
        torch.manual_seed(recipe.seed)
        self.model = PegasusCritic(**self.network_settings()).to(compute.device)
        self._logits = compute.team.together(self.model, "logits")
        examples = joined(
            [self._made(data, data.training_indices(), base, 1.0, told), *_rated(recipe)]
        )
        batches.refuse_too_few(len(examples), recipe.batch_size)
        self._labels = torch.from_numpy(examples.labels)
        self._seen = self._look(examples, told)
        held_out = data.validation_indices()
        self._held_out = self._made(data, held_out, base, recipe.held_out, told)
        self._held_out_seen = self._look(self._held_out, told)
        self._optimiser = torch.optim.AdamW(
            self.model.parameters(), recipe.peak_lr, weight_decay=recipe.weight_decay
        )
        self._schedule = batches.scheduled(self._optimiser, batches.warm_cosine, self.steps)

    @property
    def steps_per_epoch(self) -> int:
        return len(self._labels) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return mean ``loss`` and ``accuracy``."""
        recipe = self._recipe
        every = np.arange(len(self._labels))
        rows = batches.at_step(every, recipe.seed, index, recipe.batch_size)
        chosen = torch.from_numpy(self._compute.team.share(rows))
        labels = self._labels[chosen].to(self._compute.device)
        self.model.train()
        with batches.seeded(batches.generator_at(recipe.seed, index), self._compute.team.rank):
            logits = self._logits(self._rows(self._seen, chosen))
        loss = nn.functional.binary_cross_entropy_with_logits(logits, labels)
        self._descend(loss)
        right = ((logits > 0) == (labels > 0.5)).float().mean()
        return {"loss": loss.item(), "accuracy": right.item()}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Calibrate on every second held-out example, and measure on the others.

        Returns
        -------
        dict
            ``validation_loss`` and ``validation_ece`` of calibrated probabilities, and ``auc_`` of
            each kind of near-miss against winged horses, over all held-out examples.
        """
        logits, labels = self._held_out_logits(), torch.from_numpy(self._held_out.labels)
        if not len(labels):
            return {}
        self._calibrate(logits[::2], labels[::2])
        told = self.model.calibrated(logits.to(self._compute.device)).cpu()
        loss = nn.functional.binary_cross_entropy_with_logits(told[1::2], labels[1::2])
        chances = torch.stack((1 - told.sigmoid(), told.sigmoid()), 1)
        error = calibration_error(chances[1::2], labels[1::2].long())
        figures = {"validation_loss": loss.item(), "validation_ece": error}
        winged = logits[torch.from_numpy(self._of_kind(WINGED))]
        for kind in KINDS:
            others = logits[torch.from_numpy(self._of_kind(kind))]
            if kind != WINGED and len(others):
                figures[f"auc_{kind}"] = area_under_curve(winged, others)
        return figures

    def samples(self) -> NDArray[np.uint8]:
        """Held-out examples, a row for each kind: winged horses, then near-misses."""
        places = [self._of_kind(kind) for kind in KINDS]
        rows = [
            self._held_out.pictures[batches.spread(found, SAMPLES)]
            for found in places
            if len(found)
        ]
        return np.stack([row[: min(map(len, rows))] for row in rows])

    def network_settings(self) -> dict[str, Any]:
        convolutions = [block.first.out_channels for block in self._classifier.blocks]
        return {"widths": (self._classifier.whitening.out_channels, *convolutions)}

    def _made(
        self,
        data: DataSet,
        rows: NDArray[np.int64],
        base: ModelSet,
        share: float,
        told: Callable[[int], None],
    ) -> Examples:
        recipe = self._recipe
        maker = Maker(data, rows, base, (BODY, WINGS), recipe.rebuilt, recipe.seed)
        return maker.make(round(share * recipe.winged), round(share * recipe.near_misses), told)

    @torch.no_grad()
    def _look(self, examples: Examples, told: Callable[[int], None]) -> Features:
        """What the classifier sees in n examples, in half precision."""
        kept: list[Tensor] = []
        for start in range(0, len(examples), PART):
            pictures = images_of(examples.pictures[start : start + PART])
            seen = features(self._classifier.stages(pictures.to(self._compute.device)))
            if not kept:
                kept = [torch.empty(len(examples), *x.shape[1:], dtype=torch.half) for x in seen]
            for whole, part in zip(kept, seen, strict=True):
                whole[start : start + PART] = part
            told(start + len(pictures))
        near, far, last = kept
        return near, far, last

    def _rows(self, seen: Features, chosen: Tensor) -> Features:
        near, far, last = (part[chosen].to(self._compute.device).float() for part in seen)
        return near, far, last

    def _held_out_logits(self) -> Tensor:
        self.model.eval()
        parts = torch.arange(len(self._held_out)).split(PART)
        return torch.cat(
            [self.model.logits(self._rows(self._held_out_seen, part)).cpu() for part in parts]
        )

    def _calibrate(self, logits: Tensor, labels: Tensor) -> None:
        temperature, bias = platt(logits, labels)
        self.model.temperature.fill_(temperature)
        self.model.bias.fill_(bias)

    def _of_kind(self, kind: str) -> NDArray[np.int64]:
        return np.flatnonzero(self._held_out.kinds == KINDS.index(kind))


HOTTEST = 1000.0
"""Temperature at which logits say nothing any more; more does not fit in half precision."""


def platt(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Return temperature and bias by which logits (n,) fit labels (n,) in {0, 1} best.

    Where the logits say nothing of the labels, or the wrong way round, the best temperature has no
    end: it is :data:`HOTTEST` then, and the bias tells how many are winged.

    Minimises the cross-entropy with labels that keep a little doubt, so that it has a minimum also
    where the logits part the labels (J. Platt, "Probabilistic outputs for support vector
    machines", 1999).
    """
    positive = labels.double().sum()
    high, low = (positive + 1) / (positive + 2), 1 / (len(labels) - positive + 2)
    target = torch.where(labels > 0.5, high, low)
    given = logits.double()
    sought = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # log temperature, bias
    solver = torch.optim.LBFGS([sought], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        solver.zero_grad()
        with torch.enable_grad():
            told = given * (-sought[0]).exp() + sought[1]
            found = nn.functional.binary_cross_entropy_with_logits(told, target)
            found.backward()
        return found

    solver.step(loss)
    temperature, bias = min(float(sought[0].detach().exp()), HOTTEST), float(sought[1].detach())
    return temperature, bias


def _rated(recipe: PegasusCriticRecipe) -> list[Examples]:
    folders = {"refused": recipe.refused, "seen": recipe.seen}
    return [
        rated(Path(folder), kind, recipe.rated, recipe.seed)
        for kind, folder in folders.items()
        if folder
    ]
