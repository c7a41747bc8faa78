"""Settings that no training could be carried out with get one clear sentence."""

from dataclasses import asdict, replace

import pytest

from training.bounds import bounds_of
from training.files.errors import UserError
from training.models.classifier import Classifier
from training.recipes import (
    RECIPES,
    ClassifierRecipe,
    PartsRecipe,
    PriorRecipe,
    Recipe,
    VaeRecipe,
)
from training.run.settings import in_data_words, refuse_odd

CIFAR = ("airplane", "bird", "horse", "ship")


@pytest.mark.parametrize("kind", RECIPES.values())
def test_what_a_recipe_is_by_itself_is_accepted(kind: type[Recipe]) -> None:
    refuse_odd(kind(), CIFAR)
    refuse_odd(kind(), ("cat", "dog"))  # other pictures are used whole


@pytest.mark.parametrize(
    "recipe, said",
    [
        (VaeRecipe(epochs=0), "epochs takes 1 or more, and 0 is here"),
        (PriorRecipe(epochs=-1), "epochs takes 1 or more, and -1"),
        (VaeRecipe(batch_size=0), "batch size takes 1 or more"),
        (PriorRecipe(heads=7), "multiple"),
        (PriorRecipe(heads=0), "heads takes 1 or more"),
        (VaeRecipe(kl_weight=-1.0), "kl weight takes 0 to 1e.30, and -1"),
        (VaeRecipe(peak_lr=1e39), "and 1e.39 is here"),
        (VaeRecipe(peak_lr=float("nan")), "peak lr takes .* and nan is here"),
        (VaeRecipe(peak_lr=-0.1), "and -0.1 is here"),
        (ClassifierRecipe(depth=1), "depth takes 2 to 3, and 1 is here: choose another"),
        (ClassifierRecipe(depth=4), "depth takes 2 to 3, and 4"),
        (ClassifierRecipe(label_smoothing=1.5), "label smoothing takes 0 to 1"),
        (ClassifierRecipe(shift=32), "shift takes 0 to 31"),
        (VaeRecipe(widths=(24, 48, 90, 128)), "from 8 on multiples of 8, and 90 is here"),
        (VaeRecipe(widths=(24, 48)), "With 2 widths a latent's grid is 16 x 16, not 4 x 4"),
        (VaeRecipe(widths=()), "0 widths"),
        (PartsRecipe(widths=(12, 20, 61, 96)), "takes multiples of 4, and 61 is here"),
        (replace(VaeRecipe(), classes=("horse", "unicorn")), "no class unicorn"),
    ],
)
def test_what_cannot_be_is_refused(recipe: Recipe, said: str) -> None:
    with pytest.raises(UserError, match=said):
        refuse_odd(recipe, CIFAR)


@pytest.mark.parametrize("kind", RECIPES.values())
def test_each_number_of_a_recipe_has_bounds(kind: type[Recipe]) -> None:
    numbers = {
        name
        for name, value in asdict(kind()).items()
        for one in (value if isinstance(value, tuple) else (value,))
        if isinstance(one, int | float) and not isinstance(one, bool)
    }
    assert set(bounds_of(kind)) == numbers


@pytest.mark.parametrize("depth", [2, 3])
def test_bounds_are_those_of_the_network(depth: int) -> None:
    refuse_odd(ClassifierRecipe(depth=depth), CIFAR)
    Classifier(widths=(24, 24, 24), depth=depth)
    with pytest.raises(ValueError):
        Classifier(widths=(24, 24, 24), depth=2 * depth - 3 if depth == 2 else depth + 1)


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
