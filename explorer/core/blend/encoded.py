"""What an engine says of sources, kept so that a drag does not ask again."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from explorer.core.blend.latents import vae_of
from explorer.core.board.board import Pin
from explorer.core.board.latents import Latent
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

    Each source is asked about on its own, so that what it gets does not depend on its company. The
    latent that a source brings along counts, where it is one of this VAE.

    Parameters
    ----------
    engine
        What is asked. As a model set never changes, nothing kept grows stale.
    most
        Sources to keep of each kind.
    """

    def __init__(self, engine: Engine, most: int = MOST_KEPT) -> None:
        self._engine = engine
        self._vae, self._shape = vae_of(engine.modelset), engine.modelset.latent_shape
        self._encoded = lru_cache(most)(self._encode)
        self._evidence = lru_cache(most)(self._look)
        self._residual = lru_cache(most)(self._subtract)
        self._parts = lru_cache(most)(self._take_apart)
        self._joined = lru_cache(BOARDS_KEPT)(self._join)

    def latents(self, sources: Sequence[Source]) -> Floats:
        """Return (n, *latent_shape)."""
        return np.concatenate([self._latent(s.pixels, self._given(s)) for s in sources])

    def encoded(self, sources: Sequence[Source]) -> Floats:
        """Return what the encoder makes of them, (n, *latent_shape), whatever they bring along."""
        return np.concatenate([self._encoded(source.pixels) for source in sources])

    def evidence(self, sources: Sequence[Source]) -> Floats:
        """Return class evidence maps of the originals, (n, K, h', w')."""
        return np.concatenate([self._evidence(source.pixels) for source in sources])

    def residuals(self, sources: Sequence[Source]) -> Floats:
        """Return what the model loses: originals minus reconstructions, (n, 3, 32, 32)."""
        return np.concatenate([self._residual(s.pixels, self._given(s)) for s in sources])

    def parts(self, pins: Sequence[Pin], wings: Sequence[bool]) -> SourceParts:
        """Return what grafts are made of; ``wings`` says which of the pins give wings."""
        parts = self._joined(tuple(pin.source.pixels for pin in pins), tuple(wings))
        return parts.cut_by_hand([pin.cut for pin in pins])

    def _encode(self, pixels: bytes) -> Floats:
        return _read_only(self._engine.encode(_pictures(pixels)))

    def _given(self, source: Source) -> Latent | None:
        """What a source brings along, where this VAE can tell what it means."""
        given = source.latent
        return given if given and (given.vae, given.shape) == (self._vae, self._shape) else None

    def _latent(self, pixels: bytes, given: Latent | None) -> Floats:
        return self._encoded(pixels) if given is None else given.array[None]

    def _look(self, pixels: bytes) -> Floats:
        return _read_only(self._engine.score(to_images(_pictures(pixels))).evidence)

    def _subtract(self, pixels: bytes, given: Latent | None) -> Floats:
        reconstruction = self._engine.decode(self._latent(pixels, given))
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
