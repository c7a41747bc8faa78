"""Weights that are typed: what is typed is what is blended, on the plane or off it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.core.board.board import Board
from explorer.core.board.weights import bounds, nearest_point, weights, weights_at
from training.files.errors import UserError

SAME = 1e-6
"""Between weights, up to which they are called the same."""


def is_off_the_plane(board: Board) -> bool:
    """Return whether what is blended is what no point of the plane shows."""
    if board.typed is None:
        return False
    return not np.allclose(weights_at(board, [board.puck])[0], board.typed, rtol=0, atol=SAME)


def with_weights(board: Board, wanted: Sequence[float]) -> Board:
    """Blend by weights (pins,): the puck goes where they are, or else close to them.

    Raises
    ------
    UserError
        Where one is beyond what the board allows.
    """
    low, high = bounds(board)
    for weight in wanted:
        if not low - SAME <= weight <= high + SAME:
            raise UserError(_too_far(board, weight, low, high))
    moved = board.move_puck(*nearest_point(board, wanted))
    if np.allclose(weights(moved), wanted, rtol=0, atol=SAME):
        return moved
    return replace(moved, typed=tuple(float(min(max(weight, low), high)) for weight in wanted))


def with_weight(board: Board, pin: int, value: float, before: Sequence[int] = ()) -> Board:
    """Blend with a pin at ``value``; the others share what is left as they did.

    Parameters
    ----------
    before
        Pins whose weights were typed just before, the oldest first. They keep them, as far as the
        rest can make up the sum; else the oldest gives way first.

    Raises
    ------
    UserError
        Where the weight is held, the held ones leave another one, or it is beyond what is allowed.
    """
    now = weights(board)
    if board.pins[pin].held is not None:
        raise UserError("This weight is held: let go of it to type another.")
    if board.mode.amount.free:
        return with_weights(board, _with(now, pin, value))
    held = {i for i, other in enumerate(board.pins) if other.held is not None}
    for start in range(len(before) + 1):
        shared = _shared(now, pin, value, held | set(before[start:]))
        if shared is not None and _all_within(shared, bounds(board)):
            return with_weights(board, shared)
    if held and 0 <= value <= 1:
        left = board.mode.amount.written(1 - sum(now[i] for i in held))
        raise UserError(f"The weights that are held leave {left} for the others.")
    return with_weights(board, _with([0.0] * len(now), pin, value))  # which says what is allowed


def with_held(board: Board, pin: int, held: bool) -> Board:
    """Let a pin's weight stay what it is at this moment, or let go of it; the blend stays."""
    now = weights(board)
    changed = board.hold(pin, now[pin] if held else None)
    return changed if board.typed is not None else with_weights(changed, now)


def _shared(
    now: Sequence[float], pin: int, value: float, fixed: set[int]
) -> Sequence[float] | None:
    """Return weights with ``pin`` at ``value`` and ``fixed`` ones as they are; None for none."""
    others = [i for i in range(len(now)) if i != pin and i not in fixed]
    left = 1 - value - sum(now[i] for i in fixed if i != pin)
    if not others:
        return _with(now, pin, value) if abs(left) < SAME else None
    total, even = sum(now[i] for i in others), left / len(others)
    shared = _with(now, pin, value)
    for i in others:
        shared[i] = now[i] * left / total if abs(total) > SAME else even
    return shared


def _with(weights: Sequence[float], pin: int, value: float) -> list[float]:
    return [value if i == pin else weight for i, weight in enumerate(weights)]


def _all_within(shares: Sequence[float], limits: tuple[float, float]) -> bool:
    low, high = limits
    return all(low - SAME <= share <= high + SAME for share in shares)


def _too_far(board: Board, weight: float, low: float, high: float) -> str:
    written = board.mode.amount.written
    told = f"Weights go from {written(low)} to {written(high)}, not to {written(weight)}"
    return told + ("." if board.overshoot or board.mode.amount.free else ": overshoot allows more.")
