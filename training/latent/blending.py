"""Blends of n latents, as pure functions over the array API (numpy and torch alike).

``latents`` is (n, *shape) floating point. ``weights`` is (n,) for one blend or (b, n) for b of
them at once, as an array of the same kind or anything that turns into one; the result is of
``latents``' dtype, (*shape) or (b, *shape).
"""

from typing import Any

from array_api_compat import array_namespace, device

Array = Any
"""A numpy array or a torch tensor."""

OPPOSITE = 1e-4
"""How near to -1 a cosine is taken for that of opposite directions, between which no arc is the
shortest; also the length below which directions cancel out."""

NEARLY_PARALLEL = 1e-4
"""Angle below which it equals its sine to float32's precision."""

MOST_ITERATIONS = 64
"""Of the spherical mean; eight sources at right angles to each other take about 25."""


def clip(array: Array, low: float | None, high: float | None) -> Array:
    """Return numbers kept between two bounds, of which None is no bound.

    As arrays have it: array_api_compat's function takes ten times as long, some 15 µs, and the
    graft of a frame asks for it 65 times.
    """
    return array.clip(low, high)


def weighted_sum(latents: Array, weights: Array) -> Array:
    """Return the sum of ``weights[i] * latents[i]``.

    With weights that sum to 1 this is the linear blend; with free ones it is the coursework's
    mixing of a horse and an aeroplane.
    """
    xp = array_namespace(latents)
    weights = like(weights, latents)
    flat = xp.reshape(latents, (latents.shape[0], -1))
    return xp.reshape(weights @ flat, (*weights.shape[:-1], *latents.shape[1:]))


def slerp(latents: Array, weights: Array) -> Array:
    """Blend along the sphere of directions; norms are blended apart, linearly.

    The weighted mean of n directions is the point of the sphere from which the great arcs to
    them, as tangents times weights, cancel out: algorithm A1 of S. R. Buss and J. P. Fillmore,
    "Spherical averages and applications to spherical splines and interpolation", ACM Transactions
    on Graphics 20(2), 2001. For two latents it is the interpolation of K. Shoemake, "Animating
    rotation with quaternion curves", SIGGRAPH 1985.

    Near-parallel latents give the linear blend, to rounding. What weights take away on going
    negative is taken away linearly from the blend of the others, so two latents go on in a
    straight line and the blend stays continuous. Where a latent is zero, or lies opposite to the
    mean, or the directions cancel out, no arc is the shortest and the linear blend is
    given, and the blend jumps on the way there.

    Parameters
    ----------
    latents
        (n, *shape), each flattened to give its direction; standardise channels beforehand.
    weights
        (n,) or (b, n), each row of sum 1.
    """
    xp = array_namespace(latents)
    flat = xp.reshape(latents, (latents.shape[0], -1))
    weights = like(weights, latents)
    rows = xp.reshape(weights, (-1, flat.shape[0]))
    positive = xp.clip(rows, 0.0, None)
    positive = positive / xp.sum(positive, axis=1, keepdims=True)
    shares = _spherical_shares(flat, positive) + rows - positive
    return xp.reshape(shares @ flat, (*weights.shape[:-1], *latents.shape[1:]))


def with_detail(decoded: Array, residual: Array, detail: float) -> Array:
    """Add back the share ``detail`` (0 to 1) of what the model lost at the sources.

    Parameters
    ----------
    decoded
        Pictures (b, 3, h, w) in [-1, 1].
    residual
        The same blend of the sources' originals minus their reconstructions, (b, 3, h, w): at a
        pin, a detail of 1 gives the original.

    Returns
    -------
    Array
        (b, 3, h, w), clipped to [-1, 1].
    """
    xp = array_namespace(decoded)
    return xp.clip(decoded + detail * residual, -1.0, 1.0)


