"""The methods by which sources become one latent: what blends wherever anything is blended.

Window, search, command line, figures and sheets say what their sources are, and share the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from array_api_compat import array_namespace

from training.blending.grafts import WingOn, course, graft_latents
from training.blending.parts import SourceParts
from training.grafting.placement import Graft
from training.latent.blending import Array, betweenness, like, slerp, weighted_sum
from training.latent.refining import (
    BLENDING_STEPS,
    NOISE_SHARE,
    Velocity,
    conditions,
    meeting,
    refine,
    towards_winged,
)
from training.latent.regions import (
    SHARPNESS,
    average,
    blend_regions,
    region_weights,
    resize,
    role_evidence,
)


@dataclass(frozen=True, eq=False)
class Sources:
    """What there is to blend: n pictures, as a model set's networks see them.

    Attributes
    ----------
    latents
        (n, *latent_shape).
    roles
        For each, the classes of the part that it is for, body or wings; none where unknown.
    own
        For each, its own class; None where unknown.
    count
        Number of the model set's classes, K.
    evidence
        (n, K, h', w'): where each shows which class; None where the method does not ask, or the
        set has no classifier or no latent grid.
    parts
        What grafts are made of; None where the method does not ask.
    bodies
        For each, whether it gives the body, not wings; nothing where nobody knows.
    """

    latents: Array
    roles: Sequence[Sequence[int]]
    own: Sequence[int | None]
    count: int
    evidence: Array | None = None
    parts: SourceParts | None = None
    bodies: Sequence[bool] = ()

    def asked(self) -> list[list[int]]:
        """For each, the classes that a prior is asked for: its own, else those of its role."""
        pairs = zip(self.own, self.roles, strict=True)
        return [list(roles) if own is None else [own] for own, roles in pairs]

    def condition(self, weights: Array, winged: bool) -> Array:
        """Return what a prior is asked for in blends of weights (m, n): its columns, (m, columns).

        One that knows ``winged`` horses is asked for them as far as body and wings meet.
        """
        condition = conditions(weights, self.asked(), self.count)
        if not winged:
            return condition
        xp = array_namespace(weights)
        nowhere = xp.zeros_like(weights[:, 0])
        return towards_winged(condition, meeting(weights, self.bodies) if self.bodies else nowhere)


@dataclass(frozen=True, eq=False)
class Settings:
    """What is chosen about a blend beside its weights.

    Attributes
    ----------
    region_sharpness
        Of regions: 0 blends all cells alike; from about 5 on, cells go to one source whole.
    paint
        Of regions: (n, h', w'), how far each place is painted with each source, 0 to 1, together 1
        at most; None where nothing is.
    refining
        How much of refining is done well between the pins, 0 to 1.
    noise
        Standard normal, (1, *latent_shape) for all blends or (m, *latent_shape) for each of them:
        for a method that refines.
    graft
        Of grafts: what is said of their wings by hand.
    sizes
        Of grafts: how large the wings are in each of m blends, (m,), 1 as usual; None for that.
    """

    region_sharpness: float = SHARPNESS
    paint: Array | None = None
    refining: float = 1.0
    noise: Array | None = None
    graft: Graft = field(default_factory=Graft)
    sizes: Array | None = None


@dataclass(frozen=True)
class Networks:
    """What methods ask beside their sources; None where the model set has none.

    Attributes
    ----------
    velocity
        The prior.
    winged
        Whether it knows winged horses.
    encode, decode
        Pictures (m, 3, h, w) to latents, and back.
    """

    velocity: Velocity | None = None
    winged: bool = False
    encode: Callable[[Array], Array] | None = None
    decode: Callable[[Array], Array] | None = None


@dataclass(frozen=True, eq=False)
class Blend:
    """Blends of n sources: latents (m, *latent_shape), and the ``shares`` of each source in them.

    Those are (m, n), or (m, n, h, w) where they differ from place to place. A graft tells which
    ``wings`` were set, the lowest ones first.
    """

    latents: Array
    shares: Array
    wings: Sequence[WingOn] = ()

    def mixed(self, values: Array) -> Array:
        """Mix other values of the sources (n, C, h, w) as they are mixed, (m, C, h, w)."""
        if self.shares.ndim == 2:
            return weighted_sum(values, self.shares)
        return blend_regions(values, resize(self.shares, (values.shape[-2], values.shape[-1])))


@dataclass(frozen=True)
class Method:
    """A way to blend.

    Attributes
    ----------
    begin
        Blends sources by weights (m, n).
    regional
        Whether it goes by the sources' evidence, and by paint.
    refines
        Whether the prior brings its blends to pictures.
    grafts
        Whether it goes by the sources' parts, and by the settings of grafts.
    """

    begin: Callable[[Sources, Array, Settings, Networks], Blend]
    regional: bool = False
    refines: bool = False
    grafts: bool = False


NOTHING_CHOSEN, NO_NETWORKS = Settings(), Networks()


def blend(
    method: Method,
    sources: Sources,
    weights: Array,
    settings: Settings = NOTHING_CHOSEN,
    networks: Networks = NO_NETWORKS,
) -> Blend:
    """Blend sources by weights (m, n) of the latents' kind.

    Raises
    ------
    ValueError
        Where the method refines and there is no prior, or grafts and there are no parts.
    """
    made = method.begin(sources, weights, settings, networks)
    if not method.refines:
        return made
    asked = sources.condition(weights, networks.winged)
    return replace(made, latents=_refined(made.latents, weights, asked, settings, networks))


def blend_each(
    method: Method,
    many: Sequence[Sources],
    weights: Array,
    settings: Settings = NOTHING_CHOSEN,
    networks: Networks = NO_NETWORKS,
) -> Array:
    """Blend each of m sets of sources by its own row of weights (m, n), as :func:`blend` does.

    The prior sees all of them in one batch.

    Returns
    -------
    Array
        Latents (m, *latent_shape).
    """
    xp = array_namespace(weights)
    rows = [weights[i : i + 1, ...] for i in range(len(many))]
    pairs = list(zip(many, rows, strict=True))
    made = xp.concat([method.begin(*pair, settings, networks).latents for pair in pairs])
    if not method.refines:
        return made
    asked = xp.concat([one.condition(row, networks.winged) for one, row in pairs])
    return _refined(made, weights, asked, settings, networks)


def _refined(
    start: Array, weights: Array, asked: Array, settings: Settings, networks: Networks
) -> Array:
    if networks.velocity is None:
        raise ValueError("there is no prior to refine by")
    xp = array_namespace(start)
    strength = xp.astype(settings.refining * betweenness(weights), start.dtype)
    if not xp.any(strength > 0):
        return start
    noise = xp.zeros_like(start[:1, ...]) if settings.noise is None else settings.noise
    way = NOISE_SHARE * strength
    return refine(start, way, noise, asked, networks.velocity, steps=BLENDING_STEPS)


def _linear(sources: Sources, weights: Array, settings: Settings, networks: Networks) -> Blend:
    return Blend(weighted_sum(sources.latents, weights), weights)


def _spherical(sources: Sources, weights: Array, settings: Settings, networks: Networks) -> Blend:
    return Blend(slerp(sources.latents, weights), weights)


def _collage(sources: Sources, weights: Array, settings: Settings, networks: Networks) -> Blend:
    """Each cell of the latent grid from the sources that suit it, or linear without evidence."""
    if sources.evidence is None:
        return _linear(sources, weights, settings, networks)
    grid = sources.latents.shape[-2], sources.latents.shape[-1]
    maps = role_evidence(sources.evidence, sources.roles, grid)
    paint = None if settings.paint is None else average(settings.paint, grid)
    shares = region_weights(maps, weights, settings.region_sharpness, paint)
    return Blend(blend_regions(sources.latents, shares), shares)


def _grafted(sources: Sources, weights: Array, settings: Settings, networks: Networks) -> Blend:
    """Wings set on a body and encoded, then the body going; shares go over as the body goes."""
    parts, encode, decode = sources.parts, networks.encode, networks.decode
    if parts is None or encode is None or decode is None:
        raise ValueError("there is nothing to graft by: parts of the sources, encoder and decoder")
    xp = array_namespace(sources.latents)
    weights = like(weights, sources.latents)
    way = course(weights, parts.wings)
    usual = xp.ones_like(weights[:, 0])
    sizes = usual if settings.sizes is None else settings.sizes * usual
    latents, wings = graft_latents(
        sources.latents, parts, way, sizes, settings.graft, encode, decode
    )
    return Blend(latents, way.shares(parts.wings), wings)


LINEAR = Method(_linear)
SLERP = Method(_spherical)
REGIONS = Method(_collage, regional=True)
REFINED = Method(_collage, regional=True, refines=True)
GRAFT = Method(_grafted, grafts=True)
