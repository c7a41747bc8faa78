"""What a search found: trials, blended and scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.sizes import sizes_at
from explorer.core.board.weights import weights_at
from explorer.core.engine.backends import Floats
from explorer.core.gallery.gallery import Gallery
from explorer.core.scores import blend_scores, measured, merit_of
from explorer.core.search.choice import distance
from explorer.core.search.trials import Trial, trial_board


@dataclass(frozen=True, eq=False)
class Find:
    """A blend that was tried.

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
    """

    trial: Trial
    board: Board
    latent: Floats
    span: float
    scores: Mapping[str, float]

    @property
    def value(self) -> float:
        """What the search goes by: the merit of its scores."""
        return merit_of(self.scores)


def look(renderer: Renderer, gallery: Gallery, empty: Board, trials: Sequence[Trial]) -> list[Find]:
    """Decode and score trials; ``empty`` is a board without pins: what is body, what is wings."""
    boards = [trial_board(gallery, trial, empty) for trial in trials]
    latents = np.concatenate([_blended(renderer, board) for board in boards])
    scores = renderer.engine.score(renderer.engine.decode(latents))
    values, _ = measured(blend_scores(), renderer.seen(empty, scores), renderer.engine.missing)
    return [
        Find(
            trial,
            board,
            latents[i],
            distance(*renderer.sources.latents([pin.source for pin in board.pins])),
            {name: float(value[i]) for name, value in values.items()},
        )
        for i, (trial, board) in enumerate(zip(trials, boards, strict=True))
    ]


def _blended(renderer: Renderer, board: Board) -> Floats:
    weights = weights_at(board, [board.puck]).astype(np.float32)
    return np.asarray(renderer.blend(board, weights, sizes_at(board, [board.puck])).latents)
