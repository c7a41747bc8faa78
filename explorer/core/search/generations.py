"""Finds pegasi: bodies on which wings are set, by the scores that a search goes by.

It goes in generations. The first ones draw bodies and wings, usable ones first; then every third
does, and the others vary what was found so far, one thing at a time.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.engine.engine import Feature
from explorer.core.gallery.gallery import Gallery
from explorer.core.scores import part_classes
from explorer.core.search.choice import choose_diverse
from explorer.core.search.finds import Find, look
from explorer.core.search.trials import Space, Trial, fresh_trial, space_of, varied_trial
from training.files.errors import UserError

GENERATION = 64
"""Trials between which what was found so far is looked through."""

FIRST_FRESH = 4
"""Generations that are all fresh, so that there is something worth varying."""

FRESH_EVERY = 3
"""Of the generations after these, every so many is fresh."""

FIRST_PICTURES, TRIALS_A_PICTURE = 96, 1
"""Pictures of each part in play at first, and fresh trials that bring in one more of each.

Finding the parts of a picture takes a tenth of the time of a trial."""

SLICE = 16
"""Trials that are looked at in one step."""

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
    best: tuple[Find, ...]


def search(
    renderer: Renderer, gallery: Gallery, wanted: Wanted, slice_size: int = SLICE
) -> Iterator[Findings]:
    """Look for pegasi among blends of a gallery's pictures; yields after each slice.

    Of a gallery with a test split only that is used, as models may have seen the rest. The same
    gallery, model set, seed, number of candidates and slice give the same to the bit. Ending the
    iteration ends the search. At first it raises what is wrong.

    Parameters
    ----------
    slice_size
        Candidates looked at in one step; each takes about 20 ms on an idle core.

    Raises
    ------
    UserError
        Where the model set cannot blend or score, or the gallery has no picture of a part.
    """
    for feature in (Feature.BLEND, Feature.SCORE):
        renderer.engine.require(feature)
    bodies, wings = (_pictures(gallery, part) for part in (wanted.body, wanted.wings))
    part_classes(renderer.engine.modelset.classes, wanted.body, wanted.wings)
    rng = np.random.default_rng(wanted.seed)
    hunt = _Hunt(space_of(renderer.engine, gallery, bodies, wings, rng), wanted.count, rng)
    return _steps(hunt, renderer, gallery, wanted, slice_size)


def _steps(
    hunt: "_Hunt", renderer: Renderer, gallery: Gallery, wanted: Wanted, slice_size: int
) -> Iterator[Findings]:
    tried, empty = 0, Board(body=wanted.body, wings=wanted.wings)
    while wanted.candidates is None or tried < wanted.candidates:
        left = GENERATION if wanted.candidates is None else wanted.candidates - tried
        trials = islice(hunt.generation(), left)
        while part := list(islice(trials, slice_size)):
            hunt.keep(look(renderer, gallery, empty, part))
            tried += len(part)
            yield Findings(tried, hunt.best())


@dataclass
class _Hunt:
    """What was found so far, and what to try next."""

    space: Space
    count: int
    rng: np.random.Generator
    _generations: int = 0
    _fresh: int = 0
    _by_pair: dict[tuple[int, int], Find] = field(default_factory=dict)

    def generation(self) -> Iterator[Trial]:
        """Draw the next trials, each when it is asked for: fresh, or variations of good ones."""
        number, self._generations = self._generations, self._generations + 1
        parents = self._chosen(2 * self.count, 2)
        self.space.grow(FIRST_PICTURES + self._fresh // TRIALS_A_PICTURE)
        if number < FIRST_FRESH or number % FRESH_EVERY == 0 or not parents:
            self._fresh += GENERATION
            return (fresh_trial(self.space, self.rng) for _ in range(GENERATION))
        ranks = (len(parents) * self.rng.random(GENERATION) ** 2).astype(int).tolist()
        return (varied_trial(self.space, parents[i].trial, self.rng) for i in ranks)

    def keep(self, finds: Sequence[Find]) -> None:
        """Keep the fittest of each pair of pictures."""
        for find in finds:
            pair = find.trial.body, find.trial.wings
            if pair not in self._by_pair or find.value > self._by_pair[pair].value:
                self._by_pair[pair] = find

    def best(self) -> tuple[Find, ...]:
        """Return the best that differ, by value.

        Each picture is in one of them, or where there are too few pictures, in as few as can be.
        """
        least = min(len(self.space.bodies.rows), len(self.space.wings.rows))
        return tuple(self._chosen(self.count, math.ceil(self.count / least)))

    def _chosen(self, count: int, most: int) -> list[Find]:
        finds = list(self._by_pair.values())
        indices = choose_diverse(
            [find.value for find in finds],
            [(find.trial.body, find.trial.wings) for find in finds],
            [find.latent for find in finds],
            [find.span for find in finds],
            count,
            most,
        )
        return [finds[i] for i in indices]


def _pictures(gallery: Gallery, part: frozenset[str]) -> list[int]:
    """Pictures of some classes, by index, that models have not learnt from.

    Raises
    ------
    UserError
        Where there is none.
    """
    labels = [k for k, name in enumerate(gallery.classes) if name in part]
    unlearnt = gallery.unlearnt()
    rows: list[int] = unlearnt[np.isin(gallery.labels[unlearnt], labels)].tolist()
    if not rows:
        raise UserError(
            f"{gallery.title} has no picture of {' or '.join(sorted(part))} to search among: "
            "choose a data set that has."
        )
    return rows
