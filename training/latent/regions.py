"""Collages on the latent grid, as pure functions over the array API.

Each cell of the grid takes its latent from the sources in its own shares. The shares follow the
blend's weights and, in between the pins, which source shows most clearly *there* what it is for.
"""

from collections.abc import Sequence

from array_api_compat import array_namespace, device

from training.latent.blending import Array, betweenness, like

SHARPNESS = 3.0
"""At which regions are shown at first: most cells go to one source whole. With more, a blend jumps
on the way from one picture to the other, and is no better half-way."""

PAINTED = 8.0
"""Log-odds that a painted cell gives its source: 0.9997 of it where two weigh the same."""

FLATTEST = 1e-6
"""Deviation below which a source's evidence is the same everywhere and says nothing."""


def region_weights(
    evidence: Array, weights: Array, sharpness: float, paint: Array | None = None
) -> Array:
    """Return each source's share in each cell: softmax of ``log(weight) + sharpness * evidence``.

    Shares are positive and sum to 1 over the sources. A source of zero or negative weight has
    none, so that at a pin its source has every cell to itself, exactly. Towards the pins the
    sharpness fades (:func:`training.latent.blending.betweenness`): else strong evidence would
    turn cells over within a hair's breadth of a pin.

    What is painted by hand goes by the paint instead of by evidence; where the paint is thin, as at
    the soft edge of a brush, both are mixed.

    Parameters
    ----------
    evidence
        (n, h, w), see :func:`role_evidence`.
    weights
        (b, n), with at least one positive weight in each row.
    sharpness
        0 blends all cells alike; from about 5 on, cells go to one source whole.
    paint
        (n, h, w): how far each cell is painted with each source, 0 to 1, together 1 at most.

    Returns
    -------
    Array
        (b, n, h, w), of ``evidence``'s dtype.
    """
    weights = like(weights, evidence)
    fade = betweenness(weights)[:, None, None, None]
    shares = _softmax(weights[:, :, None, None], sharpness * evidence * fade)
    return shares if paint is None else _painted(shares, weights, like(paint, evidence))


def blend_regions(latents: Array, shares: Array) -> Array:
    """Put latents (n, C, h, w) together by shares (b, n, h, w), as (b, C, h, w)."""
    xp = array_namespace(latents)
    return xp.sum(shares[:, :, None, ...] * latents[None, ...], axis=1)


def role_evidence(
    evidence: Array, classes: Sequence[Sequence[int]], grid: tuple[int, int]
) -> Array:
    """Return where each source looks like what it is for, on the latent grid.

    Parameters
    ----------
    evidence
        (n, K, h', w'): the classifier's evidence for each class at each place of each source.
    classes
        For each source, the classes that it is for; the strongest of them counts at each place.
    grid
        Height and width of the latent grid.

    Returns
    -------
    Array
        (n, *grid), each source's of mean 0 and deviation 1; all zero where it is the same
        everywhere or a source is for no class.
    """
    xp = array_namespace(evidence)
    flat = xp.zeros(evidence.shape[2:], dtype=evidence.dtype, device=device(evidence))
    strongest = [
        xp.max(xp.stack([evidence[i, k, ...] for k in own]), axis=0) if own else flat
        for i, own in enumerate(classes)
    ]
    return _standardised(resize(xp.stack(strongest), grid))


def average(maps: Array, grid: tuple[int, int]) -> Array:
    """Return the means of maps (..., h, w) over each cell of a grid, (..., *grid)."""
    rows = like(_overlaps(maps.shape[-2], grid[0]), maps)
    columns = like(_overlaps(maps.shape[-1], grid[1]), maps)
    return rows @ maps @ columns.T


def resize(maps: Array, grid: tuple[int, int]) -> Array:
    """Interpolate maps (..., h, w) bilinearly to (..., *grid); edges are held (half-pixel grid)."""
    rows = like(_interpolation(maps.shape[-2], grid[0]), maps)
    columns = like(_interpolation(maps.shape[-1], grid[1]), maps)
    return rows @ maps @ columns.T


def _interpolation(before: int, after: int) -> list[list[float]]:
    """The matrix (after, before) of a linear interpolation; its rows sum to 1."""
    places = [(i + 0.5) * before / after - 0.5 for i in range(after)]
    held = [min(max(place, 0.0), before - 1.0) for place in places]
    return [[max(0.0, 1 - abs(place - k)) for k in range(before)] for place in held]


def _overlaps(before: int, after: int) -> list[list[float]]:
    """The matrix (after, before) of means over stretches of equal length; its rows sum to 1."""
    step = before / after
    return [
        [max(0.0, min((i + 1) * step, k + 1) - max(i * step, k)) / step for k in range(before)]
        for i in range(after)
    ]


def _softmax(weights: Array, bias: Array) -> Array:
    """Return shares along axis 1, of odds ``weights * exp(bias)``; none for weights up to 0."""
    xp = array_namespace(bias)
    chosen = weights > 0
    logits = xp.log(xp.where(chosen, weights, xp.ones_like(weights))) + bias
    logits = xp.where(chosen, logits, xp.full_like(logits, -xp.inf))
    shares = xp.exp(logits - xp.max(logits, axis=1, keepdims=True))
    return shares / xp.sum(shares, axis=1, keepdims=True)


def _painted(shares: Array, weights: Array, paint: Array) -> Array:
    """Let painted cells go by the paint (n, h, w) instead of by evidence, as far as they are.

    It is the differences that are added, since at a pin they are nothing, exactly.
    """
    xp = array_namespace(shares)
    own = PAINTED * xp.eye(weights.shape[1], dtype=shares.dtype, device=device(shares))
    whole = _softmax(weights[:, :, None], own[None, ...] * betweenness(weights)[:, None, None])
    gains = whole[..., None, None] - shares[:, :, None, ...]
    return shares + xp.sum(gains * paint[None, None, ...], axis=2)


def _standardised(maps: Array) -> Array:
    """Maps (n, h, w) with mean 0 and deviation 1 each."""
    xp = array_namespace(maps)
    centred = maps - xp.mean(maps, axis=(1, 2), keepdims=True)
    deviation = xp.sqrt(xp.mean(centred * centred, axis=(1, 2), keepdims=True))
    told = deviation > FLATTEST
    return xp.where(told, centred / xp.where(told, deviation, xp.ones_like(deviation)), 0.0)
