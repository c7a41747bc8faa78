"""What a favourite was made of: enough to open it again where neither data nor model is."""

import base64
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import MAX_PINS, Board
from explorer.core.board.json import board_from_json, board_to_json, decode_base64
from explorer.core.files.json_fields import Fields, Malformed
from explorer.core.scores import blend_scores
from training import __version__

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
    found = () if result.probabilities is None else result.probabilities
    shares = dict(zip(modelset.classes, found, strict=False))
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


def recipe_to_json(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as what ``json.dumps`` takes."""
    scores = recipe.scores
    return {
        "format": FORMAT,
        "version": recipe.version,
        "id": recipe.id,
        "created": recipe.created.isoformat(),
        "parents": list(recipe.parents),
        "board": board_to_json(recipe.board),
        "weights": [float(weight) for weight in recipe.weights],
        "models": dict(recipe.models),
        "scores": {
            "probabilities": {name: float(p) for name, p in scores.probabilities.items()},
            **{score.name: None for score in blend_scores()},
            **{name: float(value) for name, value in scores.values.items()},
        },
        "latent": _latent_to_json(recipe.latent),
    }


def recipe_from_json(fields: Fields) -> Recipe:
    """Take a recipe out of JSON; what else is there is left in ``fields``.

    Raises
    ------
    Malformed
        Where a field is missing or is not what it should be; ``Newer`` for a later format.
    """
    fields.format(FORMAT)
    board = board_from_json(fields.inner("board"))
    return Recipe(
        board=board,
        weights=fields.numbers("weights", MAX_PINS, count=len(board.pins)),
        models=_texts_by_name(fields.inner("models")),
        scores=_scores_from_json(fields.inner("scores")),
        latent=fields.optional("latent", lambda name: _latent_from_json(fields.inner(name))),
        parents=fields.texts("parents", MAX_PARENTS, MAX_FINGERPRINT),
        created=fields.choice("created", _moment),
        version=fields.text("version", MAX_FINGERPRINT),
        id=fields.text("id", MAX_FINGERPRINT),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a moment that no favourite can be of")
    return moment


def _texts_by_name(fields: Fields) -> dict[str, str]:
    return {name: fields.text(name, MAX_FINGERPRINT) for name in fields.names(64)}


def _scores_from_json(fields: Fields) -> FavouriteScores:
    probabilities = fields.inner("probabilities")
    shares = {name: probabilities.number(name, 0, 1) for name in probabilities.names(MAX_CLASSES)}
    known = {score.name: (score.low, score.high) for score in blend_scores()}
    values = {
        name: fields.optional(name, lambda name: fields.number(name, *known.get(name, ())))
        for name in fields.names(MAX_SCORES)
    }
    return FavouriteScores(shares, {k: value for k, value in values.items() if value is not None})


def _latent_to_json(latent: NDArray[np.float32] | None) -> dict[str, Any] | None:
    if latent is None or latent.size > MAX_LATENT:
        return None
    data = base64.b64encode(latent.astype("<f4").tobytes()).decode()
    return {"shape": list(latent.shape), "float32": data}


def _latent_from_json(fields: Fields) -> NDArray[np.float32]:
    shape = fields.numbers("shape", 4)
    content = decode_base64(fields.text("float32", MAX_LATENT * 6))
    if not all(side >= 1 and side.is_integer() for side in shape):
        raise Malformed("its latent has no proper shape")
    if len(content) != 4 * math.prod(shape):
        raise Malformed("its latent is of another size than it says")
    fields.end()
    latent = np.frombuffer(content, "<f4").astype(np.float32).reshape([int(side) for side in shape])
    if not np.isfinite(latent).all():
        raise Malformed("its latent is not finite")
    return latent
