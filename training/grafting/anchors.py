"""Where wings go by themselves: from the points of a body and of a wing to a :class:`Place`.

Sizes are for pictures of 32 pixels; what was measured by eye is told beside each number.
"""

import math
from dataclasses import dataclass, replace

from array_api_compat import array_namespace, device

from training.grafting.graft import (
    Cutout,
    Place,
    graft,
    handedness,
    hardened,
    own_colours,
    placed,
    wing_quality,
)
from training.latent.blending import Array, clip

LENGTH = 17.0
"""Pixels from root to tip; raters see wings of 15 to 19 best."""
SHORTEST, LONGEST = 9.0, 21.0
"""Between which the plane says how large wings are, with :data:`LENGTH` in the middle."""
STEEPNESS, LEAN = 90.0, 27.0
"""Degrees from the way that a body faces to the wing: upright, and as much more to its back."""
HEADROOM, LOWEST = 1.0, 55.0
"""Pixels that are left above a wing's tip, and degrees by which it leans for that at most."""
BEHIND_WITHERS, BELOW_WITHERS = 2.5, 3.5
"""Pixels from the withers to the near wing's root."""
FAR_FORWARD, FAR_UP, FAR_TURN, FAR_SHADE = 3.5, 1.0, 18.0, 0.75
"""Pixels and degrees by which the far wing differs from the near one, and how bright it is."""
SLENDER, BROAD = 0.22, 0.45
"""Breadths over the length up to which a wing looks like one, and from which on like a blob."""
FAN = 18.0
"""Degrees by which each further wing leans more to the head than the far one."""
SMALLEST = 0.55
"""Size at which a wing begins to grow; it fades in meanwhile."""


@dataclass(frozen=True, eq=False)
class Body:
    """m bodies to set wings on.

    Attributes
    ----------
    pictures, mattes
        (m, 3, h, w) and (m, h, w).
    withers
        (m, 2): where the neck meets the back.
    facing
        (m,) in [-1, 1]: 1 where the head is on the right, -1 on the left.
    """

    pictures: Array
    mattes: Array
    withers: Array
    facing: Array


def near_place(body: Body, cutout: Cutout, length: Array, turn: Array | float = 0.0) -> Place:
    """Return where the near wing goes: up and back from just behind the withers.

    Parameters
    ----------
    length
        (m,) pixels.
    turn
        Degrees further back, (m,) or one number.
    """
    xp = array_namespace(body.withers)
    ones = xp.ones_like(body.facing)
    root = _moved(body, BEHIND_WITHERS, BELOW_WITHERS)
    tip = _reached(root, body.facing, length, turn)
    side = xp.where(body.facing < 0, -ones, ones)
    # Feathers trail: the side on which more of the wing lies goes to the rear.
    mirrored = -side * handedness(cutout.matte, cutout.root, cutout.tip)
    nothing = xp.zeros_like(ones)
    return Place(root, tip, mirrored, nothing, nothing, ones, ones, nothing)


def far_place(body: Body, cutout: Cutout, length: Array, turn: Array | float = 0.0) -> Place:
    """Return where the far wing goes: nearer to the head, darker, behind the body."""
    xp = array_namespace(body.withers)
    near = near_place(body, cutout, length, turn)
    root = _moved(body, BEHIND_WITHERS - FAR_FORWARD, BELOW_WITHERS - FAR_UP)
    tip = _reached(root, body.facing, length, turn - FAR_TURN)
    ones = xp.ones_like(body.facing)
    return Place(
        root, tip, near.mirrored, ones, near.tone, FAR_SHADE * ones, near.amount, near.softness
    )


def growing(place: Place, amount: Array) -> Place:
    """Return wings that come in by ``amount`` (m,) in [0, 1]: they fade in fast and grow."""
    shown = clip(3 * amount, 0.0, 1.0) * place.amount
    return replace(resized(place, grown(amount)), amount=shown)


