"""Training of the parts network: mattes from things before plain skies, points from marks."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.augment import images_of, quantised
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.grafting import labels as known
from training.grafting import teacher
from training.grafting.composing import Cutouts, compose, find_cutouts
from training.grafting.labels import Labels
from training.grafting.marks import Mark, read_marks, rows_of
from training.learning import batches
from training.learning.averaging import running_mean
from training.learning.device import Compute
from training.measure.looking import BODY, WINGS
from training.models.load import frozen
from training.models.modelset import ModelSet
from training.models.parts import Parts
from training.recipes import PartsRecipe
from training.tasks.fitting import FittingTask

LEAST_MARKS = 20
MARKED = 4.0
"""How much more a mark counts than what a teacher says."""
HELD_OUT = 400
"""Composites by which the matte is measured."""
SAMPLES = 6


class PartsTask(FittingTask[Parts]):
    """A :class:`training.run.loop.Task` that fits :class:`Parts`.

    Points come from marks, and in all other pictures of bodies and wings from a teacher that
    learnt those marks through the base set's classifier. Mattes come from composites.

    Raises
    ------
    UserError
        Where the base set has no classifier, or the data are not those that were marked.
    """

    def __init__(
        self, recipe: PartsRecipe, data: DataSet, compute: Compute, base: ModelSet | None
    ) -> None:
        if base is None or "classifier" not in base.parts:
            raise UserError("Parts are learnt from a classifier: train one, give it as --base.")
        self._recipe, self._data, self._team = recipe, data, compute.team
        training, held_out = data.training_indices(), data.validation_indices()
        marks = read_marks(Path(recipe.marks)) if recipe.marks else read_marks()
        rows, marked = _marked(marks.bodies, marks.wings, data, training)
        self._tested = _marked(marks.bodies, marks.wings, data, held_out)
        _refuse_few(len(rows))
        taught = teacher.learn(
            frozen(base, "classifier", torch.device("cpu")), self._pictures(rows), marked, 1
        )
        self._rows, self._labels = self._all_labels(rows, marked, taught)
        batches.refuse_too_few(len(self._rows), recipe.batch_size)
        self._cutouts = find_cutouts(data, training)
        self._backgrounds = training
        self._composites = self._held_out_composites(held_out)
        torch.manual_seed(recipe.seed)
        self.model = Parts(recipe.widths)
        self._logits = self._team.together(self.model, "logits")
        self._mean = running_mean(self.model, recipe.ema)
        self._optimiser = torch.optim.AdamW(
            self.model.parameters(), recipe.peak_lr, weight_decay=recipe.weight_decay
        )
        self._schedule = batches.scheduled(self._optimiser, batches.warm_cosine, self.steps)

    @property
    def steps_per_epoch(self) -> int:
        return len(self._rows) // self._recipe.batch_size

    @property
    def steps(self) -> int:
        return self._recipe.epochs * self.steps_per_epoch

    def step(self, index: int) -> dict[str, float]:
        """Take optimisation step ``index``; return ``loss`` and its parts."""
        recipe = self._recipe
        places = batches.at_step(np.arange(len(self._rows)), recipe.seed, index, recipe.batch_size)
        generator = batches.generator_at(recipe.seed, index)
        chosen = torch.from_numpy(places)
        seen, labels = known.moved(
            self._pictures(self._rows[places]), self._labels.rows(chosen), generator
        )
        composites, mattes = map(self._team.share, self._compose(recipe.batch_size, generator))
        mine = self._team.share(torch.arange(len(seen)))
        seen, labels, n = seen[mine], labels.rows(mine), len(mine)
        matte, heat, chances = self._logits(torch.cat((seen, composites)))
        parts = known.losses(heat[:n], chances[:n], labels)
        parts["matte"] = matte_loss(matte[n:], mattes)
        loss = parts["points"] + recipe.chance_weight * parts["chances"]
        loss = loss + recipe.matte_weight * parts["matte"]
        self._descend(loss, longest=1.0)
        return {"loss": loss.item(), **{name: part.item() for name, part in parts.items()}}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Return medians of pixels from held-out marks, shares right, and the mattes' overlap."""
        network = self._mean.module.eval()
        figures: dict[str, float] = {}
        rows, labels = self._tested
        if len(rows):
            _, points, chances = network(self._pictures(rows))
            figures |= point_figures(points, chances, labels)
        pictures, mattes = self._composites
        if len(pictures):
            figures["matte_iou"] = float(overlap(network(pictures)[0], mattes).mean())
        return {f"validation_{name}": value for name, value in figures.items()}

    @torch.no_grad()
    def samples(self) -> NDArray[np.uint8]:
        """Held-out pictures of bodies and wings, and below them their mattes."""
        held_out = self._data.validation_indices()
        bodies = batches.of_classes(self._data, held_out, (*BODY, *WINGS))
        chosen = batches.spread(bodies, SAMPLES)
        matte = self._mean.module.eval()(self._pictures(chosen))[0]
        shown = quantised(2 * matte[:, None].expand(-1, 3, -1, -1) - 1).numpy()
        return np.stack([self._data.train.images[chosen], shown])

    def network_settings(self) -> dict[str, Any]:
        return {"widths": self._recipe.widths}

    def _all_labels(
        self, rows: NDArray[np.int64], marked: Labels, taught: teacher.Teacher
    ) -> tuple[NDArray[np.int64], Labels]:
        """All training pictures of bodies and wings: the teacher's labels, or marks where made."""
        data = self._data
        others = batches.of_classes(data, data.training_indices(), (*BODY, *WINGS))
        others = others[~np.isin(others, rows)]
        bodies = [data.classes.index(name) for name in BODY if name in data.classes]
        are_bodies = torch.from_numpy(np.isin(data.train.labels[others], bodies))
        told = teacher.label(taught, self._pictures(others), are_bodies)
        sure = Labels(
            marked.points,
            marked.shares,
            MARKED * marked.weights,
            marked.chances,
            MARKED * marked.told,
        )
        return np.concatenate((rows, others)), known.joined((sure, told))

    def _compose(self, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(self._backgrounds), (count,), generator=generator)
        behind = self._pictures(self._backgrounds[chosen.numpy()])
        return compose(self._cutouts, behind, generator)

    def _held_out_composites(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        cutouts: Cutouts = find_cutouts(self._data, rows)
        if not len(cutouts):
            return torch.zeros(0, 3, 32, 32), torch.zeros(0, 32, 32)
        behind = self._pictures(batches.spread(rows, HELD_OUT))
        return compose(cutouts, behind, batches.generator_at(0, 0))

    def _pictures(self, rows: NDArray[np.int64]) -> Tensor:
        return images_of(self._data.train.images[rows])


def _refuse_few(count: int) -> None:
    if count < LEAST_MARKS:
        raise UserError(
            f"{count} of these pictures are marked, and {LEAST_MARKS} are needed: use the data set "
            "that the marks are of, or mark pictures of this one."
        )


def matte_loss(logits: Tensor, mattes: Tensor) -> Tensor:
    """Cross-entropy in nats a pixel, plus how far the overlap is from whole (soft Dice)."""
    doubts = nn.functional.binary_cross_entropy_with_logits(logits, mattes)
    told = logits.sigmoid()
    both, either = (told * mattes).sum((1, 2)), (told + mattes).sum((1, 2))
    return doubts + 0.5 * (1 - 2 * both / either.clamp_min(1)).mean()


def overlap(mattes: Tensor, truth: Tensor) -> Tensor:
    """Intersection over union (n,) of soft mattes (n, h, w)."""
    both, either = torch.minimum(mattes, truth), torch.maximum(mattes, truth)
    return both.sum((1, 2)) / either.sum((1, 2)).clamp_min(1e-6)


def point_figures(points: Tensor, chances: Tensor, labels: Labels) -> dict[str, float]:
    """Return how far points (n, 3, 2) and chances (n, 3) are from labels made by hand."""
    far = known.gaps(points, labels)
    figures: dict[str, float] = {}
    for i, name in enumerate(("withers", "root", "tip")):
        apart = far[labels.weights[:, i] > 0, i]
        if len(apart):
            figures[f"{name}_px"] = float(apart.median())
            figures[f"{name}_px_90"] = float(apart.quantile(0.9))
    right = (chances > 0.5) == (labels.chances > 0.5)
    for i, name in enumerate(("head_side", "is_body", "has_wing")):
        asked = labels.told[:, i] > 0
        if asked.any():
            figures[name] = float(right[asked, i].float().mean())
    return figures


def _marked(
    bodies: dict[str, Mark], wings: dict[str, Mark], data: DataSet, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Labels]:
    """Rows among ``rows`` that are marked, and their labels."""
    kinds = [
        {r: m for r, m in rows_of(some, data).items() if r in set(rows.tolist())}
        for some in (bodies, wings)
    ]
    found = [row for kind in kinds for row in kind]
    parts = [known.of_marks(list(kind.values()), i == 0) for i, kind in enumerate(kinds)]
    return np.array(found, np.int64), known.joined(parts)
