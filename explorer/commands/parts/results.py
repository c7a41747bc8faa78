"""A rendered board as what commands give: nested JSON, and scores as text."""

from dataclasses import asdict
from typing import Any

from msgspec import to_builtins

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.board.json import stored_board
from explorer.core.board.sizes import has_sizes, sizes_at
from explorer.core.board.wings import SetWing
from explorer.core.scores import blend_scores
from training.models.modelset import ModelSet


def model_set_to_json(modelset: ModelSet) -> dict[str, str]:
    """Return what a model set is told by."""
    return {"name": modelset.name, "fingerprint": modelset.fingerprint}


def result_to_json(modelset: ModelSet, board: Board, result: RenderResult) -> dict[str, Any]:
    """Return mode, sources with their weights, how large wings are, scores, and the whole board."""
    pairs = zip(board.pins, result.weights, strict=True)
    return {
        "mode": board.mode.name,
        "sources": [
            {"name": pin.source.name, "class": pin.source.class_name, "weight": weight}
            for pin, weight in pairs
        ],
        "size": float(sizes_at(board, [board.puck])[0]) if has_sizes(board) else None,
        "unsure": list(result.unsure),
        "wings": [_wing_to_json(board, wing) for wing in result.wings],
        "scores": {
            **{score.name: result.scores.get(score.name) for score in blend_scores()},
            "reason": result.reason,
            "probabilities": probabilities(modelset, result),
        },
        "board": to_builtins(stored_board(board)),
    }


def _wing_to_json(board: Board, wing: SetWing) -> dict[str, Any]:
    told = asdict(wing)
    return {"source": board.pins[told.pop("pin")].source.name, **told}


def probabilities(modelset: ModelSet, result: RenderResult) -> dict[str, float]:
    """Return classes and their probabilities, the likeliest first."""
    if result.probabilities is None:
        return {}
    pairs = zip(modelset.classes, result.probabilities.tolist(), strict=True)
    return dict(sorted(pairs, key=lambda pair: -pair[1]))


def shown(value: float | None) -> str | None:
    """Return a score as text with three digits; None for none."""
    return None if value is None else f"{value:.3f}"


def notes(result: RenderResult) -> list[str]:
    """Return why scores are missing, each reason once, and of what a graft is unsure."""
    return [*dict.fromkeys(result.notes.values()), *result.unsure]
