"""A name for the code that a result comes from, so that none outlives a change of it.

What decides a result is found by following names from what makes it, through imports and attributes
of modules, to all that is reached within this package. Of each definition counts what it computes:
not which module it stands in, and no imports, comments, docstrings, annotations or words of errors.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import training
from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data.dataset import DataSet, Split
from training.data.subset import coarse, thinned
from training.files.atomic import make_folder
from training.files.definitions import Package
from training.files.errors import UserError
from training.learning import batches, optimiser
from training.learning.device import choose
from training.models import load, modelset
from training.models.classifier import Classifier
from training.models.judge import Judge
from training.recipes import Recipe
from training.reproduce.work.curves import curves_of
from training.reproduce.work.measuring import classifier_figures, open_eyes, shown_pictures
from training.reproduce.work.picturing import finished_model, vae_figures, vae_pictures
from training.run import checkpoints, loop, soundness
from training.run.events import EventLog
from training.run.folder import RunFolder
from training.tasks.coursework import coursework_classifier_task, coursework_vae_task
from training.tasks.vae import vae_task

Definition = Callable[..., Any]
"""A function or a class."""
ALWAYS: tuple[Definition, ...] = (choose, DataSet, Split, coarse, thinned, loop.fit, curves_of)
"""Where every training begins: the device, the data, the loop, and what is kept of its events."""
CLASSIFIER: tuple[Definition, ...] = (classifier_figures,)
VAE: tuple[Definition, ...] = (
    *(finished_model, shown_pictures, vae_figures, vae_pictures),
    *(open_eyes, Classifier, Judge),
)
"""How VAEs are measured, and the networks that look at what they draw."""
BOUNDARIES: tuple[Definition, ...] = (
    # What model sets say is part of a result's key by their fingerprints, and the networks that
    # they may name are begun with where they count.
    *(modelset.read, load.architecture),
    # What is written while a training goes on, and read back as it was.
    *(checkpoints.save, checkpoints.take, optimiser.restore, EventLog, RunFolder),
    # Refusals: there is no result then.
    *(UserError, loop.refuse_other, batches.refuse_too_few, make_folder),
    *(soundness.refuse_endless, soundness.refuse_endless_metrics, soundness.refuse_misfit),
)
"""What is not looked into: it cannot change a result. A recipe's settings are not reached, as they
are given to what uses them; they are part of a result's key."""


def definitions_behind(recipe: Recipe) -> tuple[Definition, ...]:
    """Return what a recipe's results begin with: its task, and how it is measured."""
    match recipe:
        case CourseworkClassifierRecipe():
            return (*ALWAYS, coursework_classifier_task, *CLASSIFIER)
        case CourseworkVaeRecipe():
            return (*ALWAYS, coursework_vae_task, *VAE)
        case _:
            return (*ALWAYS, vae_task, *VAE)


@cache
def code_fingerprint(beginnings: tuple[Definition, ...]) -> str:
    """Return the SHA-256 of all that is reached from some definitions."""
    package = Package(Path(training.__file__).parent)
    return package.fingerprint(places(beginnings), places(BOUNDARIES))


def places(definitions: tuple[Definition, ...]) -> list[str]:
    """Return where definitions stand, as :class:`Package` writes it."""
    return [f"{one.__module__}.{one.__qualname__}" for one in definitions]
