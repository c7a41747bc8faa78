"""Finds pegasi: bodies on which wings are set, by the scores that a search goes by.

It goes in generations. The first ones draw bodies and wings, usable ones first; then every third
does, and the others vary what was found so far, one thing at a time.
"""

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature
from explorer.core.gallery.gallery import Gallery
from explorer.core.scores import part_classes
from explorer.core.search.choice import choose_diverse
from explorer.core.search.finds import Tried, looked_at, under_puck
from explorer.core.search.grafted import grafted, whole_grafts
from explorer.core.search.scope import Among, among_all
from explorer.core.search.trials import (
    Space,
    Trial,
    fresh_trial,
    space_of,
    trial_board,
    varied_trial,
)
from training.files.errors import UserError

GENERATION = 64
"""Trials between which what was found so far is looked through."""

FIRST_FRESH = 4
"""Generations that are all fresh, so that there is something worth varying."""

FRESH_EVERY = 3
"""Of the generations after these, every so many is fresh."""

FIRST_PICTURES, TRIALS_A_PICTURE = 96, 1
"""Pictures of each part in play at first, and fresh trials that bring in one more of each.

Finding the parts of many pictures takes a fraction of the time of as many trials."""

PICTURES_A_TRIAL = 4
"""Whose parts are found in one step, for each trial of a slice."""

GRAFTS = 4
"""Set in one step; of more, what is in between no longer fits near the core."""

SLICE = 16
"""Trials that are looked at in one step."""

MOST_KEPT = 4096
"""Pairs of pictures, the best, whose finds are kept: a search may go on for hours."""

MOST_OF_FEW = 64
"""Finds kept where there are fewer pairs than pegasi wanted, so that a pair gives several."""

MOST_COUNT = 400


@dataclass(frozen=True)
class Wanted:
    """What to search for.

    Attributes
    ----------
    count
        How many pegasi, 1 to 400.
    candidates
        Blends to decode and score; None to go on until told to stop.
    seed
        Of all that is drawn.
    body, wings
        Disjoint sets of class names, as on a board.
    """

    count: int = 20
    candidates: int | None = None
    seed: int = 0
    body: frozenset[str] = Board().body
    wings: frozenset[str] = Board().wings

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_COUNT:
            raise UserError(f"Search for 1 to {MOST_COUNT} pegasi, not {self.count}.")
        if self.candidates is not None and self.candidates < 1:
            raise UserError("Give one candidate or more to look at.")
        if self.seed < 0:
            raise UserError("Give a seed of 0 or more.")


@dataclass(frozen=True)
class Findings:
    """How far a search is: candidates ``tried``, and the ``best`` so far by falling value."""

    tried: int
    best: tuple[Tried, ...]


def search(
    renderer: Renderer,
    gallery: Gallery,
    wanted: Wanted,
    slice_size: int = SLICE,
    among: Among | None = None,
) -> Iterator[Findings]:
    """Look for pegasi among blends of a gallery's pictures; yields after each slice.

    The same pictures, model set, seed, number of candidates and slice give the same to the bit.
    It yields within a slice, too, so that more urgent work of the same thread can go in between:
    after drawing each trial, and after setting a few grafts. Ending the iteration ends the search.
    At first it raises what is wrong.

    Parameters
    ----------
    slice_size
        Candidates that are decoded in one go.
    among
        The pictures to draw from; by default all of the gallery, as :func:`among_all` has it.

    Raises
    ------
    UserError
        Where the model set cannot blend or score, or the gallery has no picture of a part.
    """
    for feature in (Feature.BLEND, Feature.SCORE):
        renderer.engine.require(feature)
    among = among or among_all(gallery, wanted.body, wanted.wings)
    part_classes(renderer.engine.modelset.classes, wanted.body, wanted.wings)
    rng = np.random.default_rng(wanted.seed)
    space = space_of(renderer.engine, among.gallery, among.bodies, among.wings, rng)
    return _steps(_Hunt(space, wanted.count, rng), renderer, among.gallery, wanted, slice_size)


def _steps(
    hunt: "_Hunt", renderer: Renderer, gallery: Gallery, wanted: Wanted, slice_size: int
) -> Iterator[Findings]:
    now, empty = Findings(0, ()), Board(body=wanted.body, wings=wanted.wings)
    while wanted.candidates is None or now.tried < wanted.candidates:
        for _ in hunt.growing(PICTURES_A_TRIAL * slice_size):
            yield now
        left = GENERATION if wanted.candidates is None else wanted.candidates - now.tried
        trials = islice(hunt.generation(), left)
        while part := (yield from _drawn(islice(trials, slice_size), now)):
            boards = [trial_board(gallery, trial, empty) for trial in part]
            latents = yield from _blended(renderer, hunt.space, part, boards, now)
            hunt.keep(looked_at(renderer, part, boards, latents))
            now = Findings(now.tried + len(part), hunt.best())
            yield now