def grown(amount: Array) -> Array:
    """Return how large wings are that have come in by ``amount`` (m,), 1 in the end."""
    return SMALLEST + (1 - SMALLEST) * amount


def resized(place: Place, size: Array) -> Place:
    """Return wings ``size`` (m,) times as large."""
    return replace(place, tip=place.root + size[:, None] * (place.tip - place.root))


def size_at(height: Array) -> Array:
    """Return how large wings are, 1 as usual, for ``height`` in [-1, 1] on the plane."""
    up, down = (LONGEST - LENGTH) / LENGTH, (LENGTH - SHORTEST) / LENGTH
    return 1 + up * clip(height, 0.0, 1.0) + down * clip(height, -1.0, 0.0)


def height_of(size: float) -> float:
    """Return where on the plane wings are so large: what :func:`size_at` is the inverse of."""
    up, down = (LONGEST - LENGTH) / LENGTH, (LENGTH - SHORTEST) / LENGTH
    return (size - 1) / (up if size > 1 else down)


def automatic(body: Body, cutout: Cutout, length: Array, turn: Array | float = 0.0) -> Array:
    """Set two wings of one cutout on bodies: the far one, then the near one; (m, 3, h, w)."""
    wings = [
        (cutout, far_place(body, cutout, length, turn)),
        (cutout, near_place(body, cutout, length, turn)),
    ]
    return graft(body.pictures, body.mattes, wings)


def visibility(body: Body, cutout: Cutout, place: Place, plain: float = 45.0) -> Array:
    """Return how much a wing stands out on each body, (m,), 0 or more.

    Mean colour distance to what it covers, times the share of it above the back, times how much
    of it there is, up to ``plain`` pixels, times how much like a wing it is cut: slender and
    solid. Blind raters see the wings that stand out.
    """
    xp = array_namespace(body.pictures)
    m, _, height, width = body.pictures.shape
    tones = xp.zeros((m, 3), dtype=body.pictures.dtype, device=device(body.pictures))
    colours, alpha = placed(cutout, place, tones, (height, width))
    gap = xp.sqrt(xp.sum((colours - body.pictures) ** 2, axis=1))
    alpha = alpha[:, 0, ...]
    area = xp.sum(alpha, axis=(1, 2))
    some = clip(area, 1.0, None)
    rows = xp.arange(height, dtype=alpha.dtype, device=device(alpha)) + 0.5
    above = clip(body.withers[:, 1][:, None] + 1.5 - rows[None, :], 0.0, 1.0)
    share = xp.sum(alpha * above[..., None], axis=(1, 2)) / some
    seen = xp.sum(alpha * gap, axis=(1, 2)) / some * share * clip(area / plain, None, 1.0)
    crispness, fullness, breadth = wing_quality(cutout)
    slender = clip((BROAD - breadth) / (BROAD - SLENDER), 0.0, 1.0)
    return seen * slender * fullness * crispness


def cut(pictures: Array, mattes: Array, root: Array, tip: Array) -> Cutout:
    """Return wings cut out of pictures (m, 3, h, w), their colours freed of the background's."""
    matte = hardened(mattes)
    return Cutout(own_colours(pictures, matte), matte, root, tip)


def _moved(body: Body, back: float, down: float) -> Array:
    """Points (m, 2) that lie some pixels behind and below the withers."""
    xp = array_namespace(body.withers)
    x = body.withers[:, 0] - back * body.facing
    return xp.stack((x, body.withers[:, 1] + down), axis=1)


def _reached(root: Array, facing: Array, length: Array, turn: Array | float) -> Array:
    """Tips (m, 2) of wings that lean back from where the body faces, farther for want of room."""
    xp = array_namespace(root)
    room = clip((root[:, 1] - HEADROOM) / length, 0.0, 1.0)
    lean = turn + clip(180 / math.pi * xp.acos(room), LEAN, LOWEST)
    angle = math.pi / 180 * (STEEPNESS + lean * facing)
    way = xp.stack((xp.cos(angle), -xp.sin(angle)), axis=1)
    return root + length[:, None] * way
