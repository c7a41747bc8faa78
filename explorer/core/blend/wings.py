"""What there is to say of the wings of a graft: where they are, how they are cut, and how sure."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from explorer.core.board.board import Board, Pin, Role
from explorer.core.board.pins import title
from explorer.core.board.wings import SeenCut, SetWing
from explorer.core.engine.backends import Floats
from training.blending.grafts import WingOn
from training.blending.parts import SourceParts
from training.grafting.graft import Cutout, extent
from training.grafting.placement import Graft

SURE = 0.5
"""Chance below which the parts network is said to be unsure."""
ON_THE_PAGE = " under Wings"
"""Where a wing is marked, as a sentence says it that is read elsewhere."""
DOUBTS = {
    Role.BODY: "Where wings go on {names} is not clear: place them by hand, by the dots.",
    Role.WINGS: f"Hardly a wing is seen in {{names}}: mark it by hand{ON_THE_PAGE}.",
}
"""What is said of bodies, and of wings, that it is unsure of."""
NAMED = 2
"""Of so many pictures the names are said; others are counted."""
ALL_OF_A_KIND = {
    Role.BODY: "These are all bodies: pin a picture with wings.",
    Role.WINGS: "These are all wings: pin a picture with a body.",
}
"""What is said where pictures give only one of the two parts that a graft is made of."""
TAKEN = " Until then, {name} is taken for the {part}."
SEEN = 0.005
"""Weight below which a picture is written with 0 %, and nothing is said of it."""


def is_grafted(board: Board) -> bool:
    """Whether a board shows a graft, not a single picture."""
    return board.mode.method.grafts and len(board.pins) > 1


def certain(board: Board, parts: SourceParts) -> list[bool]:
    """Return whether the parts of each picture were found for sure, or are said by hand."""
    told = zip(board.pins, parts.wings, parts.usable(), strict=True)
    return [chance >= SURE or _by_hand(board, pin, wings) for pin, wings, chance in told]


def _by_hand(board: Board, pin: Pin, wings: bool) -> bool:
    """Whether somebody has said what a network is to find in a picture."""
    if wings:
        return pin.cut is not None
    near = (board.graft or Graft()).near
    return near.root is not None or near.tip is not None


def doubts(board: Board, sure: Sequence[bool], weights: Sequence[float]) -> tuple[str, ...]:
    """Say what a graft lacks, else of which pictures with a weight the network is unsure."""
    if lacks := _lacking(board):
        return (lacks,)
    told = list(zip(board.pins, board.roles(), sure, weights, strict=True))
    unsure = {
        part: [
            title(i, pin)
            for i, (pin, role, certain, weight) in enumerate(told)
            if role is part and not certain and abs(weight) >= SEEN
        ]
        for part in DOUBTS
    }
    return tuple(DOUBTS[part].format(names=_listed(them)) for part, them in unsure.items() if them)


def _listed(names: Sequence[str]) -> str:
    """Write names in a sentence; of many the first, and how many there are besides."""
    more = len(names) - NAMED
    *first, last = (*names[:NAMED], f"{more} more") if more > 0 else names
    return f"{', '.join(first)} and {last}" if first else last


def _lacking(board: Board) -> str:
    """Say which part no picture gives by its class or by hand, and which one is taken for it."""
    own = set(board.own_roles())
    kind = own.pop()
    if own or kind is None:
        return ""
    stray = next((i for i, role in enumerate(board.roles()) if role is not kind), None)
    if stray is None:
        return ALL_OF_A_KIND[kind]
    part = "wings" if kind is Role.BODY else "body"
    return ALL_OF_A_KIND[kind] + TAKEN.format(name=title(stray, board.pins[stray]), part=part)


def set_wings(board: Board, wings: Sequence[WingOn], sure: Sequence[bool]) -> tuple[SetWing, ...]:
    """Return in numbers how the wings of one blend are set, the near one first."""
    bodies = all(
        certain for role, certain in zip(board.roles(), sure, strict=True) if role is Role.BODY
    )
    return tuple(
        SetWing(
            wing.source,
            _point(wing.place.root),
            _point(wing.place.tip),
            float(wing.scale[0]),
            float(wing.shown.amount[0]),
            bool(wing.place.mirrored[0] < 0),
            bool(wing.place.behind[0] > 0.5),
            float(wing.place.tone[0]),
            float(wing.place.softness[0]),
            bodies and sure[wing.source],
        )
        for wing in reversed(wings)
    )


def seen_cuts(wings: Sequence[WingOn]) -> dict[int, SeenCut]:
    """Return how the wings of one blend are cut out of their pictures, by the pin."""
    return {
        wing.source: SeenCut(
            wing.source,
            _point(wing.cutout.root),
            _point(wing.cutout.tip),
            partial(_extent, wing.cutout),
        )
        for wing in wings
    }


def _extent(cutout: Cutout) -> Floats:
    return np.asarray(extent(cutout)[0], np.float32)


def _point(points: Floats) -> tuple[float, float]:
    return float(points[0, 0]), float(points[0, 1])
