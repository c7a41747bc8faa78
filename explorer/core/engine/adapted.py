"""Graphs that take other pictures than the explorer's: grey ones, larger ones, other ranges."""

from collections.abc import Mapping

import numpy as np

from explorer.core.engine.backends import Backend, Floats
from training.models.modelset import Pictures
from training.models.signatures import IMAGE, JOINED

USUAL = Pictures()
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Shares of red, green and blue in a grey picture (ITU-R BT.601)."""
IMAGES = "images"


def adapted(backend: Backend, pictures: Pictures) -> Backend:
    """Return ``backend`` where its graphs take the explorer's pictures, else what converts them."""
    return backend if pictures == USUAL else AdaptedBackend(backend, pictures)


class AdaptedBackend:
    """Gives graphs the pictures that they take, and makes the explorer's of those they give."""

    def __init__(self, backend: Backend, pictures: Pictures) -> None:
        self._backend, self._pictures = backend, pictures
        self._there = resizing(IMAGE[1], pictures.side)
        self._back = resizing(pictures.side, IMAGE[1])

    def outputs(self, graph: str) -> tuple[str, ...]:
        return self._backend.outputs(graph)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        if graph in JOINED:  # the second sees what is shown, and not what the first gives
            first, second = JOINED[graph]
            made = self.run(first, inputs)
            return made | self.run(second, made)
        given = {k: self._taken(v) if k == IMAGES else v for k, v in inputs.items()}
        outputs = self._backend.run(graph, given)
        return {k: self._shown(v) if k == IMAGES else v for k, v in outputs.items()}

    def _taken(self, images: Floats) -> Floats:
        """Images (n, 3, 32, 32) in [-1, 1] as the graphs take them."""
        sized = resized(images, self._there)
        if self._pictures.channels == 1:
            sized = np.tensordot(LUMA, sized, (0, 1))[:, None]
        low, high = self._pictures.low, self._pictures.high
        return np.ascontiguousarray(low + (sized + 1) * ((high - low) / 2), np.float32)

    def _shown(self, images: Floats) -> Floats:
        """Undo :meth:`_taken`; what has another shape is left to whoever says so."""
        if images.shape[1:] != self._pictures.shape:
            return images
        low, high = self._pictures.low, self._pictures.high
        sized = resized((images - low) * (2 / (high - low)) - 1, self._back)
        return np.ascontiguousarray(np.broadcast_to(sized, (len(sized), *IMAGE)), np.float32)


def resizing(old: int, new: int) -> Floats:
    """Return (new, old) weights by which a line of pixels is resized.

    They are triangles as wide as a pixel of the coarser of the two lines, so that neighbours are
    averaged on the way down and interpolated on the way up.
    """
    reach = max(1.0, old / new)
    centres = (np.arange(new) + 0.5) * (old / new) - 0.5
    weights = np.maximum(0, 1 - np.abs(np.arange(old) - centres[:, None]) / reach)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def resized(images: Floats, weights: Floats) -> Floats:
    """Resize images (n, c, old, old) by ``weights`` (new, old) both ways."""
    return np.asarray(weights @ images @ weights.T, np.float32)
