"""What is said of the two sides of a comparison, as plain text."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.comparison import LEVELS, Against, Comparison, Difference
from explorer.core.scores import Score, blend_scores
from explorer.ui.canvas.blend_control import PICK
from explorer.ui.parts.words import class_label, percent, score

NONE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
AGAINST = {
    Against.MODE: ("Another mode", "The same pictures and the same puck, blended in another way"),
    Against.MODELS: ("Another model set", "The same board, seen by another model set"),
    Against.BOARD: ("Another board", "A board that was kept, or a favourite's"),
}
"""What each choice is called, and what it means."""
NO_BOARD = (
    "Keep the board as it is now as B, and go on with A. A favourite becomes B by its context menu."
)
NO_SET = "Choose the model set of B."
NO_OTHER_SET = (
    "There is no other model set yet: train one, or open one by “Open model set…” of the Models "
    "menu."
)
IN_USE = "This model set is in use already: choose another one."


def hint(comparison: Comparison, board: Board, of_set: str) -> str:
    """Say what to do where there is nothing to see; ``of_set`` is what is said of B's model set."""
    if not board.pins:
        return PICK
    if comparison.against is Against.BOARD and comparison.board is None:
        return NO_BOARD
    return of_set if comparison.against is Against.MODELS else ""


def board_name(comparison: Comparison) -> str:
    """Return what the other board is called: by its name, else by its mode and its pictures."""
    board = comparison.board
    if comparison.name or board is None:
        return comparison.name
    pictures = [
        class_label(pin.source.class_name) if pin.source.class_name else pin.source.name
        for pin in board.pins
    ]
    return f"{board.mode.label}: {' + '.join(pictures)}"


class Row(NamedTuple):
    """A line of the table: both values, how far B is from A, and what is said on hover."""

    label: str
    ours: str
    theirs: str
    apart: str
    tip: str


def score_rows(
    results: tuple[RenderResult, RenderResult], classes: Sequence[Sequence[str]]
) -> list[Row]:
    """Return a line for each score, and one for what is seen most.

    Parameters
    ----------
    results
        Of both sides.
    classes
        That the set of each side knows.
    """
    rows = [_row(row, results) for row in blend_scores()]
    seen = [_seen(result, names) for result, names in zip(results, classes, strict=True)]
    if not any(seen):
        return rows
    (our_class, our_text), (their_class, their_text) = (one or ("", NONE) for one in seen)
    same = "same" if our_class == their_class else "other"
    apart = same if all(seen) else NONE
    return [*rows, Row("Seen most", our_text, their_text, apart, "The likeliest class")]


def difference_words(difference: Difference | None, gain: int) -> str:
    """Say how far the pictures are apart, and what the brightness of the difference means."""
    if difference is None:
        return ""
    if not difference.most:
        return "The two are the same in every pixel."
    full = -(-LEVELS // gain)
    mean = f"{difference.mean:.1f}"
    scale = f"Black: the same. White: {full} levels apart or more."
    return f"Mean {mean}, most {difference.most} of {LEVELS} levels.\n{scale}"


def _row(row: Score, results: tuple[RenderResult, RenderResult]) -> Row:
    values = [result.scores.get(row.name) for result in results]
    shares = [None if value is None else row.share(value) for value in values]
    one, other = (NONE if share is None else score(share) for share in shares)
    notes = [result.notes.get(row.name, "") for result in results]
    why = [f"{side}: {note}" for side, note in zip("AB", notes, strict=True) if note]
    return Row(row.label, one, other, _signed(one, other), "\n".join((row.tip, *why)))


def _signed(one: str, other: str) -> str:
    """How much more the second is, as both are written; the sign says which way."""
    if NONE in (one, other):
        return NONE
    apart = int(other) - int(one)
    return f"+{apart}" if apart > 0 else str(apart).replace("-", MINUS)


def _seen(result: RenderResult, names: Sequence[str]) -> tuple[str, str] | None:
    if result.probabilities is None or not len(names):
        return None
    top = int(np.argmax(result.probabilities))
    return names[top], f"{class_label(names[top])} {percent(float(result.probabilities[top]))}"
