"""Pictures that a search draws from: they come in by and by, and usable ones are drawn first."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from explorer.core.engine.engine import Engine, Feature, PartsFound
from explorer.core.engine.images import to_images
from explorer.core.gallery.gallery import Gallery
from explorer.core.search.joined import joined
from explorer.core.search.standing_out import Wing, wing_of
from training.blending.parts import FACES_RIGHT, ROOT, TIP, WITHERS
from training.grafting.anchors import Body, cut

SURE = 0.5
"""Chance from which on a picture is drawn, as soon as there are a few of them."""
FEW = 4
MOST_KEPT = 2048
"""Wings that are kept cut out, some 65 MB; those not drawn for longest make room."""


class Pool:
    """Bodies, or wings, of a gallery.

    Attributes
    ----------
    rows
        Of the gallery, in the order in which they come in.

    Parameters
    ----------
    column
        Of the chances, which says how usable a picture is.
    """

    def __init__(self, engine: Engine, gallery: Gallery, rows: Sequence[int], column: int) -> None:
        self.rows = tuple(rows)
        self._engine, self._gallery, self._column = engine, gallery, column
        self._images = np.zeros((0, 3, 32, 32), np.float32)
        self._known: PartsFound | None = None
        # Not lru_cache, which would hold the pool, and all of this long after its search ended.
        self._wings: OrderedDict[int, Wing] = OrderedDict()
        self._order: list[int] = []
        self._size = 0

    def grow(self, count: int) -> None:
        """Let the first ``count`` pictures in; where a set has no parts network, just so."""
        self._size = count = max(self._size, min(count, len(self.rows)))
        if Feature.GRAFT in self._engine.missing:
            self._order = list(range(count))
            return
        new = [self._gallery.pictures[row] for row in self.rows[len(self._images) : count]]
        if new:
            images = to_images(np.stack(new))
            parts = self._engine.parts(images)
            self._known = joined([self._known, parts]) if self._known else parts
            self._images = np.concatenate((self._images, images))
            self._order = self._ranked(self._known)

    @property
    def size(self) -> int:
        """How many pictures are in."""
        return self._size

    def drawn(self, share: float) -> int:
        """Return the place of a picture: the best at a share of 0, and the last below 1."""
        return self._order[int(share * len(self._order))]

    def place_of(self, row: int) -> int:
        """Return the place of a picture of the gallery."""
        return self.rows.index(row)

    def bodies(self, places: Sequence[int]) -> Body:
        """Return pictures as bodies."""
        known, places = self._parts(), list(places)
        sides = np.where(known.chances[places, FACES_RIGHT] < SURE, -1, 1).astype(np.float32)
        withers = known.points[places, WITHERS]
        return Body(self._images[places], known.mattes[places], withers, sides)

    def wings(self, places: Sequence[int]) -> list[Wing]:
        """Return the wings of pictures; they are cut out when they are first drawn."""
        return [self._wing(place) for place in places]

    def _wing(self, place: int) -> Wing:
        if place not in self._wings:
            self._wings[place] = self._cut_out(place)
        self._wings.move_to_end(place)
        if len(self._wings) > MOST_KEPT:
            self._wings.popitem(last=False)
        return self._wings[place]

    def _cut_out(self, place: int) -> Wing:
        known, row = self._parts(), slice(place, place + 1)
        root, tip = (known.points[row, point] for point in (ROOT, TIP))
        return wing_of(cut(self._images[row], known.mattes[row], root, tip))

    def _parts(self) -> PartsFound:
        assert self._known is not None  # else no graft is drawn
        return self._known

    def _ranked(self, known: PartsFound) -> list[int]:
        chances = known.chances[:, self._column]
        order = np.argsort(-chances, kind="stable")
        return order[: max(FEW, int((chances >= SURE).sum()))].tolist()