def betweenness(weights: Array) -> Array:
    """Return how far (b,) from every pin weights (b, n) are: 0 at a pin, 1 well between them.

    It grows with the weight that is elsewhere than at the nearest pin, and is 1 from where that
    is half of it. Beyond a pin it grows as well.
    """
    xp = array_namespace(weights)
    pins = xp.eye(weights.shape[1], dtype=weights.dtype, device=device(weights))
    elsewhere = xp.sum(xp.abs(weights[:, None, :] - pins), axis=2) / 2
    return xp.clip(2 * xp.min(elsewhere, axis=1), 0.0, 1.0)


def like(values: Array, array: Array) -> Array:
    """Return ``values`` as an array of the kind, dtype and device of ``array``."""
    return array_namespace(array).asarray(values, dtype=array.dtype, device=device(array))


def _spherical_shares(flat: Array, weights: Array) -> Array:
    """How much of each latent (n, d) makes the spherical mean, (b, n), for weights (b, n) >= 0."""
    xp = array_namespace(flat)
    norms = xp.sqrt(xp.sum(flat * flat, axis=1))
    safe = xp.where(norms > 0, norms, xp.ones_like(norms))
    cosines = _cosines(flat / safe[:, None])
    start, defined = _starts(cosines, weights)
    mean = _mean_direction(cosines, weights, start)
    shares = (weights @ norms)[:, None] * mean / safe
    usable = defined & xp.all(norms > 0)
    return xp.where(usable[:, None], shares, weights)


def _cosines(units: Array) -> Array:
    """(n, n) between unit vectors (n, d); exactly 1 of each with itself."""
    xp = array_namespace(units)
    itself = xp.eye(units.shape[0], dtype=units.dtype, device=device(units))
    return xp.clip(units @ units.T * (1 - itself) + itself, -1.0, 1.0)


def _starts(cosines: Array, weights: Array) -> tuple[Array, Array]:
    """Linear means as unit vectors, and whether (b,) a spherical one exists beside each."""
    xp = array_namespace(cosines)
    lengths = _lengths(cosines, weights)
    defined = lengths > OPPOSITE
    start = weights / xp.where(defined, lengths, xp.ones_like(lengths))[:, None]
    opposite = (start @ cosines < OPPOSITE - 1) & (weights > 0)
    return start, defined & ~xp.any(opposite, axis=1)


def _mean_direction(cosines: Array, weights: Array, start: Array) -> Array:
    """Iterate to the spherical mean, in coordinates (b, n) along the latents' directions.

    All that the iteration needs are the cosines between latents, so its cost does not grow with
    their size.
    """
    xp = array_namespace(cosines)
    mean = start
    enough = 4 * float(xp.finfo(mean.dtype).eps)
    for _ in range(MOST_ITERATIONS):
        towards = xp.clip(mean @ cosines, -1.0, 1.0)
        pull = weights * _angle_over_sine(towards)
        tangent = pull - xp.sum(pull * towards, axis=1, keepdims=True) * mean
        angle = _lengths(cosines, tangent)[:, None]
        mean = xp.cos(angle) * mean + tangent / _angle_over_sine(xp.cos(angle))
        length = _lengths(cosines, mean)[:, None]
        mean = mean / xp.where(length > 0, length, xp.ones_like(length))
        if float(xp.max(xp.abs(tangent))) < enough:
            break
    return mean


def _lengths(cosines: Array, coordinates: Array) -> Array:
    """Lengths (b,) of vectors given by coordinates (b, n) along the latents' directions."""
    xp = array_namespace(cosines)
    squares = xp.sum(coordinates @ cosines * coordinates, axis=1)
    return xp.sqrt(xp.clip(squares, 0.0, None))


def _angle_over_sine(cosines: Array) -> Array:
    xp = array_namespace(cosines)
    angles = xp.acos(cosines)
    sines = xp.sin(angles)
    small = sines < NEARLY_PARALLEL
    ones = xp.ones_like(sines)
    return xp.where(small, ones, angles / xp.where(small, ones, sines))
