"""Settings that no training could be carried out with get one clear sentence."""

from dataclasses import replace

import pytest

from training.files.errors import UserError
from training.recipes import RECIPES, PriorRecipe, Recipe, VaeRecipe
from training.run.settings import refuse_odd

CIFAR = ("airplane", "bird", "horse", "ship")


@pytest.mark.parametrize("kind", RECIPES.values())
def test_what_a_recipe_is_by_itself_is_accepted(kind: type[Recipe]) -> None:
    refuse_odd(kind(), CIFAR)
    refuse_odd(kind(), ("cat", "dog"))  # other pictures are used whole


@pytest.mark.parametrize(
    "recipe, said",
    [
        (VaeRecipe(epochs=0), "0 as its epochs"),
        (PriorRecipe(epochs=-1), "-1 as its epochs"),
        (VaeRecipe(batch_size=0), "0 as its batch size"),
        (PriorRecipe(heads=7), "multiple"),
        (PriorRecipe(heads=0), "multiple"),
        (VaeRecipe(kl_weight=-1.0), "kl_weight of 0 or more"),
        (replace(VaeRecipe(), classes=("horse", "unicorn")), "no class unicorn"),
    ],
)
def test_what_cannot_be_is_refused(recipe: Recipe, said: str) -> None:
    with pytest.raises(UserError, match=said):
        refuse_odd(recipe, CIFAR)
