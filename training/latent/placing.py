"""Where the wings of a collage go, as pure functions over the array API.

Evidence says where a source shows what it is for; it does not say where in the blend that would
fit. So there are a few plain layouts beside it, and which of them suits a pair of pictures is
found by trying.
"""

from collections.abc import Sequence
from enum import StrEnum

from array_api_compat import array_namespace

from training.latent.blending import Array, like
from training.latent.regions import FLATTEST


class Placing(StrEnum):
    """Where the wings of a collage are, if not all by evidence."""

    BEST = "best"
    """In whichever of the other ways fits best (:func:`fit`)."""
    EVIDENCE = "evidence"
    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"
    INSIDE = "inside"
    AROUND = "around"


CHOICES = tuple(placing for placing in Placing if placing is not Placing.BEST)
"""What there is to choose from; of two that fit alike the first one counts."""

EVIDENCE_SHARE = 0.4
"""Of evidence beside a layout, whose deviation is 1: it bends the seam, and no more."""

SHARPNESS = 3.0
"""At which placings are compared, and regions shown at first: most cells go to one source whole.
With more, a blend jumps on the way from one picture to the other, and is no better half-way."""


REFINED_EMPHASIS = 0.75
"""Weight of the pegasus score beside realism where placings are tried refined at once: at 1 more
blends show both parts, and they are farther from photographs."""


def fit(pegasus: Array, realism: Array | None = None, emphasis: float = 1.0) -> Array:
    """Return how well placings fit: the weighted mean of the two scores of their even blends.

    Not their product, which a search goes by: the placing of the highest product shows both parts
    most often, but in pictures that are farther from photographs than a cross-fade. With the mean
    a picture that looks like a photograph is not given up for one that only scores as a pegasus.

    Parameters
    ----------
    pegasus, realism
        (n,), in [0, 1]; realism is None without a critic.
    emphasis
        Weight of the pegasus score beside realism.

    Returns
    -------
    Array
        (n,), in [0, 1].
    """
    return pegasus if realism is None else (emphasis * pegasus + realism) / (emphasis + 1)


def placed(maps: Array, wings: Sequence[bool], placing: Placing) -> Array:
    """Return evidence that puts the wings in their place.

    Parameters
    ----------
    maps
        (n, h, w), see :func:`training.latent.regions.role_evidence`.
    wings
        For each source whether it gives wings; the others give body, and go the other way.
    placing
        Any of the :data:`CHOICES`.

    Returns
    -------
    Array
        (n, h, w).

    Raises
    ------
    ValueError
        For :attr:`Placing.BEST`, which has to be found first.
    """
    if placing is Placing.BEST:
        raise ValueError("the best placing is found by trying the others")
    if placing is Placing.EVIDENCE:
        return maps
    xp = array_namespace(maps)
    layout = like(_layout(placing, maps.shape[-2], maps.shape[-1]), maps)
    signs = like([1.0 if own else -1.0 for own in wings], maps)
    return EVIDENCE_SHARE * maps + xp.reshape(signs, (-1, 1, 1)) * layout


def _layout(placing: Placing, height: int, width: int) -> list[list[float]]:
    """Where wings are rather than body, on a grid: mean 0 and deviation 1, or 0 all over."""
    rows, columns = _even(height), _even(width)
    sides = {
        Placing.ABOVE: [[-row for _ in columns] for row in rows],
        Placing.BELOW: [[row for _ in columns] for row in rows],
        Placing.LEFT: [[-column for column in columns] for _ in rows],
        Placing.RIGHT: [list(columns) for _ in rows],
        Placing.INSIDE: [[-max(abs(row), abs(column)) for column in columns] for row in rows],
        Placing.AROUND: [[max(abs(row), abs(column)) for column in columns] for row in rows],
    }
    return _standardised(sides[placing])


def _even(count: int) -> list[float]:
    """Places from -1 to 1; a single one is in the middle."""
    return [(2 * i + 1) / count - 1 for i in range(count)]


def _standardised(grid: list[list[float]]) -> list[list[float]]:
    cells = [cell for row in grid for cell in row]
    mean = sum(cells) / len(cells)
    deviation = (sum((cell - mean) ** 2 for cell in cells) / len(cells)) ** 0.5
    if deviation < FLATTEST:
        return [[0.0 for _ in row] for row in grid]
    return [[(cell - mean) / deviation for cell in row] for row in grid]
