"""What a search found: trials, blended and scored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.sizes import sizes_at
from explorer.core.board.sources import Source
from explorer.core.board.weights import weights_at
from explorer.core.engine.backends import Floats
from explorer.core.engine.images import Pictures, to_pictures
from explorer.core.scores import blend_scores, measured, merit_of
from explorer.core.search.choice import distance
from explorer.core.search.trials import Trial


@dataclass(frozen=True, eq=False)
class Find:
    """A blend worth looking at.

    Attributes
    ----------
    board
        Shows it under the puck.
    picture
        (32, 32, 3) uint8.
    scores
        As shown beside a board, by name.
    """

    board: Board
    picture: Pictures
    scores: Mapping[str, float]

    @cached_property
    def value(self) -> float:
        """What the search goes by: the merit of its scores."""
        return merit_of(self.scores)


@dataclass(frozen=True, eq=False)
class Tried(Find):
    """A blend that was tried.

    Attributes
    ----------
    trial
        What it was made of.
    latent
        (*latent_shape).
    span
        Distance between its sources' latents.
    """

    trial: Trial
    latent: Floats
    span: float


def joined(some: Sequence[Find], others: Sequence[Find]) -> tuple[Find, ...]:
    """Return the finds of two searches, best first, by the rule that each of them goes by.

    The best are kept, each board once, and a picture is in no more of them than in the finds of
    one search: in one, but where there are so few pictures that a search has it in several.
    """
    known: dict[Board, Find] = {}
    for find in (*some, *others):
        known.setdefault(find.board, find)
    most, used = _uses(some) | _uses(others), Counter[Source]()
    kept = []
    for find in sorted(known.values(), key=_value, reverse=True):
        sources = {pin.source for pin in find.board.pins}
        if all(used[source] < most[source] for source in sources):
            kept.append(find)
            used.update(sources)
    return tuple(kept)


def _uses(finds: Sequence[Find]) -> Counter[Source]:
    """In how many finds each picture is, of those of different boards."""
    boards = {find.board for find in finds}
    return Counter(source for board in boards for source in {pin.source for pin in board.pins})


def _value(find: Find) -> float:
    return find.value


def under_puck(renderer: Renderer, board: Board) -> Floats:
    """Return the latent (1, *latent_shape) under the puck of a board."""
    weights = weights_at(board, [board.puck]).astype(np.float32)
    return np.asarray(renderer.blend(board, weights, sizes_at(board, [board.puck])).latents)


def looked_at(
    renderer: Renderer, trials: Sequence[Trial], boards: Sequence[Board], latents: Floats
) -> list[Tried]:
    """Decode and score latents (n, *latent_shape), those under the pucks of the trials' boards."""
    images, scores = renderer.engine.show(latents)
    seen = renderer.seen(boards[0], scores)
    values, _ = measured(blend_scores(), seen, renderer.engine.missing)
    return [
        Tried(
            board,
            picture,
            {name: float(value[i]) for name, value in values.items()},
            trial,
            latents[i],
            distance(*renderer.sources.latents([pin.source for pin in board.pins])),
        )
        for i, (trial, board, picture) in enumerate(
            zip(trials, boards, to_pictures(images), strict=True)
        )
    ]
