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
from explorer.core.scores import blend_scores
from training import __version__
from training.files.strict_json import Malformed, Record, Share

if TYPE_CHECKING:
    from explorer.core.blend.renderer import RenderResult
    from training.models.modelset import ModelSet

FORMAT = 1
FIRST_YEAR, LAST_YEAR = 1970, 9998
"""Of a favourite's making; further out, not every time zone can be applied to a moment."""
MAX_LATENT = 1 << 16
"""Numbers of a latent that is kept; of a larger one the pixels alone are."""

MAX_SCORES = 64
"""Of a picture; there may be ones that this program does not know."""

MAX_PARENTS = 16
MAX_CLASSES = 10_000
MAX_FINGERPRINT = 128
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

    def latent_for(self, models: Mapping[str, str]) -> NDArray[np.float32] | None:
        """Return the latent where ``models`` hold the VAE that made it, None elsewhere."""
        same = any(
            name in self.models and self.models[name] == models.get(name) for name in ("set", "vae")
        )
        return self.latent if same else None


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


class StoredLatent(Record):
    """A latent, its numbers one after the other, little-endian."""

    shape: Annotated[list[Annotated[int, Meta(ge=1)]], Meta(max_length=4)]
    float32: Annotated[bytes, Meta(max_length=4 * MAX_LATENT)]


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
        latent=_stored_latent(recipe.latent),
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
        latent=None if stored.latent is None else _restored_latent(stored.latent),
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


def _stored_latent(latent: NDArray[np.float32] | None) -> StoredLatent | None:
    if latent is None or latent.size > MAX_LATENT:
        return None
    return StoredLatent(list(latent.shape), latent.astype("<f4").tobytes())


def _restored_latent(stored: StoredLatent) -> NDArray[np.float32]:
    if len(stored.float32) != 4 * math.prod(stored.shape):
        raise Malformed("its latent is of another size than it says")
    latent = np.frombuffer(stored.float32, "<f4").astype(np.float32).reshape(stored.shape)
    if not np.isfinite(latent).all():
        raise Malformed("its latent is not finite")
    return latent
