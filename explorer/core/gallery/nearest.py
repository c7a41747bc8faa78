"""The pictures of a gallery that are nearest to a latent, ever more of which are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine
from explorer.core.engine.slices import sliced
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import distances, nearest

MOST_BYTES = 128 << 20
"""Of latents that are kept; where they would be more, as many pictures as fit are compared."""
COMPARED = 4096
"""Latents in one step: some ten milliseconds."""
ANSWER_AFTER = 2000
"""Pictures that are encoded between two answers."""


class Near(NamedTuple):
    """A picture of the gallery, by its place there, and how far away it is in the latent space."""

    row: int
    distance: float


@dataclass(frozen=True)
class Nearest:
    """The nearest of those that were compared, nearest first; ``compared`` of ``total``."""

    pictures: tuple[Near, ...]
    compared: int
    total: int


class Neighbours:
    """The latents of a gallery's pictures by one model set, encoded once, and kept.

    They are kept at half precision, by which a distance is wrong by a thousandth at most. What
    order they are encoded in is drawn, so that the first answers are about the whole gallery.
    """

    def __init__(self, engine: Engine, gallery: Gallery) -> None:
        self.engine, self.gallery = engine, gallery
        numbers = int(np.prod(engine.modelset.latent_shape))
        self.total = min(len(gallery), max(1, MOST_BYTES // (2 * numbers)))
        order = np.random.default_rng(0).permutation(len(gallery))
        self._rows = order[: self.total]
        self._latents = np.empty((self.total, numbers), np.float16)
        self._known = 0

    def steps(self, latent: Floats, count: int) -> Iterator[Nearest | None]:
        """Yield the ``count`` nearest to a latent (*latent_shape) now and then, the last one whole.

        Between them it yields None, so that more urgent work of the same thread can go in between.
        """
        compared, far = 0, np.empty(self.total, np.float32)
        answered = -ANSWER_AFTER
        for _ in self._growing():
            for start in range(compared, self._known, COMPARED):
                end = min(start + COMPARED, self._known)
                far[start:end] = distances(self._latents[start:end].astype(np.float32), latent)
                yield None
            compared = self._known
            if compared and (compared - answered >= ANSWER_AFTER or compared == self.total):
                answered = compared
                yield self._answer(far[:compared], count)

    def _growing(self) -> Iterator[None]:
        """Encode what is not known yet; it yields once at least."""
        yield None

        def encode(rows: Sequence[int]) -> None:
            latents = self.engine.encode(self.gallery.pictures[rows])
            self._latents[self._known : self._known + len(rows)] = latents.reshape(len(rows), -1)
            self._known += len(rows)

        yield from sliced(self._rows[self._known :], encode)  # type: ignore[arg-type]

    def _answer(self, far: Floats, count: int) -> Nearest:
        pictures = [Near(int(self._rows[i]), float(far[i])) for i in nearest(far, count)]
        return Nearest(tuple(pictures), len(far), self.total)