def _drawn(trials: Iterator[Trial], now: Findings) -> Generator[Findings, None, list[Trial]]:
    """Draw trials one by one; return them."""
    drawn = []
    for trial in trials:
        drawn.append(trial)
        yield now
    return drawn


def _blended(
    renderer: Renderer,
    space: Space,
    trials: Sequence[Trial],
    boards: Sequence[Board],
    now: Findings,
) -> Generator[Findings, None, Floats]:
    """Blend grafts some at a time, all else one by one; return latents (m, *latent_shape)."""
    made = []
    if not all(trial.graft for trial in trials):
        for board in boards:
            made.append(under_puck(renderer, board))
            yield now
        return np.concatenate(made)
    for start in range(0, len(trials), GRAFTS):
        some = slice(start, start + GRAFTS)
        renderer.sources.latents([pin.source for board in boards[some] for pin in board.pins])
        yield now  # what is new among them was encoded, which takes as long as the grafts
        made.append(whole_grafts(space, trials[some]))
        yield now
    latents = grafted(renderer, boards, np.concatenate(made))
    yield now
    return latents


@dataclass
class _Hunt:
    """What was found so far, and what to try next."""

    space: Space
    count: int
    rng: np.random.Generator
    _generations: int = 0
    _fresh: int = 0
    _fittest: dict[tuple[object, ...], Tried] = field(default_factory=dict)
    _best: tuple[Tried, ...] = ()

    def growing(self, piece: int) -> Iterator[None]:
        """Let in the pictures that the next generation draws from, some at a time."""
        return self.space.growing(FIRST_PICTURES + self._fresh // TRIALS_A_PICTURE, piece)

    def generation(self) -> Iterator[Trial]:
        """Draw the next trials, each when it is asked for: fresh, or variations of good ones."""
        number, self._generations = self._generations, self._generations + 1
        parents = self._chosen(2 * self.count, 2)
        if number < FIRST_FRESH or number % FRESH_EVERY == 0 or not parents:
            self._fresh += GENERATION
            return (fresh_trial(self.space, self.rng) for _ in range(GENERATION))
        ranks = (len(parents) * self.rng.random(GENERATION) ** 2).astype(int).tolist()
        return (varied_trial(self.space, parents[i].trial, self.rng) for i in ranks)

    def keep(self, finds: Sequence[Tried]) -> None:
        """Keep the fittest of each pair of pictures; where there are few pairs, the fittest."""
        floor = self._best[-1].value if len(self._best) == self.count else -math.inf
        news = False
        for find in finds:
            pair = find.trial.body, find.trial.wings
            key = (*pair, find.trial) if self._is_small else pair
            if key not in self._fittest or find.value > self._fittest[key].value:
                self._fittest[key] = find
                news = news or find.value >= floor
        if news:  # what is worse than the last of the best changes nothing of their choice
            self._best = self._choose_best()
        self._forget_the_worst()

    def _forget_the_worst(self) -> None:
        most = MOST_OF_FEW if self._is_small else MOST_KEPT
        if len(self._fittest) > 2 * most:
            best = sorted(self._fittest.items(), key=lambda item: -item[1].value)
            chosen = {id(find) for find in self._best}
            kept = [pair for i, pair in enumerate(best) if i < most or id(pair[1]) in chosen]
            self._fittest = dict(kept)

    def best(self) -> tuple[Tried, ...]:
        """Return the best that differ, by value."""
        return self._best

    @property
    def _is_small(self) -> bool:
        return len(self.space.bodies.rows) * len(self.space.wings.rows) < self.count

    def _choose_best(self) -> tuple[Tried, ...]:
        """Each picture is in one, or where there are too few pictures, in as few as can be."""
        least = min(len(self.space.bodies.rows), len(self.space.wings.rows))
        return tuple(self._chosen(self.count, math.ceil(self.count / least)))

    def _chosen(self, count: int, most: int) -> list[Tried]:
        finds = list(self._fittest.values())
        indices = choose_diverse(
            [find.value for find in finds],
            [(find.trial.body, find.trial.wings) for find in finds],
            [find.latent for find in finds],
            [find.span for find in finds],
            count,
            most,
        )
        return [finds[i] for i in indices]
