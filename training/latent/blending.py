"""Blends of n latents, as pure functions over the array API (numpy and torch alike).

``latents`` is (n, *shape) floating point, ``weights`` is (n,) of the same kind of array.
"""

from typing import Any

from array_api_compat import array_namespace

Array = Any
"""A numpy array or a torch tensor."""

NEARLY_PARALLEL = 1e-4
"""Sine of an angle below which a spherical mean is the linear one to float32's precision."""


def weighted_sum(latents: Array, weights: Array) -> Array:
    """Return the sum of ``weights[i] * latents[i]``, of one latent's shape.

    With weights that sum to 1 this is the linear blend; with free ones it is the coursework's
    mixing of a horse and an aeroplane.
    """
    xp = array_namespace(latents)
    return xp.reshape(weights @ xp.reshape(latents, (latents.shape[0], -1)), latents.shape[1:])


def slerp(latents: Array, weights: Array) -> Array:
    """Blend two latents along the arc between their directions; norms are blended apart.

    The spherical interpolation of K. Shoemake, "Animating rotation with quaternion curves",
    SIGGRAPH 1985. Near-parallel latents, antipodal ones (the arc between them is not unique), a
    latent of zero norm and negative weights give the linear blend.

    Parameters
    ----------
    latents
        (2, *shape).
    weights
        (2,), of sum 1.

    Raises
    ------
    ValueError
        For any number of latents but two.
    """
    if latents.shape[0] != 2:
        raise ValueError(f"slerp takes two latents, not {latents.shape[0]}")
    xp = array_namespace(latents)
    flat = xp.reshape(latents, (2, -1))
    norms = xp.sqrt(xp.sum(flat * flat, axis=1))
    if bool(xp.any(weights < 0)) or bool(xp.any(norms == 0)):
        return weighted_sum(latents, weights)
    units = flat / norms[:, None]
    cosine = xp.clip(xp.sum(units[0, :] * units[1, :]), -1.0, 1.0)
    angle = xp.acos(cosine)
    if float(xp.sin(angle)) < NEARLY_PARALLEL:
        return weighted_sum(latents, weights)
    direction = (xp.sin(weights * angle) / xp.sin(angle)) @ units
    return xp.reshape((weights @ norms) * direction, latents.shape[1:])
