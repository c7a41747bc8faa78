"""What views show, as plain data: no view, and no Qt, is needed to work it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from explorer.core.board import Board, Mode, Role
from explorer.core.engine import Feature
from explorer.core.plane import Place
from explorer.core.weights import HIGHEST, LARGEST_AMOUNT, LOWEST
from explorer.ui.words import amount, percent


class Shown(StrEnum):
    """What the preview can show."""

    BLEND = "Blend"
    COPY = "Model's copy"
    ORIGINAL = "Original"


@dataclass(frozen=True)
class Amounts:
    """How weights are typed: ``scale`` times a weight, within ``low`` and ``high``."""

    scale: float
    low: float
    high: float
    step: float
    decimals: int = 0
    prefix: str = ""
    suffix: str = ""


SHARES = Amounts(100, 0, 100, 5, suffix=" %")
OVERSHOT = Amounts(100, 100 * LOWEST, 100 * HIGHEST, 5, suffix=" %")
FACTORS = Amounts(1, 0, LARGEST_AMOUNT, 0.05, decimals=2, prefix="\N{MULTIPLICATION SIGN} ")


def amounts_of(board: Board) -> Amounts:
    """Return how a board's weights are typed."""
    if board.mode is Mode.SUM:
        return FACTORS
    return OVERSHOT if board.overshoot else SHARES


def mode_reasons(missing: Mapping[Feature, str]) -> dict[Mode, str]:
    """Return why modes cannot be used, from what a model set is missing."""
    needed = {Mode.REGIONS: Feature.REGIONS, Mode.REFINED: Feature.REFINED}
    return {mode: missing[feature] for mode, feature in needed.items() if feature in missing}


def weight_texts(board: Board, weights: tuple[float, ...]) -> tuple[str, ...]:
    """Return weights as they are written."""
    return tuple(map(amount if board.mode is Mode.SUM else percent, weights))


def has_axes(board: Board) -> bool:
    """Return whether the plane's axes are amounts, so that pins have no places of their own."""
    return board.mode is Mode.SUM and len(board.pins) > 1


def shown_places(board: Board) -> tuple[Place, ...]:
    """Return where each pin is drawn.

    In the weighted sum the plane's axes are amounts, so pins stand at the ends of their axis:
    bodies at the right of the bottom edge, wings at the top of the left edge.
    """
    if not has_axes(board):
        return tuple(pin.place for pin in board.pins)
    seen = {Role.BODY: 0, Role.WINGS: 0}
    places = []
    for role in board.roles():
        step = 0.17 * seen[role]
        seen[role] += 1
        places.append((0.94 - step, 0.96) if role is Role.BODY else (0.06 + step, 0.05))
    return tuple(places)
