"""The coursework's rows as trainings to start by themselves, with what they are to show."""

from dataclasses import dataclass

from training.recipes import Recipe, name_of, words_of
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.variants import VARIANTS


@dataclass(frozen=True)
class Exercise:
    """A row's training: a recipe with its settings, and in words what is claimed of it."""

    title: str
    text: str
    recipe: Recipe

    @property
    def name(self) -> str:
        """The name of the recipe that is set so."""
        return name_of(self.recipe)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the settings other than the recipe's own as words of the command line.

        The length is left out: whoever starts a training says it.
        """
        return words_of(self.recipe)


def _exercise(row: str) -> Exercise:
    about = ROWS[row]
    variant = VARIANTS[about.lead]
    claims = " ".join(claim.text for claim in about.claims)
    part = (
        ""
        if variant.share >= 1
        else f" The report trains it on {variant.share:.0%} of the pictures; here it gets all."
    )
    text = f"{about.text} This trains {about.lead!r}.{part} The coursework's claims: {claims}"
    return Exercise(f"{row}: {about.title}", text, variant.recipe)


EXERCISES: dict[str, Exercise] = {row: _exercise(row) for row in ROWS}
"""One for each row, by the row's word on the command line."""
