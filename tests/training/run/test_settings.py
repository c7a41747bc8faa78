"""Settings that no training could be carried out with get one clear sentence."""

from dataclasses import replace

import pytest

from training.files.errors import UserError
from training.recipes import RECIPES, PriorRecipe, Recipe, VaeRecipe
from training.run.settings import in_data_words, refuse_odd

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
        (VaeRecipe(peak_lr=1e39), "peak_lr is 1e"),
        (VaeRecipe(peak_lr=float("nan")), "peak_lr is nan"),
        (VaeRecipe(peak_lr=-0.1), "peak_lr is -0.1"),
        (replace(VaeRecipe(), classes=("horse", "unicorn")), "no class unicorn"),
    ],
)
def test_what_cannot_be_is_refused(recipe: Recipe, said: str) -> None:
    with pytest.raises(UserError, match=said):
        refuse_odd(recipe, CIFAR)


def test_classes_are_typed_in_either_word_and_with_any_capitals() -> None:
    typed = VaeRecipe(classes=("Aeroplane", "BIRD", "horse"))
    assert in_data_words(typed, CIFAR) == VaeRecipe(classes=("airplane", "bird", "horse"))
    other = in_data_words(replace(typed, classes=("airplane", "horse")), ("Aeroplane", "Horse"))
    assert isinstance(other, VaeRecipe) and other.classes == ("Aeroplane", "Horse")
    exact = in_data_words(replace(typed, classes=("airplane",)), ("aeroplane", "airplane"))
    assert isinstance(exact, VaeRecipe) and exact.classes == ("airplane",)
    with pytest.raises(UserError, match="no class unicorn: choose among aeroplane, bird"):
        refuse_odd(in_data_words(replace(typed, classes=("unicorn",)), CIFAR), CIFAR)
    usual = VaeRecipe()
    assert in_data_words(usual, ("Horse", "Bird")) is usual  # a run goes on as it began
    assert in_data_words(RECIPES["classifier"](), CIFAR) == RECIPES["classifier"]()
