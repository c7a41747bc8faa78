"""Wings set on bodies, as pure functions over the array API.

Pictures are (m, 3, h, w) in [-1, 1], mattes (m, h, w) in [0, 1], points (x, y) in pixels as in
:mod:`training.grafting.warping`. Everything is continuous in points, sizes and amounts.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

from array_api_compat import array_namespace

from training.grafting.warping import (
    SHORTEST,
    along_and_across,
    from_frame,
    pixel_centres,
    sample,
)
from training.latent.blending import Array, clip

AT_ROOT, BROADEST, TAPER = 0.2, 0.45, 0.4
"""Half the breadth of a wing over its length at the root, from :data:`TAPER` of its length on, and
where that is; what lies beyond is another part of the animal."""
AXIS = 0.1
"""Half the breadth over the length within which a wing is to be solid."""
BEFORE_ROOT = 1.5
"""Pixels before its root from which on a wing's matte counts."""
LOW, HIGH = 0.25, 0.75
"""Mattes below and above which a pixel is not covered, or whole, once it is hardened."""
SOLID = 4
"""Power of the matte by which pixels tell the colours of their half-covered neighbours."""


@dataclass(frozen=True, eq=False)
class Cutout:
    """One wing for each of m bodies, in its own picture.

    Attributes
    ----------
    colours
        (m, 3, h, w), see :func:`own_colours`.
    matte
        (m, h, w).
    root, tip
        (m, 2).
    added
        (m, h, w) in [0, 1]: what belongs to it however far from its axis; None for nothing.
    """

    colours: Array
    matte: Array
    root: Array
    tip: Array
    added: Array | None = None


@dataclass(frozen=True, eq=False)
class Place:
    """Where and how a wing is set on each of m bodies.

    Attributes
    ----------
    root, tip
        (m, 2), on the body's picture.
    mirrored
        (m,): -1 where the wing is turned over along root to tip, else 1.
    behind
        (m,) in [0, 1]: how far the body covers it.
    tone
        (m,) in [0, 1]: how far its mean colour goes to the body's.
    shade
        (m,) in [0, 1]: brightness left; a far wing is darker.
    amount
        (m,) in [0, 1]: how opaque it is.
    softness
        (m,) pixels, 0 or more, by which it is blurred.
    """

    root: Array
    tip: Array
    mirrored: Array
    behind: Array
    tone: Array
    shade: Array
    amount: Array
    softness: Array

    def flipped(self, width: int) -> Self:
        """Return the places on mirrored bodies whose grafts are the mirrored grafts."""
        return replace(
            self,
            root=_mirrored(self.root, width),
            tip=_mirrored(self.tip, width),
            mirrored=-self.mirrored,
        )

    def rows(self, chosen: Array) -> Self:
        """Return the places of the bodies with these indices."""
        return replace(self, **{one.name: getattr(self, one.name)[chosen] for one in fields(self)})


def graft(bodies: Array, body_mattes: Array, wings: list[tuple[Cutout, Place]]) -> Array:
    """Set wings on bodies, the first ones below the later ones; returns pictures (m, 3, h, w).

    Where every amount is 0 the bodies come back exactly.
    """
    pictures = bodies
    tones = _mean_colours(bodies, body_mattes)
    for cutout, place in wings:
        colours, alpha = placed(cutout, place, tones, bodies.shape[-2:])
        alpha = alpha * (1 - place.behind[:, None, None] * body_mattes)[:, None, ...]
        pictures = pictures + alpha * (colours - pictures)
    return pictures


def placed(
    cutout: Cutout, place: Place, tones: Array, size: tuple[int, int]
) -> tuple[Array, Array]:
    """Return a wing as it lies on its bodies: colours (m, 3, *size) and alpha (m, 1, *size).

    Parameters
    ----------
    tones
        (m, 3): the bodies' colours, towards which its own go.
    size
        Height and width of the bodies' pictures.
    """
    xp = array_namespace(cutout.colours)
    points = pixel_centres(*size, cutout.colours)
    frame = along_and_across(points, place.root, place.tip)
    turn = xp.stack((xp.ones_like(place.mirrored), place.mirrored), axis=1)
    frame = frame * turn[:, None, :]
    own, length = _length(cutout.tip - cutout.root), _length(place.tip - place.root)
    reduced = own / clip(length, SHORTEST, None)
    matte = cutout.matte[:, None, ...]
    layers = [cutout.colours * matte, matte]  # premultiplied: no rims
    if cutout.added is not None:
        layers.append(cutout.added[:, None, ...])
    sources = from_frame(frame, cutout.root, cutout.tip)
    widths = clip(reduced, 1.0, None) + place.softness
    seen = sample(xp.concat(layers, axis=1), sources, widths)
    alpha = seen[:, 3:4, :]
    colours = seen[:, :3, :] / clip(alpha, SHORTEST, None)
    own_tone = _mean_colours(cutout.colours, cutout.matte)
    colours = colours + (place.tone[:, None] * (tones - own_tone))[..., None]
    colours = (clip(colours, -1.0, 1.0) + 1) * place.shade[:, None, None] - 1
    # Samples of a reduced picture add up to a little more than 1 here and there.
    belongs = _with_added(_within(frame, own), seen[:, 4:, :])
    alpha = clip(alpha, 0.0, 1.0) * (place.amount[:, None] * belongs)[:, None, :]
    m, shape = alpha.shape[0], (size[0], size[1])
    return xp.reshape(colours, (m, 3, *shape)), xp.reshape(alpha, (m, 1, *shape))


