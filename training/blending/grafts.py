"""Bodies and wings blended as grafts: the wings come in on the body, and then the body goes.

Half-way from a body to wings the whole graft is shown. Whatever is set on a picture of a body is
encoded, and moves that body's latent by as much as it moves what the encoder makes of the picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from array_api_compat import array_namespace

from training.blending.parts import FACES_RIGHT, ROOT, TIP, WITHERS, SourceParts
from training.grafting.anchors import (
    FAN,
    LENGTH,
    Body,
    cut,
    far_place,
    growing,
    grown,
    near_place,
    resized,
)
from training.grafting.graft import Cutout, Place, graft
from training.grafting.placement import Graft, WingPlacement
from training.latent.blending import Array, clip, like, weighted_sum

AUTOMATIC = Graft()
TURNING = 3.0
"""By how much of this the wings fade where a blend of bodies turns its head to the other side."""
LEAST = 1e-12


@dataclass(frozen=True, eq=False)
class WingOn:
    """A wing, and how it is set on each of m bodies.

    Attributes
    ----------
    source
        Which of the pictures it is cut out of.
    place
        Of a wing of usual size that has come in whole.
    size
        (m,): how large it is, 1 as usual.
    amount
        (m,) in [0, 1]: how far it has come in.
    """

    source: int
    cutout: Cutout
    place: Place
    size: Array
    amount: Array

    @property
    def shown(self) -> Place:
        """Where it is seen."""
        return growing(resized(self.place, self.size), self.amount)

    @property
    def scale(self) -> Array:
        """(m,): how long it is seen, 1 as usual."""
        return self.size * grown(self.amount)


@dataclass(frozen=True, eq=False)
class Course:
    """How far m blends are on their way from bodies to wings.

    Attributes
    ----------
    bodies, wings
        Shares of each body (m, b) and of each picture of wings (m, w); rows sum to 1, or where
        there is none of the kind to 0.
    grown
        (m,) in [0, 1]: how far the wings have come in.
    gone
        (m,) in [0, 1]: how far the body has gone.
    """

    bodies: Array
    wings: Array
    grown: Array
    gone: Array

    def shares(self, wings: Sequence[bool]) -> Array:
        """Return the share of each of n sources in the blends, (m, n).

        What is a body's stays whole while wings come in: they cover it, and do not shine through.
        """
        xp = array_namespace(self.gone)
        ones = iter([(1 - self.gone) * self.bodies[:, i] for i in range(self.bodies.shape[1])])
        others = iter([self.gone * self.wings[:, i] for i in range(self.wings.shape[1])])
        return xp.stack([next(others if kind else ones) for kind in wings], axis=1)


def course(weights: Array, wings: Sequence[bool]) -> Course:
    """Tell from weights (m, n) how far blends are; below 0 counts as 0."""
    xp = array_namespace(weights)
    shares = clip(weights, 0.0, None)
    shares = shares / clip(xp.sum(shares, axis=1, keepdims=True), LEAST, None)
    ones, others = (_columns(shares, _rows_of(wings, kind)) for kind in (False, True))
    far = clip(xp.sum(others, axis=1), 0.0, 1.0)
    return Course(
        _normalised(ones),
        _normalised(others),
        clip(2 * far, 0.0, 1.0),
        clip(2 * far - 1, 0.0, 1.0),
    )


def graft_latents(
    latents: Array,
    parts: SourceParts,
    way: Course,
    sizes: Array,
    settings: Graft,
    encode: Callable[[Array], Array],
    decode: Callable[[Array], Array],
) -> tuple[Array, list[WingOn]]:
    """Return the latents (m, *latent_shape) of grafts, exact where one source is all there is.

    The wings that were set come with them, as :func:`wings_on` has them.

    Parameters
    ----------
    latents
        Of the sources, (n, *latent_shape).
    sizes
        (m,): how large the wings are, 1 as usual.
    encode, decode
        Pictures to latents and back, in batches.
    """
    xp = array_namespace(latents)
    own = _rows(latents, _rows_of(parts.wings, False))
    others = _rows(latents, _rows_of(parts.wings, True))
    if not own.shape[0]:
        return weighted_sum(others, way.wings), []
    body_latents = weighted_sum(own, way.bodies)
    if not others.shape[0]:
        return body_latents, []
    body = blended_body(parts, way, body_latents, decode)
    wings = wings_on(body, parts, way, sizes, settings)
    layers = [(wing.cutout, wing.shown) for wing in wings]
    pictures = graft(body.pictures, body.mattes, layers)
    before = _encoded(parts, body, way, encode)
    with_wings = _over(xp.astype(way.grown > 0, latents.dtype), latents.ndim)
    moved = with_wings * (encode(pictures) - before)
    gone = _over(way.gone, latents.ndim)
    latents = (1 - gone) * (body_latents + moved) + gone * weighted_sum(others, way.wings)
    return latents, wings


def blended_body(
    parts: SourceParts, way: Course, latents: Array, decode: Callable[[Array], Array]
) -> Body:
    """Return m bodies to set wings on: a picture as it is, several as their blend is decoded.

    Parameters
    ----------
    latents
        The blended bodies' (m, *latent_shape).
    """
    xp = array_namespace(parts.chances)
    rows = _rows_of(parts.wings, False)
    facing = _rows(parts.chances, rows)[:, FACES_RIGHT]
    sides = xp.where(facing < 0.5, -xp.ones_like(facing), xp.ones_like(facing))
    alone = len(rows) == 1
    pictures = weighted_sum(_rows(parts.pictures, rows), way.bodies) if alone else decode(latents)
    return Body(
        pictures,
        weighted_sum(_rows(parts.mattes, rows), way.bodies),
        weighted_sum(_rows(parts.points, rows)[:, WITHERS, :], way.bodies),
        weighted_sum(sides, way.bodies),
    )


def wings_on(
    body: Body, parts: SourceParts, way: Course, sizes: Array, settings: Graft = AUTOMATIC
) -> list[WingOn]:
    """Return the wings of each body and where they go, the lowest ones first.

    A single picture gives both wings; of several, the first gives the near wing, the second the
    far one, and further ones fan out behind these.
    """
    xp = array_namespace(body.pictures)
    rows = _rows_of(parts.wings, True)
    length = LENGTH * xp.ones_like(sizes)
    cutouts = [_cutout(parts, row, body.pictures.shape[0]) for row in rows]
    amounts = [way.grown * clip(len(rows) * way.wings[:, i], 0.0, 1.0) for i in range(len(rows))]
    if len(rows) == 1 and settings.pair:
        rows, cutouts, amounts = rows * 2, cutouts * 2, amounts * 2
    made = []
    for i, (row, cutout, amount) in enumerate(zip(rows, cutouts, amounts, strict=True)):
        hand = (settings.near, settings.far)[i] if i < 2 else WingPlacement()
        if i == 0:
            place = near_place(body, cutout, length)
        else:
            place = far_place(body, cutout, length, FAN * (1 - i))
        place = _by_hand(place, hand)
        if hand.mirrored is None:
            place = replace(place, amount=place.amount * _seen_from_side(body))
        made.append(WingOn(row, cutout, place, sizes, amount))
    return made[::-1]


def _by_hand(place: Place, hand: WingPlacement) -> Place:
    """Change what is said by hand."""
    xp = array_namespace(place.root)
    ones = xp.ones_like(place.tone)
    root = place.root if hand.root is None else _point(hand.root, place.root)
    tip = place.tip + root - place.root if hand.tip is None else _point(hand.tip, place.tip)
    mirrored = place.mirrored if hand.mirrored is None else ones - 2 * hand.mirrored * ones
    return replace(
        place,
        root=root,
        tip=tip,
        mirrored=mirrored,
        behind=place.behind if hand.behind is None else hand.behind * ones,
        tone=place.tone if hand.tone is None else hand.tone * ones,
        softness=place.softness if hand.softness is None else hand.softness * ones,
    )


def _seen_from_side(body: Body) -> Array:
    """1 where a body faces one way, 0 where a blend of bodies faces neither."""
    xp = array_namespace(body.facing)
    return clip(TURNING * xp.abs(body.facing), 0.0, 1.0)


def _cutout(parts: SourceParts, row: int, count: int) -> Cutout:
    """The wing of one picture, for each of ``count`` bodies."""
    one = slice(row, row + 1)
    root, tip = (parts.points[one, point, :] for point in (ROOT, TIP))
    found = cut(parts.pictures[one, ...], parts.mattes[one, ...], root, tip)
    added = None if parts.added is None else _times(parts.added[one, ...], count)
    fields = (found.colours, found.matte, found.root, found.tip)
    colours, matte, roots, tips = (_times(x, count) for x in fields)
    return Cutout(colours, matte, roots, tips, added)


def _encoded(
    parts: SourceParts, body: Body, way: Course, encode: Callable[[Array], Array]
) -> Array:
    """What the encoder makes of bodies without wings, (m, *latent_shape)."""
    rows = _rows_of(parts.wings, False)
    if len(rows) == 1:
        return weighted_sum(_rows(parts.encoded, rows), way.bodies)
    return encode(body.pictures)


def _normalised(shares: Array) -> Array:
    """Rows that sum to 1, or are 0; of a single column each row is 1."""
    xp = array_namespace(shares)
    if shares.shape[1] == 1:
        return xp.ones_like(shares)
    return shares / clip(xp.sum(shares, axis=1, keepdims=True), LEAST, None)


def _rows_of(wings: Sequence[bool], kind: bool) -> list[int]:
    return [i for i, is_wings in enumerate(wings) if is_wings is kind]


def _rows(array: Array, rows: Sequence[int]) -> Array:
    xp = array_namespace(array)
    return xp.stack([array[i, ...] for i in rows]) if rows else array[:0, ...]


def _columns(array: Array, columns: Sequence[int]) -> Array:
    xp = array_namespace(array)
    return xp.stack([array[:, i] for i in columns], axis=1) if columns else array[:, :0]


def _times(array: Array, count: int) -> Array:
    return array_namespace(array).broadcast_to(array, (count, *array.shape[1:]))


def _point(point: tuple[float, float], points: Array) -> Array:
    return _times(like([point], points), points.shape[0])


def _over(values: Array, ndim: int) -> Array:
    """Values (m,) beside arrays of ``ndim`` dimensions."""
    xp = array_namespace(values)
    return xp.reshape(values, (-1, *(1,) * (ndim - 1)))
