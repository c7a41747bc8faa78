"""Settings of a recipe that no training could be carried out with, refused before it begins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from training.data.class_words import class_word, find_class
from training.files.errors import UserError
from training.recipes import PriorRecipe, Recipe

LARGEST_STEP = 1e30
"""Beyond it float32 has soon no numbers."""


def in_data_words(recipe: Recipe, classes: Sequence[str]) -> Recipe:
    """Return a recipe whose classes, where they were asked for, are called as the data calls them.

    People type the word that is shown, or the data's, and capitals as they like.
    """
    asked = getattr(recipe, "classes", ())
    if asked == getattr(type(recipe), "classes", ()):
        return recipe
    found = [(name, find_class(name, classes)) for name in asked]
    change: dict[str, Any] = {
        "classes": tuple(name if place is None else classes[place] for name, place in found)
    }
    return replace(recipe, **change)


def refuse_odd(recipe: Recipe, classes: Sequence[str]) -> None:
    """Raise a UserError that says which setting to change, and to what.

    Parameters
    ----------
    classes
        Of the data. Classes that are asked for by name have to be among them; the recipe's own
        ones need not, so that it can learn from other pictures.
    """
    for name, number in (("epochs", recipe.epochs), ("batch size", recipe.batch_size)):
        if number < 1:
            raise UserError(f"A training cannot have {number} as its {name}: choose 1 or more.")
    if isinstance(recipe, PriorRecipe) and (recipe.heads < 1 or recipe.width % recipe.heads):
        raise UserError(
            f"A prior's width ({recipe.width}) is shared among its heads ({recipe.heads}): "
            "choose a width that is a multiple of them."
        )
    for name, value in vars(recipe).items():
        if name.endswith("_weight") and value < 0:
            raise UserError(
                f"A loss cannot count for less than nothing: choose {name} of 0 or more."
            )
        if name.split("_")[-1] == "lr" and not 0 <= value <= LARGEST_STEP:
            raise UserError(
                f"A step size is from 0 to {LARGEST_STEP:g}, and {name} is {value}: choose another."
            )
    asked = getattr(recipe, "classes", ())
    unknown = [name for name in asked if name not in classes]
    if unknown and asked != getattr(type(recipe), "classes", ()):
        raise UserError(
            f"The data has no class {', '.join(unknown)}: "
            f"choose among {', '.join(map(class_word, classes))}."
        )
