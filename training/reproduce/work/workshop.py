"""Where trainings are carried out: the data, cut to size, and the networks that look at it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from torch import Tensor

from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data.augment import images_of
from training.data.dataset import DataSet
from training.data.subset import thinned
from training.files.errors import UserError
from training.learning import batches
from training.learning.device import CPU, Compute
from training.measure.dreams import Dreams, read_dreams
from training.models import modelset
from training.recipes import Recipe
from training.reproduce.asked.plan import Run
from training.reproduce.work.code import code_fingerprint, definitions_behind
from training.reproduce.work.measuring import SHOWN, Eyes, open_eyes, shown_pictures
from training.reproduce.work.results import DREAMS, TEST, Result, read_pictures, read_result

COSTS = {"initial": 1.0, "improved": 2.3, "max-pooled": 2.3, "average-pooled": 2.3}
"""What a picture costs a classifier, against the first network's; for the time left alone."""


@dataclass(eq=False)
class Workshop:
    """What all trainings share.

    Attributes
    ----------
    store
        Holds one folder a training.
    kept
        Folder of results that were brought along, one folder a training; their pictures are
        made from dreams.
    models, judge
        Model sets of the networks that look at pictures.
    dreams
        Gallery of dreams, from which pictures are made that may be passed on.
    source
        What the figures' pictures are made from, :data:`TEST` or :data:`DREAMS`.
    """

    data: DataSet
    store: Path
    models: Path
    judge: Path
    dreams: Path
    source: str = TEST
    kept: Path | None = None
    compute: Compute = CPU
    _cut: dict[float, DataSet] = field(default_factory=dict)

    def cut(self, share: float) -> DataSet:
        """Return the data with a share of its training pictures; made once each."""
        if share not in self._cut:
            self._cut[share] = thinned(self.data, share)
        return self._cut[share]

    @cached_property
    def eyes(self) -> Eyes:
        """The networks that look at pictures; loaded when first asked for."""
        return open_eyes(self.models, self.judge)

    def shown(self, run: Run, source: str) -> dict[str, Tensor]:
        """Return test pictures, or dreams, of the classes that a VAE learnt."""
        learnt = getattr(run.recipe, "classes", ())
        if source == TEST:
            return shown_pictures(self.data, learnt, run.shown)
        dreamt = (name for name in SHOWN if name in learnt)
        return {name: images_of(self._dreams.of_class(name)) for name in dreamt}

    def prepare(self, runs: Sequence[Run]) -> None:
        """Open what the runs need beside the data, so that nothing is found missing at their end.

        Raises
        ------
        UserError
            Where it cannot be read, or knows no horses or no wings.
        """
        if all(is_classifier(run.recipe) for run in runs):
            return
        _ = self.eyes
        if not all(len(self._dreams.of_class(name)) for name in SHOWN):
            raise UserError(f"The gallery in {self.dreams} lacks horses, birds or aeroplanes.")

    def source_name(self, source: str) -> str:
        """Return what pictures of a source are called: dreams of one gallery are not another's."""
        return f"{source} {self._dreams.fingerprint}" if source == DREAMS else source

    @cached_property
    def _dreams(self) -> Dreams:
        return read_dreams(self.dreams)

    def key(self, run: Run) -> str:
        """Return the name under which a training's result is kept."""
        seen = "" if is_classifier(run.recipe) else self._lookers
        code = code_fingerprint(definitions_behind(run.recipe))
        return run.key(f"{self.data.fingerprint} {code} {seen}")

    def folder(self, run: Run) -> Path:
        return self.store / self.key(run)

    def result(self, run: Run) -> Result | None:
        """Return what a finished training left; None where it has yet to be done."""
        result = self._finished(run)
        return result and result[1]

    def pictures(self, run: Run, source: str) -> dict[str, np.ndarray]:
        """Return what a finished training makes of ``source``, by what it shows."""
        finished = self._finished(run)
        pictures = read_pictures(finished[0]) if finished else {}
        start = f"{self.source_name(source)} "
        return {name[len(start) :]: pictures[name] for name in pictures if name.startswith(start)}

    def _finished(self, run: Run) -> tuple[Path, Result] | None:
        """A training's result, with the folder that also has all that figures show of it."""
        for store in (self.store, self.kept):
            folder = store and store / self.key(run)
            result = folder and read_result(folder)
            if folder and result and self._has_pictures(run, folder):
                return folder, result
        return None

    def _has_pictures(self, run: Run, folder: Path) -> bool:
        start = f"{self.source_name(self.source)} "
        return not run.pictured or any(name.startswith(start) for name in read_pictures(folder))

    def steps(self, run: Run) -> int:
        """Return the steps of a training.

        Raises
        ------
        UserError
            Where the data has too few pictures for one.
        """
        data, recipe = self.cut(run.share), run.recipe
        rows, share = data.training_indices(), getattr(recipe, "share", 1.0)
        if not is_classifier(recipe):
            rows = batches.of_classes(data, rows, getattr(recipe, "classes", ()))
        steps = batches.steps_in_epoch(len(rows), recipe.batch_size, share)
        if not steps or not len(data.validation_indices()):
            raise UserError(
                f"The data is too small for {run.variant!r}, which takes {recipe.batch_size} of "
                f"{len(rows)} pictures a step and a tenth of each class to check: give more of it."
            )
        return recipe.epochs * steps

    def cost(self, run: Run) -> float:
        """Return roughly how long a training takes, in steps of the first network."""
        return self.steps(run) * run.recipe.batch_size / 64 * _cost_of_picture(run.recipe)

    @cached_property
    def _lookers(self) -> str:
        """A name for what decides results of VAEs beside them: classifier and judge, no more."""
        model_set, judge = modelset.read(self.models), modelset.read(self.judge)
        weights = model_set.parts["classifier"].weights
        told = [weights and weights.sha256, str(model_set.calibration), judge.fingerprint]
        return hashlib.sha256(str(told).encode()).hexdigest()


def is_classifier(recipe: Recipe) -> bool:
    """Whether a recipe is one of the coursework's classifiers, which are judged by labels alone."""
    return isinstance(recipe, CourseworkClassifierRecipe)


def _cost_of_picture(recipe: Recipe) -> float:
    match recipe:
        case CourseworkClassifierRecipe():
            return COSTS[recipe.layout] * (1 + sum(recipe.hidden) / 2048)
        case CourseworkVaeRecipe():
            return 0.5 + 0.3 * (recipe.width / 8) ** 2 if recipe.convolutional else 1.0
        case _:
            return 50.0
