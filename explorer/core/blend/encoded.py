"""What an engine says of sources, kept so that a drag does not ask again."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from explorer.core.board.board import Pin
from explorer.core.board.sources import SIDE, Source
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, PartsFound
from explorer.core.engine.images import Pictures, to_images
from training.blending.parts import SourceParts

MOST_KEPT = 512
"""Sources kept of each kind; the one not asked for longest makes room."""
BOARDS_KEPT = 4
"""Boards whose parts are kept joined, so that a drag joins them once."""


class EncodedSources:
    """Latents, evidence, residuals and parts of sources, by their pixels; a renderer has its own.

    Each source is asked about on its own, so that what it gets does not depend on its company.

    Parameters
    ----------
    engine
        What is asked. As a model set never changes, nothing kept grows stale.
    most
        Sources to keep of each kind.
    """

    def __init__(self, engine: Engine, most: int = MOST_KEPT) -> None:
        self._engine = engine
        self._known: dict[bytes, Floats] = {}
        self._encoded = lru_cache(most)(self._encode)
        self._latent = lru_cache(most)(self._recall)
        self._evidence = lru_cache(most)(self._look)
        self._residual = lru_cache(most)(self._subtract)
        self._parts = lru_cache(most)(self._take_apart)
        self._joined = lru_cache(BOARDS_KEPT)(self._join)

    def remember(self, source: Source, latent: Floats) -> None:
        """Take ``latent`` (*latent_shape) for a source, such as a favourite's, from now on."""
        self._known[source.pixels] = _read_only(np.array(latent, np.float32)[None])
        self._latent.cache_clear()
        self._residual.cache_clear()

    def latents(self, sources: Sequence[Source]) -> Floats:
        """Return (n, *latent_shape)."""
        return np.concatenate([self._latent(source.pixels) for source in sources])

    def evidence(self, sources: Sequence[Source]) -> Floats:
        """Return class evidence maps of the originals, (n, K, h', w')."""
        return np.concatenate([self._evidence(source.pixels) for source in sources])

    def residuals(self, sources: Sequence[Source]) -> Floats:
        """Return what the model loses: originals minus reconstructions, (n, 3, 32, 32)."""
        return np.concatenate([self._residual(source.pixels) for source in sources])

    def parts(self, pins: Sequence[Pin], wings: Sequence[bool]) -> SourceParts:
        """Return what grafts are made of; ``wings`` says which of the pins give wings."""
        found = self._joined(tuple(pin.source.pixels for pin in pins), tuple(wings))
        return found.cut_by_hand([pin.cut for pin in pins])

    def _encode(self, pixels: bytes) -> Floats:
        return _read_only(self._engine.encode(_pictures(pixels)))

    def _recall(self, pixels: bytes) -> Floats:
        return self._known[pixels] if pixels in self._known else self._encoded(pixels)

    def _look(self, pixels: bytes) -> Floats:
        return _read_only(self._engine.score(to_images(_pictures(pixels))).evidence)

    def _subtract(self, pixels: bytes) -> Floats:
        reconstruction = self._engine.decode(self._latent(pixels))
        return _read_only(to_images(_pictures(pixels)) - reconstruction)

    def _take_apart(self, pixels: bytes) -> PartsFound:
        return self._engine.parts(to_images(_pictures(pixels)))

    def _join(self, pixels: tuple[bytes, ...], wings: tuple[bool, ...]) -> SourceParts:
        parts = [self._parts(one) for one in pixels]
        return SourceParts(
            to_images(np.concatenate([_pictures(one) for one in pixels])),
            np.concatenate([self._encoded(one) for one in pixels]),
            np.concatenate([one.mattes for one in parts]),
            np.concatenate([one.points for one in parts]),
            np.concatenate([one.chances for one in parts]),
            wings,
        )


def _pictures(pixels: bytes) -> Pictures:
    return np.frombuffer(pixels, np.uint8).reshape(1, SIDE, SIDE, 3)


def _read_only(kept: Floats) -> Floats:
    kept.setflags(write=False)
    return kept
