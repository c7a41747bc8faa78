"""What grafting needs of pictures: what a parts network finds in them, and what is said by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from array_api_compat import array_namespace

from training.grafting.placement import AS_FOUND, REACH, Cut
from training.latent.blending import Array, clip, like

FACES_RIGHT, IS_BODY, HAS_WING = range(3)
"""Columns of the chances that a parts network gives (its module needs torch, this one not)."""
WITHERS, ROOT, TIP = range(3)
"""Rows of its points."""


@dataclass(frozen=True, eq=False)
class SourceParts:
    """What grafting needs of n pictures.

    Attributes
    ----------
    pictures
        (n, 3, h, w) in [-1, 1].
    encoded
        (n, *latent_shape): what the encoder makes of them, which for a source that brings its own
        latent is another one.
    mattes, points, chances
        As :class:`training.models.parts.Parts` gives them.
    wings
        For each, whether it gives wings; else a body.
    added
        (n, h, w) in [0, 1]: what was added to the mattes by hand; None for nothing.
    """

    pictures: Array
    encoded: Array
    mattes: Array
    points: Array
    chances: Array
    wings: Sequence[bool]
    added: Array | None = None

    def usable(self) -> list[float]:
        """Return the chance of each that it can be used as what it is taken for."""
        columns = [HAS_WING if kind else IS_BODY for kind in self.wings]
        return [float(self.chances[i, column]) for i, column in enumerate(columns)]

    def cut_by_hand(self, cuts: Sequence[Cut | None]) -> "SourceParts":
        """Return these parts with what is said by hand of each picture."""
        if not any(cuts):
            return self
        xp = array_namespace(self.mattes)
        given = [cut or Cut() for cut in cuts]
        touch = xp.stack([_touch(cut, self.mattes[0, ...]) for cut in given])
        points = [_points_by_hand(cut, self.points[i, ...]) for i, cut in enumerate(given)]
        mattes = clip(self.mattes + touch, 0.0, 1.0)
        added = clip(touch, 0.0, 1.0)
        return replace(self, mattes=mattes, points=xp.stack(points), added=added)


def _touch(cut: Cut, matte: Array) -> Array:
    """What is to be added to a matte (h, w), from -1 to 1."""
    xp = array_namespace(matte)
    if cut.touch is None:
        return xp.zeros_like(matte)
    touched = xp.reshape(like(list(cut.touch), matte), matte.shape)
    return clip((touched - AS_FOUND) / REACH, -1.0, 1.0)


def _points_by_hand(cut: Cut, points: Array) -> Array:
    """Points (k, 2) of a picture, with root and tip of its wing as they are said."""
    xp = array_namespace(points)
    said = {ROOT: cut.root, TIP: cut.tip}
    rows = [
        points[i, :] if (p := said.get(i)) is None else like(p, points) for i in range(len(points))
    ]
    return xp.stack(rows)
