"""What views show, as plain data: no view, and no Qt, is needed to work it out."""

from collections.abc import Mapping
from enum import StrEnum

from explorer.core.board.board import Board, Role
from explorer.core.board.modes import MODES, Mode
from explorer.core.board.plane import Place
from explorer.core.engine.engine import Feature


class Shown(StrEnum):
    """What the preview can show."""

    BLEND = "Blend"
    COPY = "Model's copy"
    ORIGINAL = "Original"


def mode_reasons(missing: Mapping[Feature, str]) -> dict[Mode, str]:
    """Return why modes cannot be used, from what a model set is missing."""
    return {mode: missing[part] for mode in MODES for part in mode.needs if part in missing}


def weight_texts(board: Board, weights: tuple[float, ...]) -> tuple[str, ...]:
    """Return weights as they are written."""
    return tuple(map(board.mode.amount.written, weights))


def has_axes(board: Board) -> bool:
    """Return whether the plane's axes are amounts, so that pins have no places of their own."""
    return board.mode.amount.free and len(board.pins) > 1


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
