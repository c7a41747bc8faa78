"""Pictures that a model makes up: dreams of a class, and variations of what is seen."""

from collections.abc import Iterator

import numpy as np

from explorer.core.blend.latents import vae_of
from explorer.core.blend.renderer import RenderResult
from explorer.core.board.latents import Latent
from explorer.core.board.sources import Source
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.images import to_pictures
from explorer.core.play.chance import rng_of
from explorer.core.scores import PEGASUS
from training.files.errors import UserError
from training.latent import refining
from training.models.modelset import ModelSet

WINGED = "pegasus"
"""What the class of winged horses is called, which a prior may know behind the set's own."""
VARIATION = "variation/"
"""What the names of variations begin with."""


def dream_classes(modelset: ModelSet) -> tuple[str, ...]:
    """Return what the prior of a set can be asked for; winged horses first, where it knows them."""
    return ((WINGED,) if modelset.knows_winged else ()) + modelset.classes


def dreams(engine: Engine, name: str, seed: int, count: int) -> Iterator[Source]:
    """Yield pictures that the prior dreams of a class, one a step.

    It is sampled the whole way along its guided flow. Each has noise of its own, and is made on
    its own, so that the same seed gives the same however many are asked for.

    Raises
    ------
    UserError
        Where the set has no prior, or its prior does not know the class.
    """
    engine.require(Feature.REFINED)
    modelset = engine.modelset
    if name not in dream_classes(modelset):
        raise UserError(f"{modelset.name} cannot dream of {name}: choose one of its classes.")
    asked = np.zeros((1, _columns(modelset)), np.float32)
    asked[0, (*modelset.classes, WINGED).index(name)] = 1
    nothing = np.zeros((1, *modelset.latent_shape), np.float32)
    for place in range(count):
        noise = _noise(modelset, seed, f"dream {name}", place)
        latent = _flowed(engine, nothing, 1.0, noise, asked, refining.DREAMING)
        yield _source(engine, f"dream/{name}/{seed}.{place + 1}", name, latent)


def variations(
    engine: Engine, seen: RenderResult, latent: Floats, strength: float, seed: int, count: int
) -> Iterator[Source]:
    """Yield pictures around one, one a step: noise on its latent, brought back by the prior.

    The prior is asked for what the classifier and the critic see in the picture. Without a prior
    the noise stays, as large beside the latent as ``strength`` says.

    Parameters
    ----------
    seen
        What is said of the picture.
    latent
        Its own, (*latent_shape).
    strength
        0 to 1: the share of noise, from the picture itself to nothing that is left of it.
    """
    modelset = engine.modelset
    start, asked = latent[None], _as_seen(seen, modelset)
    for place in range(count):
        noise = _noise(modelset, seed, "variation", place)
        if Feature.REFINED in engine.missing:
            made = start + np.float32(strength * start.std()) * noise
        else:
            made = _flowed(engine, start, strength, noise, asked)
        yield _source(engine, f"{VARIATION}{seed}.{place + 1}", None, made)


def is_variation(source: Source) -> bool:
    """Return whether a source was made by :func:`variations`."""
    return source.latent is not None and source.name.startswith(VARIATION)


def _flowed(
    engine: Engine,
    start: Floats,
    strength: float,
    noise: Floats,
    asked: Floats,
    guidance: refining.Guidance = refining.REFINING,
) -> Floats:
    """Take a latent (1, ...) so far to noise, and back along the flow."""
    share, flow = np.full(1, strength, np.float32), engine.velocity
    made = refining.refine(start, share, noise, asked, flow, guidance=guidance)
    return np.asarray(made, np.float32)


def _as_seen(seen: RenderResult, modelset: ModelSet) -> Floats:
    """What a prior is asked for, (1, columns): the classes as they are seen, or any picture."""
    asked = np.zeros((1, _columns(modelset)), np.float32)
    if seen.probabilities is None:
        asked[0, -1] = 1
        return asked
    winged = seen.scores.get(PEGASUS.name, 0.0) if modelset.knows_winged else 0.0
    asked[0, : len(modelset.classes)] = (1 - winged) * seen.probabilities
    if modelset.knows_winged:
        asked[0, len(modelset.classes)] = winged
    return asked


def _columns(modelset: ModelSet) -> int:
    """How many numbers the condition of a set's prior has; the last one stands for any picture."""
    return len(modelset.classes) + modelset.knows_winged + 1


def _noise(modelset: ModelSet, seed: int, what: str, place: int) -> Floats:
    rng = rng_of(seed, what, place)
    return rng.standard_normal((1, *modelset.latent_shape), np.float32)


def _source(engine: Engine, name: str, class_name: str | None, latent: Floats) -> Source:
    own = Latent.of(vae_of(engine.modelset), latent[0])
    picture = to_pictures(engine.decode(own.array[None]))[0]
    return Source(name, class_name, picture.tobytes(), own)
