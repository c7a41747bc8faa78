"""Which pictures of a gallery are shown, in which order; and which look alike."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.gallery.gallery import Gallery
from explorer.core.scores import gallery_scores

Values = NDArray[np.float32]
"""One number a picture of the whole gallery, (n,) float32; NaN where it is not known yet."""


NAME, LIKENESS, LOSS = "name", "likeness", "loss"
"""Orders: as the gallery has its pictures, by the distance to one of them, and by how much of a
picture the model loses."""


def orders() -> dict[str, str]:
    """Return what a gallery can be sorted by, and what each order is called.

    The best come first; scores are known by their names.
    """
    by_score = {score.name: score.order for score in gallery_scores()}
    return {NAME: "In order", **by_score, LOSS: "Best kept", LIKENESS: "Most alike"}


def order_named(name: str) -> str:
    """Return ``name`` where it is that of an order, or raise a ValueError."""
    if name not in orders():
        raise ValueError(f"{name!r} is no order")
    return name


@dataclass(frozen=True)
class Selection:
    """What of a gallery is shown.

    ``classes`` None is the gallery's own first choice. ``split`` is ``train``, ``test``, or None
    for both. Pictures that have no class, or no split, always pass. ``reverse`` turns the order
    round. Of every word of ``text`` a picture's name or class must have something; where text is
    given, the gallery's first choice of classes is all of them. ``most_loss`` is the most detail,
    as :func:`lost` counts it, that the model's copy may lack; None for any.
    """

    classes: frozenset[str] | None = None
    split: str | None = None
    order: str = NAME
    reverse: bool = False
    text: str = ""
    most_loss: float | None = None


def view(
    gallery: Gallery, selection: Selection, values: Mapping[str, Values] | None = None
) -> NDArray[np.int64]:
    """Return the indices (m,) into the gallery of what is shown, in the order shown.

    Names are in the gallery's own order. Pictures of equal value follow that, too, and those
    whose value is not known come last whichever way round.

    Parameters
    ----------
    values
        What the orders go by: probabilities, realism, distances to the picture that others
        should be like, losses. What the gallery knows itself is used where one is missing; an
        order without any values falls back to names. An unknown loss passes no limit.

    Raises
    ------
    ValueError
        Where values are not one a picture of the whole gallery.
    """
    passes = _passes(gallery, selection)
    if selection.most_loss is not None:
        losses = known_values(gallery, LOSS, values or {})
        passes &= False if losses is None else losses <= selection.most_loss
    shown = np.flatnonzero(passes)
    known = known_values(gallery, selection.order, values or {})
    if known is None:
        return shown[::-1] if selection.reverse else shown
    keys = known[shown] if _is_rising(selection.order) else -known[shown]
    keys = -keys if selection.reverse else keys
    return shown[np.argsort(keys, kind="stable")]  # which puts NaN last


def known_values(gallery: Gallery, order: str, given: Mapping[str, Values]) -> Values | None:
    """Return what is known of the pictures that an order goes by, (n,); None for nothing.

    Raises
    ------
    ValueError
        Where the values are not one a picture of the whole gallery.
    """
    values = given.get(order, gallery.values.get(order))
    if values is not None and values.shape != (len(gallery),):
        raise ValueError(f"{values.shape} values for {len(gallery)} pictures")
    return values


def written(order: str, value: float) -> str:
    """Write the value that a picture is sorted by: scores in hundredths, losses in levels."""
    if math.isnan(value):
        return "\N{HORIZONTAL ELLIPSIS}"
    shares = [score.share(value) for score in gallery_scores() if score.name == order]
    if shares:
        return f"{100 * shares[0]:.0f}"
    return f"{value:.0f}" if order == LOSS else f"{value:.1f}"


def distances(latents: NDArray[np.float32], latent: NDArray[np.float32]) -> Values:
    """Return how far each of ``latents`` (n, ...) is from ``latent`` (...): Euclidean, (n,)."""
    gap = latents.reshape(len(latents), -1) - latent.reshape(1, -1)
    return np.sqrt(np.einsum("ij,ij->i", gap, gap)).astype(np.float32)


def lost(pictures: NDArray[np.uint8], copies: NDArray[np.uint8]) -> Values:
    """Return how much of pictures (n, 32, 32, 3) their copies lack: root mean square, (n,).

    In levels, of which there are 255.
    """
    gap = pictures.astype(np.float32) - copies.astype(np.float32)
    return np.sqrt(np.square(gap).mean((1, 2, 3))).astype(np.float32)


def nearest(far: Values, count: int) -> NDArray[np.int64]:
    """Return the indices of the ``count`` smallest of the distances (n,), nearest first."""
    known = int(np.count_nonzero(~np.isnan(far)))
    return np.argsort(far, kind="stable")[: min(count, known)]


def _passes(gallery: Gallery, selection: Selection) -> NDArray[np.bool_]:
    first = frozenset(gallery.classes) if selection.text else gallery.first_classes
    classes = first if selection.classes is None else selection.classes
    # One more than the classes: the label of a picture without any, -1, finds that one.
    wanted = np.array([name in classes for name in gallery.classes] + [True])
    passes = wanted[gallery.labels]
    if selection.text:
        passes &= gallery.finds(selection.text)
    if selection.split is None:
        return passes
    return passes & ((gallery.splits == selection.split) | (gallery.splits == ""))


def _is_rising(order: str) -> bool:
    """Whether the least comes first."""
    return order in (LIKENESS, LOSS) or any(s.name == order and s.falling for s in gallery_scores())
