"""What an engine says of a whole gallery, slice by slice: scores, and how alike pictures are."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import Board
from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.images import to_images, to_pictures
from explorer.core.engine.slices import sliced
from explorer.core.gallery.gallery import NO_CLASS, Gallery
from explorer.core.gallery.view import LIKENESS, LOSS, Values, distances, lost
from explorer.core.scores import Seen, gallery_scores, measured

Rows = NDArray[np.int64]
Part = tuple[Rows, dict[str, Values]]
"""Some pictures of a gallery, by index, and what is known of each."""


def looked_at(engine: Engine, gallery: Gallery, rows: Rows) -> Iterator[Part]:
    """Yield the scores that a gallery is sorted by, a slice of its pictures at a time."""
    usual, wanted = Board(), gallery_scores()
    names = engine.modelset.classes
    known = np.array([names.index(n) if n in names else NO_CLASS for n in gallery.classes] + [-1])

    def look(part: Rows) -> Part:
        scores = engine.score(to_images(gallery.pictures[part]))
        seen = Seen(scores, names, usual.body, usual.wings, known[gallery.labels[part]])
        return part, measured(wanted, seen, engine.missing)[0]

    return sliced(rows, look)  # type: ignore[arg-type]  # an array is sequence enough


def likeness(
    engine: Engine, gallery: Gallery, rows: Rows, target: NDArray[np.float32]
) -> Iterator[Part]:
    """Yield each picture's distance to the latent ``target`` (*latent_shape), a slice at a time."""

    def look(part: Rows) -> Part:
        return part, {LIKENESS: distances(engine.encode(gallery.pictures[part]), target)}

    return sliced(rows, look)  # type: ignore[arg-type]


def losses(engine: Engine, gallery: Gallery, rows: Rows) -> Iterator[Part]:
    """Yield how much detail of each picture the model's copy lacks, a slice at a time."""

    def look(part: Rows) -> Part:
        pictures = gallery.pictures[part]
        copies = to_pictures(engine.decode(engine.encode(pictures)))
        return part, {LOSS: lost(pictures, copies)}

    return sliced(rows, look)  # type: ignore[arg-type]


def why_not(engine: Engine | None, order: str) -> str:
    """Return why pictures cannot be put in ``order``; empty where they can."""
    if engine is None:
        return "The models are not loaded yet: wait a moment."
    needed = {score.name: score.needs for score in gallery_scores()}
    needed |= {LIKENESS: Feature.BLEND, LOSS: Feature.BLEND}
    return engine.missing.get(needed[order], "") if order in needed else ""
