"""What is asked of the coursework, and how it is planned: rows, variants, seeds, words."""

import pytest

from training import __main__ as program
from training.files.errors import UserError
from training.reproduce.asked.exercises import EXERCISES
from training.reproduce.asked.plan import FULL, QUICK, Scale, chosen_rows, planned
from training.reproduce.asked.questions import Alike, Better, NoBetter
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.variants import FIRST as FIRST_RECIPE
from training.reproduce.asked.variants import VARIANTS
from training.reproduce.asked.verdicts import ENOUGH
from training.reproduce.work.code import code_fingerprint, definitions_behind

EVERY_ROW = (
    *("1a", "dropout", "weight-decay", "1b", "augmentation", "1c", "minor", "1d"),
    *("2a", "2b", "2c", "2d", "gan", "2e", "best"),
)


def test_kinds_of_recipes_have_code_of_their_own() -> None:
    recipes = (FIRST_RECIPE, VARIANTS["2d"].recipe, VARIANTS["ours with an adversary"].recipe)
    assert len({code_fingerprint(definitions_behind(recipe)) for recipe in recipes}) == 3


def test_every_row_of_the_coursework_is_there() -> None:
    assert tuple(ROWS) == EVERY_ROW
    named = {name for row in ROWS.values() for name in row.variants}
    assert named == set(VARIANTS)
    assert all(row.claims and row.figures and row.text for row in ROWS.values())
    assert all(row.lead in row.variants for row in ROWS.values())


def test_what_chance_could_decide_has_three_seeds() -> None:
    for row in ROWS.values():
        for claim in row.claims:
            for question in claim.questions:
                if isinstance(question, Better | NoBetter | Alike):
                    between = {question.first.variant, question.second.variant}
                    assert all(VARIANTS[name].seeds >= ENOUGH for name in between)


@pytest.mark.parametrize("row", EXERCISES)
def test_a_row_can_be_trained_by_words(row: str) -> None:
    exercise = EXERCISES[row]
    epochs = ("--epochs", str(exercise.recipe.epochs))
    words = ["--data", "somewhere", *epochs, *exercise.words]
    assert program.parse_train(exercise.name, words, "train").recipe == exercise.recipe
    assert all(claim.text in exercise.text for claim in ROWS[row].claims)


@pytest.mark.parametrize("scale", [FULL, QUICK])
def test_trainings_differ_in_their_keys(scale: Scale) -> None:
    found = [run for every in planned(tuple(ROWS), scale).values() for run in every]
    settings = {(run.recipe, run.share) for run in found}
    assert len({run.key("here") for run in found}) == len(settings)
    assert not {run.key("here") for run in found} & {run.key("there") for run in found}


def test_seeds_can_be_chosen() -> None:
    (every,) = planned(("2a",), FULL, 5).values()
    assert len({run.recipe.seed for run in every}) == 5
    assert [run.pictured for run in every] == [True, False, False, False, False]


def test_wrong_names_are_told() -> None:
    with pytest.raises(UserError, match="Did you mean 'dropout'"):
        chosen_rows(("dropuot",))
    assert chosen_rows(("2B", "1a")) == ("1a", "2b")
    assert chosen_rows(()) == EVERY_ROW
