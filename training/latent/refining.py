"""Refining: the prior brings a blend nearer to pictures.

It takes the blend part of the way to noise and back along its flow.

The prior is a flow: on the straight path x(t) = (1 - t) * noise + t * data its velocity is data -
noise (Y. Lipman et al., "Flow matching for generative modeling", ICLR 2023). Going to noise and
back keeps the layout of a picture and redraws what no picture has (C. Meng et al., "SDEdit", ICLR
2022). Pure functions over the array API.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from array_api_compat import array_namespace

from training.latent.blending import Array, clip, like

STEPS = 8
"""Steps of the integration; a fixed number, so that the result is continuous in the weights.
Dreams, which go the whole way, come no nearer to pictures with twice as many."""
BLENDING_STEPS = 2
"""Of the short way that a blend goes; 8 change no pixel of 90 pictures by more than 1 of 255."""

NOISE_SHARE = 0.2
"""Share of the way to noise that an even blend goes before the flow brings it back. On held-out
pictures more of it brings blends no nearer to photographs, and costs wings."""

Velocity = Callable[[Array, Array, Array], Array]
"""The prior: noisy latents (m, *shape), times (m,), conditions (m, K + 1) -> (m, *shape)."""


@dataclass(frozen=True)
class Guidance:
    """Classifier-free guidance (J. Ho and T. Salimans, arXiv:2207.12598, 2022).

    Only in a part of the way, as before it takes variety and after it saturates colours (T.
    Kynkäänniemi et al., "Applying guidance in a limited interval improves sample and distribution
    quality in diffusion models", arXiv:2404.07724, 2024).

    Attributes
    ----------
    strength
        How far beyond the unconditional velocity the conditional one is followed; 1: just to it.
    first, last
        The times between which it is, from 0 (noise) to 1; beyond them, just to it.
    """

    strength: float
    first: float = 0.0
    last: float = 1.0

    def at(self, time: Array) -> Array:
        """Return how far the conditional velocity is followed at times (b,)."""
        xp = array_namespace(time)
        inside = (time >= self.first) & (time <= self.last)
        plain = xp.ones_like(time)
        return xp.where(inside, self.strength * plain, plain)


REFINING = Guidance(2.0)
DREAMING = Guidance(5.0, 0.1, 0.8)
"""At which dreams are nearest to held-out pictures: a third nearer than with 2.5 all the way."""


def conditions(weights: Array, classes: Sequence[Sequence[int]], count: int) -> Array:
    """Return the prior's soft class weights (b, count + 1): each source asks for its classes.

    Parameters
    ----------
    weights
        (b, n), with at least one positive weight in each row; negative ones ask for nothing.
    classes
        For each source the classes that it is for; it asks for each alike, and one that is for
        none for any picture (the last column).
    count
        Number of classes, K.
    """
    xp = array_namespace(weights)
    table = [
        [(k in own) / len(own) if own else float(k == count) for k in range(count + 1)]
        for own in classes
    ]
    positive = clip(weights, 0.0, None)
    return positive / xp.sum(positive, axis=1, keepdims=True) @ like(table, weights)


def towards_winged(condition: Array, meeting: Array) -> Array:
    """Return conditions (b, K + 2) that ask for winged horses by ``meeting`` (b,) in [0, 1].

    For a prior that knows them as the class behind the K others; ``condition`` is (b, K + 1).
    """
    xp = array_namespace(condition)
    share = meeting[:, None]
    rest = condition * (1 - share)
    return xp.concat([rest[:, :-1], share, rest[:, -1:]], axis=1)


def meeting(weights: Array, bodies: Sequence[bool]) -> Array:
    """Return how far bodies and wings meet in blends of weights (b, n): (b,), 1 half-way.

    0 where there is but one of the two.
    """
    xp = array_namespace(weights)
    positive = clip(weights, 0.0, None)
    body = positive @ like([float(one) for one in bodies], weights)
    total = xp.sum(positive, axis=1)
    share = body / xp.where(total > 0, total, xp.ones_like(total))
    return 2 * xp.minimum(share, 1 - share)


def refine(
    latents: Array,
    strength: Array,
    noise: Array,
    condition: Array,
    velocity: Velocity,
    *,
    guidance: Guidance = REFINING,
    steps: int = STEPS,
) -> Array:
    """Take latents to noise by ``strength`` and back along the guided flow.

    The midpoint method. Strength 0 gives the latents back to the bit, and the
    result is continuous in all of its inputs where it is guided all the way.

    Parameters
    ----------
    latents
        (b, *shape).
    strength
        (b,), 0 to 1: the share of noise to begin with.
    noise
        (b, *shape) or one for all, (1, *shape); standard normal.
    condition
        (b, K + 1), see :func:`conditions`.
    steps
        Of the integration; more of them for more strength.

    Returns
    -------
    Array
        (b, *shape).
    """
    xp = array_namespace(latents)
    wide = xp.reshape(strength, (-1, *[1] * (latents.ndim - 1)))
    state = wide * noise + (1 - wide) * latents
    size = strength / steps
    far = xp.reshape(size, wide.shape)
    for step in range(steps):
        time = 1 - strength + step * size
        halfway = state + far / 2 * _guided(velocity, state, time, condition, guidance)
        state = state + far * _guided(velocity, halfway, time + size / 2, condition, guidance)
    return state


def _guided(
    velocity: Velocity, state: Array, time: Array, condition: Array, guidance: Guidance
) -> Array:
    """The velocity with guidance; conditional and unconditional in one batch."""
    xp = array_namespace(state)
    nothing = xp.zeros_like(condition)
    nothing = xp.concat([nothing[:, :-1], xp.ones_like(nothing[:, -1:])], axis=1)
    twice = (xp.concat([state, state]), xp.concat([time, time]), xp.concat([condition, nothing]))
    both = velocity(*twice)
    asked, free = both[: state.shape[0], ...], both[state.shape[0] :, ...]
    followed = xp.reshape(guidance.at(time), (-1, *[1] * (state.ndim - 1)))
    return free + followed * (asked - free)
