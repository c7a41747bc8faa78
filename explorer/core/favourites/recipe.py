"""What a favourite was made of: enough to open it again where neither data nor model is."""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from explorer.core.board.board import Board
from explorer.core.board.json import StoredBoard, restored_board, stored_board
from explorer.core.board.latents import (
    MAX_FINGERPRINT,
    MAX_LATENT,
    Latent,
    StoredLatent,
    restored_latent,
    stored_latent,
)
from explorer.core.scores import blend_scores
from training import __version__
from training.files.strict_json import Malformed, Record, Share

if TYPE_CHECKING:
    from explorer.core.blend.renderer import RenderResult
    from training.models.modelset import ModelSet

FORMAT = 1
FIRST_YEAR, LAST_YEAR = 1969, 9998
"""Of a favourite's making; further out, not every time zone can be applied to a moment."""
MAX_SCORES = 64
"""Of a picture; there may be ones that this program does not know."""

MAX_PARENTS = 16
MAX_CLASSES = 10_000
PROBABILITIES = "probabilities"
"""Of all scores the one that is many."""

Short = Annotated[str, Meta(max_length=MAX_FINGERPRINT)]
ByClass = Annotated[dict[str, Share], Meta(max_length=MAX_CLASSES)]


@dataclass(frozen=True)
class FavouriteScores:
    """Scores at the time of saving, as far as the model set had them.

    ``probabilities`` are calibrated, by class name; ``values`` are by the name of the score.
    """

    probabilities: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Recipe:
    """How a picture came about.

    Attributes
    ----------
    weights
        One a pin of the board.
    models
        SHA-256 of each part that has weights, and of the ``set`` as a whole.
    latent
        float32, of the set's shape; None where there was none, or too large a one.
    created
        With a time zone.
    version
        Of the program.
    parents
        The :attr:`id` of each favourite that this one came from.
    """

    board: Board
    weights: tuple[float, ...]
    models: Mapping[str, str] = field(default_factory=dict)
    scores: FavouriteScores = FavouriteScores()
    latent: NDArray[np.float32] | None = None
    parents: tuple[str, ...] = ()
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    version: str = __version__
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def own_latent(self) -> Latent | None:
        """The latent as what its picture is to the VAE that made it, where that is known."""
        vae = self.models.get("vae") or self.models.get("set")
        if self.latent is None or vae is None or self.latent.size > MAX_LATENT:
            return None
        return Latent.of(vae, self.latent)


def fingerprints(modelset: "ModelSet") -> dict[str, str]:
    """Return :attr:`Recipe.models` of what is rendered with ``modelset``."""
    parts = {name: part.fingerprint for name, part in modelset.parts.items()}
    return {"set": modelset.fingerprint} | {name: sum_ for name, sum_ in parts.items() if sum_}


def recipe_of(
    board: Board, result: "RenderResult", modelset: "ModelSet", parents: tuple[str, ...] = ()
) -> Recipe:
    """Return the recipe of a rendered board, to be saved beside ``result.picture``."""
    probabilities = () if result.probabilities is None else result.probabilities
    shares = dict(zip(modelset.classes, probabilities, strict=False))
    finite = result.latent is not None and np.isfinite(result.latent).all()
    return Recipe(
        board=board,
        weights=result.weights,
        models=fingerprints(modelset),
        scores=FavouriteScores(
            {name: _within(p) for name, p in shares.items() if not math.isnan(p)},
            {
                score.name: _within(result.scores[score.name], score.low, score.high)
                for score in blend_scores()
                if not math.isnan(result.scores.get(score.name, math.nan))
            },
        ),
        latent=result.latent if finite else None,
        parents=parents,
    )


def _within(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """From ``low`` to ``high``, which rounding may have left."""
    return min(max(float(value), low), high)


class StoredRecipe(Record):
    """A recipe as it is written."""

    format: int
    version: Short
    id: Short
    created: str
    parents: Annotated[list[Short], Meta(max_length=MAX_PARENTS)]
    board: StoredBoard
    weights: list[float]
    models: Annotated[dict[str, Short], Meta(max_length=64)]
    scores: Annotated[dict[str, ByClass | float | None], Meta(max_length=MAX_SCORES)]
    latent: StoredLatent | None


def stored_recipe(recipe: Recipe) -> StoredRecipe:
    """Return a recipe as it is written."""
    scores = recipe.scores
    return StoredRecipe(
        format=FORMAT,
        version=recipe.version,
        id=recipe.id,
        created=recipe.created.isoformat(),
        parents=list(recipe.parents),
        board=stored_board(recipe.board),
        weights=[float(weight) for weight in recipe.weights],
        models=dict(recipe.models),
        scores={
            PROBABILITIES: {name: float(p) for name, p in scores.probabilities.items()},
            **{score.name: None for score in blend_scores()},
            **{name: float(value) for name, value in scores.values.items()},
        },
        latent=stored_latent(recipe.latent),
    )


def restored_recipe(stored: StoredRecipe) -> Recipe:
    """Return the recipe that was written.

    Raises
    ------
    Malformed
        Where something in it is not what it should be.
    """
    board = restored_board(stored.board)
    if len(stored.weights) != len(board.pins):
        raise Malformed(f"it has {len(stored.weights)} weights for {len(board.pins)} pictures")
    return Recipe(
        board=board,
        weights=tuple(stored.weights),
        models=stored.models,
        scores=_restored_scores(stored.scores),
        latent=None if stored.latent is None else restored_latent(stored.latent),
        parents=tuple(stored.parents),
        created=_moment(stored.created),
        version=stored.version,
        id=stored.id,
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed('"created" is no moment') from error
    if moment.tzinfo is None:
        raise Malformed('"created" is a moment without a time zone')
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Malformed('"created" is a moment that no favourite can be of')
    return moment


def _restored_scores(stored: Mapping[str, dict[str, float] | float | None]) -> FavouriteScores:
    probabilities = stored.get(PROBABILITIES)
    if not isinstance(probabilities, dict):
        raise Malformed('"scores.probabilities" is missing')
    bounds = {score.name: (score.low, score.high) for score in blend_scores()}
    values = {}
    for name, value in stored.items():
        if name == PROBABILITIES or value is None:
            continue
        low, high = bounds.get(name, (-math.inf, math.inf))
        if isinstance(value, dict) or not low <= value <= high:
            raise Malformed(f'"scores.{name[:40]}" is not from {low:g} to {high:g}')
        values[name] = value
    return FavouriteScores(probabilities, values)