def extent(cutout: Cutout) -> Array:
    """Return how far the pixels of its own picture belong to each wing, (m, h, w) in [0, 1]."""
    xp = array_namespace(cutout.matte)
    m, height, width = cutout.matte.shape
    frame = along_and_across(pixel_centres(height, width, cutout.matte), cutout.root, cutout.tip)
    within = _within(frame, _length(cutout.tip - cutout.root))
    added = cutout.matte[:, :0, ...] if cutout.added is None else cutout.added[:, None, ...]
    belongs = _with_added(within, xp.reshape(added, (m, -1, height * width)))
    return cutout.matte * xp.reshape(belongs, (m, height, width))


def hardened(mattes: Array) -> Array:
    """Return mattes whose half-covered pixels are fewer: a wing has an edge."""
    return clip((mattes - LOW) / (HIGH - LOW), 0.0, 1.0)


def own_colours(pictures: Array, mattes: Array) -> Array:
    """Return pictures in which what the matte covers in half has the colours of what is solid.

    Else the background that shines through half-covered pixels would give a wing a bright rim.
    """
    xp = array_namespace(pictures)
    matte = mattes[:, None, ...]
    solid = matte**SOLID
    spread, weight = pictures * solid, solid
    for _ in range(3):
        spread, weight = _spread(spread), _spread(weight)
    around = spread / clip(weight, 1e-6, None)
    share = xp.where(weight > 1e-5, 1 - solid, xp.zeros_like(solid))
    return pictures + share * (around - pictures)


def handedness(matte: Array, root: Array, tip: Array) -> Array:
    """Return on which side of root to tip most of each wing lies, (m,): 1 or -1.

    1 is the right hand of one who walks from root to tip on the picture.
    """
    xp = array_namespace(matte)
    m, height, width = matte.shape
    frame = along_and_across(pixel_centres(height, width, matte), root, tip)
    weight = xp.reshape(matte, (m, -1)) * _within(frame, _length(tip - root))
    moment = xp.sum(weight * frame[..., 1], axis=1)
    return xp.where(moment < 0, -xp.ones_like(moment), xp.ones_like(moment))


def wing_quality(cutout: Cutout) -> tuple[Array, Array, Array]:
    """Return how well m wings are cut out: crispness, fullness and breadth, each (m,).

    Crispness is 1 where every pixel is covered whole or not at all; fullness is how solid it is
    along its axis; breadth twice the deviation across the axis over the length.
    """
    xp = array_namespace(cutout.matte)
    m, height, width = cutout.matte.shape
    points = pixel_centres(height, width, cutout.matte)
    frame = along_and_across(points, cutout.root, cutout.tip)
    matte = xp.reshape(cutout.matte, (m, -1))
    alpha = matte * _within(frame, _length(cutout.tip - cutout.root))
    area = clip(xp.sum(alpha, axis=1), SHORTEST, None)
    crispness = xp.sum(alpha * alpha, axis=1) / area
    middle = xp.sum(alpha * frame[..., 1], axis=1) / area
    spread = xp.sum(alpha * (frame[..., 1] - middle[:, None]) ** 2, axis=1) / area
    inside = (xp.abs(frame[..., 1]) < AXIS) & (frame[..., 0] > 0) & (frame[..., 0] < 1)
    axis = xp.astype(inside, alpha.dtype)
    fullness = xp.sum(axis * matte, axis=1) / clip(xp.sum(axis, axis=1), 1.0, None)
    return crispness, fullness, 2 * xp.sqrt(spread)


def _within(frame: Array, length: Array) -> Array:
    """How far points (m, p, 2) of a wing's frame belong to it, (m, p); ``length`` in pixels."""
    xp = array_namespace(frame)
    size = length[:, None]
    along = clip(frame[..., 0] * size + BEFORE_ROOT, 0.0, 1.0)
    opened = clip(frame[..., 0] / TAPER, 0.0, 1.0)
    breadth = AT_ROOT + (BROADEST - AT_ROOT) * opened
    across = clip((breadth - xp.abs(frame[..., 1])) * size + 0.5, 0.0, 1.0)
    return along * across


def _with_added(within: Array, added: Array) -> Array:
    """What belongs to a wing by its shape (m, p), or where there is any by hand (m, 0 or 1, p)."""
    xp = array_namespace(within)
    return xp.maximum(within, clip(added[:, 0, :], 0.0, 1.0)) if added.shape[1] else within


def _mean_colours(pictures: Array, mattes: Array) -> Array:
    """Colours (m, 3) of what mattes cover."""
    xp = array_namespace(pictures)
    weight = mattes[:, None, ...] + 1e-6
    return xp.sum(pictures * weight, axis=(2, 3)) / xp.sum(weight, axis=(2, 3))


def _spread(maps: Array) -> Array:
    """Means of three pixels in a row, then of three in a column; beyond the edge is 0."""
    xp = array_namespace(maps)
    for axis in (2, 3):
        first = xp.zeros_like(maps[:, :, :1, :] if axis == 2 else maps[:, :, :, :1])
        inner = (
            (maps[:, :, :-1, :], maps[:, :, 1:, :])
            if axis == 2
            else (
                maps[:, :, :, :-1],
                maps[:, :, :, 1:],
            )
        )
        before = xp.concat((first, inner[0]), axis=axis)
        after = xp.concat((inner[1], first), axis=axis)
        maps = (before + maps + after) / 3
    return maps


def _length(vectors: Array) -> Array:
    xp = array_namespace(vectors)
    return xp.sqrt(xp.sum(vectors * vectors, axis=1))


def _mirrored(points: Array, width: int) -> Array:
    xp = array_namespace(points)
    return xp.stack((width - points[:, 0], points[:, 1]), axis=1)
