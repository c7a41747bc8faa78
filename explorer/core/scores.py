"""The scores of pictures: whatever is particular to one stands in its row of :data:`SCORES`.

Preview, gallery, favourites, search, tables and JSON read the rows. Another score is its row, and
what computes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.parts import MENU, counts_as
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature, Scores
from explorer.core.reasons import unreal_because
from explorer.core.registry import Registry
from training.files.errors import UserError
from training.latent.scoring import pegasus_score


@dataclass(frozen=True, eq=False)
class Seen:
    """What scores are computed from: what a model set's networks say of m pictures.

    Attributes
    ----------
    scores
        Of the classifier and the critic.
    classes
        That the set knows, K.
    body, wings
        Names of the classes that make a pegasus.
    own
        (m,): the index of each picture's own class, or -1; None where they have none.
    """

    scores: Scores
    classes: Sequence[str]
    body: frozenset[str]
    wings: frozenset[str]
    own: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Score:
    """A number that tells something of a picture.

    Attributes
    ----------
    name
        In files, and in tables.
    label, words, tip
        As the window calls it: as a heading, within a sentence, and what it means.
    measure
        Computes it, (m,), or raises a UserError where the set cannot.
    needs
        What a model set must be able to do.
    low, high
        Its range.
    falling
        Whether the least is best.
    ink
        Colour of the theme that it is drawn in.
    of_blends
        Whether it is shown beside a blend, kept with it and told of it.
    merit
        Whether the search, and the map of the plane, go by it: by the product of all such scores.
    order
        What the gallery calls the order by it; empty where there is none.
    headline
        Whether it alone is told where there is room for one number, as on the puck and beneath
        favourites, and what a graft is unsure of is said of it; the first such one is.
    reason
        Says in a few words why a blend has little of it, of its image (1, 3, 32, 32), the
        probability of its likeliest class, and the sources' images (n, 3, 32, 32).
    poor
        Value that is little: beyond it the reason is given.
    """

    name: str
    label: str
    words: str
    tip: str
    measure: Callable[[Seen], Floats]
    needs: Feature = Feature.SCORE
    low: float = 0.0
    high: float = 1.0
    falling: bool = False
    ink: str = "accent"
    of_blends: bool = True
    merit: bool = False
    order: str = ""
    headline: bool = False
    reason: Callable[[Floats, float, Floats], str] | None = None
    poor: float = 0.0

    def share(self, value: float) -> float:
        """Return how far up its range a value is, 0 to 1."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def is_poor(self, value: float) -> bool:
        """Return whether a reason is to be given for a value, and can be."""
        beyond = value > self.poor if self.falling else value < self.poor
        return beyond and self.reason is not None


def _pegasus(seen: Seen) -> Floats:
    """The critic's chance; without one, 4 × body × wings as the classifier sees them."""
    parts = part_classes(seen.classes, seen.body, seen.wings)
    if seen.scores.pegasus is not None:
        return seen.scores.pegasus.astype(np.float32)
    return np.asarray(pegasus_score(seen.scores.probabilities, *parts), np.float32)


def _realism(seen: Seen) -> Floats:
    assert seen.scores.realism is not None  # else the feature is missing
    return seen.scores.realism.astype(np.float32)


def _confidence(seen: Seen) -> Floats:
    """Probability of a picture's own class; where that is not known, of the likeliest."""
    top = seen.scores.probabilities.max(1)
    if seen.own is not None:
        rows = np.maximum(seen.own, 0)[:, None]
        told = np.take_along_axis(seen.scores.probabilities, rows, 1)[:, 0]
        top = np.where(seen.own >= 0, told, top)
    return top.astype(np.float32)


PEGASUS = Score(
    "pegasus",
    "Pegasus",
    "pegasus score",
    "How likely this is a winged horse; models without a critic of that go by 4 × body × wings",
    _pegasus,
    ink="gold",
    merit=True,
    headline=True,
)
CONFIDENCE = Score(
    "confidence",
    "Confidence",
    "confidence",
    "How sure the classifier is of a picture's own class",
    _confidence,
    of_blends=False,
    order="Most certain",
)
REALISM = Score(
    "realism",
    "Realism",
    "realism",
    "How much it looks like a real picture: ghosts and blur do badly",
    _realism,
    needs=Feature.REALISM,
    merit=True,
    order="Most real",
    reason=unreal_because,
    poor=0.35,
)

SCORES: Registry[Score] = Registry((PEGASUS, CONFIDENCE, REALISM))
"""All scores, in the order in which they are shown; there may be added to it."""


def blend_scores() -> tuple[Score, ...]:
    """Return the scores that blends have."""
    return tuple(score for score in SCORES if score.of_blends)


def headline() -> Score | None:
    """Return the score of blends that is told where there is room for one."""
    return next((score for score in blend_scores() if score.headline), None)


def gallery_scores() -> tuple[Score, ...]:
    """Return the scores that a gallery can be put in order by."""
    return tuple(score for score in SCORES if score.order)


def measured(
    scores: Sequence[Score], seen: Seen, missing: Mapping[Feature, str]
) -> tuple[dict[str, Floats], dict[str, str]]:
    """Return each score's values (m,) by its name, and why there are none for others.

    Parameters
    ----------
    missing
        Why the model set lacks features, as :attr:`Engine.missing` has it.
    """
    values: dict[str, Floats] = {}
    notes = {score.name: missing[score.needs] for score in scores if score.needs in missing}
    for score in scores:
        if score.name not in notes:
            try:
                values[score.name] = score.measure(seen)
            except UserError as error:
                notes[score.name] = str(error)
    return values, notes


def merit(values: Mapping[str, Floats]) -> Floats:
    """Return the product (m,) of the scores that the search goes by, as far as they are known.

    Each counts as its share of its range, and a falling one as what is left of that.

    Raises
    ------
    ValueError
        Where none is known.
    """
    known = [score for score in SCORES if score.merit and score.name in values]
    if not known:
        raise ValueError("no score to go by")
    shares = [(values[score.name] - score.low) / (score.high - score.low) for score in known]
    ways = [1 - part if score.falling else part for part, score in zip(shares, known, strict=True)]
    return np.asarray(reduce(np.multiply, ways))


def merit_of(values: Mapping[str, float]) -> float:
    """Return the :func:`merit` of one picture; 0 where none of its scores is known."""
    if not any(score.merit and score.name in values for score in SCORES):
        return 0.0
    return float(merit({name: np.array([value]) for name, value in values.items()})[0])


def merit_words() -> str:
    """Say what the search goes by."""
    return " × ".join(score.words for score in SCORES if score.merit)


def part_classes(
    names: Sequence[str], body: frozenset[str], wings: frozenset[str], where: str = MENU
) -> tuple[list[int], list[int]]:
    """Return the indices of the classes ``names`` that are body, and wings.

    Parameters
    ----------
    where
        Which classes are so can be said, for the sentence of a refusal.

    Raises
    ------
    UserError
        Where there is none for one of them.
    """
    bodies, winged = (
        [k for k, name in enumerate(names) if counts_as(name, part)] for part in (body, wings)
    )
    if not bodies or not winged:
        lacking = " or ".join(["body"] * (not bodies) + ["wings"] * (not winged))
        raise UserError(
            f"The models know no class that gives {lacking}: say {where} which of theirs do."
        )
    return bodies, winged
