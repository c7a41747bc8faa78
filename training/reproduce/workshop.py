"""Where trainings are carried out: the data, cut to size, and the networks that look at it."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from training import batches
from training.data.cache import DataSet
from training.data.subset import thinned
from training.device import CPU, Compute
from training.errors import UserError
from training.models import modelset
from training.recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe, Recipe
from training.reproduce.code import code_fingerprint
from training.reproduce.measuring import Eyes, open_eyes
from training.reproduce.plan import Run
from training.reproduce.results import PICTURES, Result, read_result

COSTS = {"initial": 1.0, "improved": 2.0}
"""What a picture costs a classifier, against the first network's; for the time left alone."""


@dataclass(eq=False)
class Workshop:
    """What all trainings share.

    Attributes
    ----------
    store
        Holds one folder a training.
    kept
        Folder of results that were brought along, one JSON a training; pictures are not there.
    models, judge
        Model sets of the networks that look at pictures.
    """

    data: DataSet
    store: Path
    models: Path
    judge: Path
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

    def key(self, run: Run) -> str:
        """Return the name under which a training's result is kept."""
        classifies = is_classifier(run.recipe)
        seen = "" if classifies else self._lookers
        return run.key(f"{self.data.fingerprint} {code_fingerprint(classifies)} {seen}")

    def folder(self, run: Run) -> Path:
        return self.store / self.key(run)

    def result(self, run: Run) -> Result | None:
        """Return what a finished training left; None where it has yet to be done."""
        folder = self.folder(run)
        found = read_result(folder)
        if found is not None and (not run.pictured or (folder / PICTURES).is_file()):
            return found
        if self.kept is None or run.pictured:
            return None
        return read_result(self.kept / self.key(run))

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
        found, judge = modelset.read(self.models), modelset.read(self.judge)
        weights = found.parts["classifier"].weights
        told = [weights and weights.sha256, str(found.calibration), judge.fingerprint]
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
