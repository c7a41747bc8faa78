"""From a recipe to the task that carries it out."""

from collections.abc import Callable

from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data.dataset import DataSet
from training.learning.device import Compute
from training.models.modelset import ModelSet
from training.recipes import (
    ClassifierRecipe,
    CriticRecipe,
    JudgeRecipe,
    PartsRecipe,
    PegasusCriticRecipe,
    PriorRecipe,
    Recipe,
    VaeRecipe,
)
from training.run.loop import Task
from training.tasks.classifier import classifier_task, judge_task
from training.tasks.coursework import coursework_classifier_task, coursework_vae_task
from training.tasks.critic import CriticTask
from training.tasks.parts import PartsTask
from training.tasks.pegasus import PegasusCriticTask
from training.tasks.prior import PriorTask
from training.tasks.vae import vae_task


def build(
    recipe: Recipe,
    data: DataSet,
    compute: Compute,
    base: ModelSet | None,
    encoded: Callable[[int], None] = lambda count: None,
) -> Task:
    """Return the task of a recipe: networks made, data chosen, nothing trained yet.

    ``encoded`` hears now and then how many pictures a recipe has encoded so far, where it learns
    from latents, or made, where it learns from grafts; what it raises goes through.

    Raises
    ------
    UserError
        Where ``base`` lacks a network that the recipe builds on.
    """
    match recipe:
        case ClassifierRecipe():
            return classifier_task(recipe, data, compute)
        case JudgeRecipe():
            return judge_task(recipe, data, compute)
        case PartsRecipe():
            return PartsTask(recipe, data, compute, base)
        case VaeRecipe():
            return vae_task(recipe, data, compute, base)
        case CriticRecipe():
            return CriticTask(recipe, data, compute, base)
        case PegasusCriticRecipe():
            return PegasusCriticTask(recipe, data, compute, base, encoded)
        case PriorRecipe():
            return PriorTask(recipe, data, compute, base, encoded)
        case CourseworkClassifierRecipe():
            return coursework_classifier_task(recipe, data, compute)
        case CourseworkVaeRecipe():
            return coursework_vae_task(recipe, data, compute)
