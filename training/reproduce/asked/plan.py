"""Which trainings a figure needs, at full length or cut down."""

import difflib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.files.errors import UserError
from training.recipes import Recipe, VaeRecipe, name_of
from training.reproduce.asked.claims import Pictures
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.variants import VARIANTS, Variant

PICTURED = {f.variant for row in ROWS.values() for f in row.figures if isinstance(f, Pictures)}
SEED_STEP = 100
"""What a variant's next seed is further on, so that no two recipes share one."""


@dataclass(frozen=True)
class Scale:
    """How much of everything.

    Attributes
    ----------
    seeds
        Trainings of each variant; 0 for as many as the variant says.
    epochs, batch_size, width, hidden
        The most of each; 0 for no limit.
    share, vae_share
        The most of the training pictures that classifiers and VAEs learn from.
    ours
        Widths of our own VAE; () for its own.
    shown
        The most test pictures of a kind that are measured.
    """

    seeds: int = 0
    epochs: int = 0
    batch_size: int = 0
    width: int = 0
    hidden: int = 0
    share: float = 1.0
    vae_share: float = 1.0
    ours: tuple[int, ...] = ()
    shown: int = 10_000


FULL = Scale()
QUICK = Scale(
    seeds=1, epochs=3, width=16, hidden=512, share=0.04, vae_share=0.2, ours=(8, 16, 32, 48),
    shown=500,
)  # fmt: skip
"""All figures within ten minutes on two cores; too little to decide anything by."""


@dataclass(frozen=True)
class Run:
    """One training: a variant with a seed.

    Attributes
    ----------
    shown
        The most test pictures of a kind that are measured.
    pictured
        Whether a figure shows pictures that it makes.
    """

    variant: str
    recipe: Recipe
    share: float
    shown: int
    pictured: bool = False

    def key(self, surroundings: str) -> str:
        """Return a name for the result: equal where the recipe is and what it is trained among.

        ``surroundings`` tells the data, the code and the networks that look at the outcome.
        """
        told = [name_of(self.recipe), asdict(self.recipe), self.share, self.shown, surroundings]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]


def chosen_rows(names: Sequence[str]) -> tuple[str, ...]:
    """Return the rows that are asked for, in the coursework's order; all where none is named.

    Raises
    ------
    UserError
        Where a name is not that of a row.
    """
    for name in names:
        if name.lower() not in ROWS:
            close = difflib.get_close_matches(name.lower(), ROWS, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            raise UserError(f"There is no figure {name!r}: choose from {', '.join(ROWS)}.{meant}")
    asked = {name.lower() for name in names} or set(ROWS)
    return tuple(name for name in ROWS if name in asked)


def possible_rows(rows: Sequence[str], classes: Sequence[str]) -> tuple[str, ...]:
    """Keep the rows whose classes the data has."""
    return tuple(row for row in rows if set(ROWS[row].needs) <= set(classes))


def planned(rows: Sequence[str], scale: Scale, seeds: int = 0) -> dict[str, list[Run]]:
    """Return the trainings of each variant that the rows need, one a seed.

    ``seeds`` other than 0 is how many there are of each.
    """
    names = dict.fromkeys(name for row in rows for name in ROWS[row].variants)
    return {name: list(_runs(name, scale, seeds)) for name in names}


def _runs(name: str, scale: Scale, seeds: int) -> Iterator[Run]:
    variant = VARIANTS[name]
    recipe, share = shortened(variant.recipe, scale), min(variant.share, _share(variant, scale))
    for number in range(seeds or scale.seeds or variant.seeds):
        seeded = replace(recipe, seed=recipe.seed + SEED_STEP * number)
        yield Run(name, seeded, share, scale.shown, number == 0 and name in PICTURED)


def _share(variant: Variant, scale: Scale) -> float:
    return scale.share if _classifies(variant.recipe) else scale.vae_share


def _classifies(recipe: Recipe) -> bool:
    return isinstance(recipe, CourseworkClassifierRecipe)


def shortened(recipe: Recipe, scale: Scale) -> Recipe:
    """Return a recipe within the limits of a scale."""
    limits: dict[str, Any] = {
        "epochs": _least(recipe.epochs, scale.epochs),
        "batch_size": _least(recipe.batch_size, scale.batch_size),
    }
    match recipe:
        case CourseworkClassifierRecipe():
            limits["width"] = _least(recipe.width, scale.width)
            limits["hidden"] = tuple(_least(units, scale.hidden) for units in recipe.hidden)
        case CourseworkVaeRecipe():
            limits["width"] = _least(recipe.width, scale.width)
        case VaeRecipe() if scale.ours:
            limits["widths"] = scale.ours
    return replace(recipe, **limits)


def _least(value: int, limit: int) -> int:
    return min(value, limit) if limit else value
