"""The eye of the search for pegasi: decodes what is tried, and says how good a pegasus it is.

A picture that shows a horse in part and a bird in part gets the same pegasus score as one that
could be either. So beside the score it counts how clearly both are seen somewhere in the picture,
whether they are seen in its mirror image as well, and how much its cuts show. What judges is the
model set's own classifier and critic.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.board.weights import weights_at
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Scores
from explorer.core.gallery.gallery import Gallery
from explorer.core.scores import (
    SCORES,
    Score,
    blend_scores,
    measured,
    merit,
    merit_of,
    part_classes,
)
from explorer.core.search.choice import distance, is_apart
from explorer.core.search.seams import seam
from explorer.core.search.trials import Trial, trial_board
from training.latent.scoring import share

SEEN = 0.2
"""Least probability of body, and of wings, in a pegasus."""

FAINT_SEAM, SEAM = 0.2, 0.4
"""Step of colour across a collage's cuts that is as in any picture, and what above that makes its
fitness e times less: the critic hardly minds a straight cut, a person does."""


@dataclass(frozen=True, eq=False)
class Found:
    """A pegasus.

    Attributes
    ----------
    trial, board
        What it was made of; the board shows it under the puck.
    latent
        (*latent_shape).
    span
        Distance between its sources' latents.
    scores
        As shown beside a board, by name.
    fitness
        What the search goes by: their merit, dimmed where body or wings are unclear, or cuts
        show.
    """

    trial: Trial
    board: Board
    latent: Floats
    span: float
    scores: Mapping[str, float]
    fitness: float

    @property
    def value(self) -> float:
        """The merit of its scores."""
        return merit_of(self.scores)


class Eye:
    """Decodes trials, and says which are pegasi.

    Parameters
    ----------
    empty
        A board without pins: what is body, and what is wings.

    Raises
    ------
    UserError
        Where the model set has no class for one of them.
    """

    def __init__(self, renderer: Renderer, gallery: Gallery, empty: Board) -> None:
        self._renderer, self._gallery, self._empty = renderer, gallery, empty
        self._engine = renderer.engine
        self._classes = part_classes(self._engine.modelset.classes, empty.body, empty.wings)

    def look(self, trials: Sequence[Trial]) -> list[Found]:
        """Return the pegasi among trials: two shares that are seen, and a blend of its own."""
        boards = [trial_board(self._gallery, trial, self._empty) for trial in trials]
        latents = np.concatenate([self._blended(board) for board in boards])
        images = self._engine.decode(latents)
        scores = self._engine.score(images)
        seen = np.minimum(*self._shares(scores)) >= SEEN
        rows = [i for i in np.flatnonzero(seen).tolist() if self._is_apart(boards[i], latents[i])]
        if not rows:
            return []
        fitness = self._fitness(images[rows], _rows(scores, rows), [boards[i] for i in rows])
        values = self._values(blend_scores(), scores)
        return [
            Found(
                trials[i],
                boards[i],
                latents[i],
                distance(*self._sources(boards[i])),
                {name: float(value[i]) for name, value in values.items()},
                fit,
            )
            for i, fit in zip(rows, fitness.tolist(), strict=True)
        ]

    def _fitness(self, images: Floats, scores: Scores, boards: Sequence[Board]) -> Floats:
        """The merit of each (m,), as far as body and wings are clear and no cut shows.

        It is that of the worse of a picture's and its mirror image's scores: a picture that could
        be either thing is often taken for the one, and turned round for the other.
        """
        mirrored = self._engine.score(np.ascontiguousarray(images[..., ::-1]))
        smooth = [_smoothness(*pair) for pair in zip(images, boards, strict=True)]
        rows = [score for score in SCORES if score.merit]
        here, there = (self._values(rows, each) for each in (scores, mirrored))
        worst = {s.name: _worse(s, here[s.name], there[s.name]) for s in rows if s.name in here}
        dimmed: Floats = merit(worst) * self._clarity(scores.evidence, boards)
        return dimmed * np.array(smooth, np.float32)

    def _values(self, rows: Sequence[Score], scores: Scores) -> dict[str, Floats]:
        """Scores of blends, as far as the model set can tell them."""
        return measured(rows, self._renderer.seen(self._empty, scores), self._engine.missing)[0]

    def _clarity(self, evidence: Floats, boards: Sequence[Board]) -> Floats:
        """How clearly both parts are seen, (m,) in [0, 1], against how they are in the sources."""
        own = np.stack([self._renderer.sources.evidence(_pinned(board)) for board in boards])
        clarities = [
            self._strongest(evidence, part) / np.maximum(self._strongest(own[:, part], part), 1e-6)
            for part in range(2)
        ]
        return np.clip(np.minimum(*clarities), 0, 1)

    def _strongest(self, evidence: Floats, part: int) -> Floats:
        """The strongest evidence (m, K, h, w) for a part at any place, (m,)."""
        return evidence[:, self._classes[part]].max((1, 2, 3))

    def _shares(self, scores: Scores) -> list[Floats]:
        return [np.asarray(share(scores.probabilities, part)) for part in self._classes]

    def _blended(self, board: Board) -> Floats:
        weights = weights_at(board, [board.puck]).astype(np.float32)
        return np.asarray(self._renderer.blend(board, weights).latents)

    def _sources(self, board: Board) -> Floats:
        return self._renderer.sources.latents(_pinned(board))

    def _is_apart(self, board: Board, latent: Floats) -> bool:
        return is_apart(latent, self._sources(board))


def _smoothness(image: Floats, board: Board) -> float:
    """From 1, where a blend shows no cut, towards 0."""
    return math.exp(-max(seam(image, board.paint) - FAINT_SEAM, 0) / SEAM)


def _worse(score: Score, ones: Floats, others: Floats) -> Floats:
    return np.maximum(ones, others) if score.falling else np.minimum(ones, others)


def _pinned(board: Board) -> list[Source]:
    return [pin.source for pin in board.pins]


def _rows(scores: Scores, rows: Sequence[int]) -> Scores:
    realism = None if scores.realism is None else scores.realism[rows]
    return Scores(scores.probabilities[rows], scores.evidence[rows], realism)
