"""Settings of a recipe that no training could be carried out with, refused before it begins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from training.bounds import refuse_out_of_bounds
from training.data.class_words import class_word, find_class
from training.files.errors import UserError
from training.recipes import PriorRecipe, Recipe, VaeRecipe

SIDE = 32
"""Of a picture, in pixels."""


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
    refuse_out_of_bounds(recipe)
    if isinstance(recipe, PriorRecipe) and recipe.width % recipe.heads:
        raise UserError(
            f"A prior's width ({recipe.width}) is shared among its heads ({recipe.heads}): "
            "choose a width that is a multiple of them."
        )
    if isinstance(recipe, VaeRecipe):
        _refuse_other_grid(recipe)
    asked = getattr(recipe, "classes", ())
    unknown = [name for name in asked if name not in classes]
    if unknown and asked != getattr(type(recipe), "classes", ()):
        raise UserError(
            f"The data has no class {', '.join(unknown)}: "
            f"choose among {', '.join(map(class_word, classes))}."
        )


def _refuse_other_grid(recipe: VaeRecipe) -> None:
    """Each width but the first halves the sides of a picture; what is left is the latent's grid."""
    side = SIDE / 2 ** (len(recipe.widths) - 1)
    if recipe.latent_shape[1:] != (side, side):
        rows, columns = recipe.latent_shape[1:]
        raise UserError(
            f"With {len(recipe.widths)} widths a latent's grid is {side:g} x {side:g}, not "
            f"{rows} x {columns}: choose as many widths as halve {SIDE} to the grid."
        )
