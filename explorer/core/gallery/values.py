"""What an engine says of a whole gallery, slice by slice: confidence, realism, latents."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.images import to_images
from explorer.core.engine.jobs import sliced
from explorer.core.gallery.gallery import NO_CLASS, Gallery
from explorer.core.gallery.view import Order, Values, distances

Rows = NDArray[np.int64]
Part = tuple[Rows, dict[Order, Values]]
"""Some pictures of a gallery, by index, and what was found of each."""


def looked_at(engine: Engine, gallery: Gallery, rows: Rows) -> Iterator[Part]:
    """Yield confidence and realism of pictures, a slice at a time.

    Confidence is the probability of a picture's own class; of one that has none, or one that the
    classifier does not know, that of the likeliest.
    """
    names = engine.modelset.classes
    known = np.array([names.index(n) if n in names else NO_CLASS for n in gallery.classes] + [-1])

    def look(part: Rows) -> Part:
        scores = engine.score(to_images(gallery.pictures[part]))
        own = known[gallery.labels[part]]
        told = np.take_along_axis(scores.probabilities, np.maximum(own, 0)[:, None], 1)[:, 0]
        confidence = np.where(own >= 0, told, scores.probabilities.max(1))
        found = {Order.CONFIDENCE: confidence.astype(np.float32)}
        if scores.realism is not None:
            found[Order.REALISM] = scores.realism.astype(np.float32)
        return part, found

    return sliced(rows, look)  # type: ignore[arg-type]  # an array is sequence enough


def likeness(
    engine: Engine, gallery: Gallery, rows: Rows, target: NDArray[np.float32]
) -> Iterator[Part]:
    """Yield each picture's distance to the latent ``target`` (*latent_shape), a slice at a time."""

    def look(part: Rows) -> Part:
        return part, {Order.LIKENESS: distances(engine.encode(gallery.pictures[part]), target)}

    return sliced(rows, look)  # type: ignore[arg-type]


def why_not(engine: Engine | None, order: Order) -> str:
    """Return why pictures cannot be put in ``order``; empty where they can."""
    if engine is None:
        return "The models are not loaded yet: wait a moment."
    needed = {
        Order.CONFIDENCE: Feature.SCORE,
        Order.REALISM: Feature.REALISM,
        Order.LIKENESS: Feature.BLEND,
    }
    return engine.missing.get(needed[order], "") if order in needed else ""
