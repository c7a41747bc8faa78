"""What is said of a search and of its finds, as plain text."""

from collections.abc import Mapping

from explorer.core.board.board import Board
from explorer.core.scores import blend_scores, merit_words
from explorer.core.search.finds import Find
from explorer.core.search.scope import Scope
from explorer.ui.parts.words import class_label, score, source_label

SCOPES: Mapping[Scope, tuple[str, str]] = {
    Scope.ALL: (
        "All pictures",
        "Bodies and wings of the whole gallery; of a data set with a test split that split alone, "
        "as the models may have learnt the rest by heart",
    ),
    Scope.SHOWN: (
        "What the gallery shows",
        "Bodies and wings among the pictures that the gallery's filter leaves",
    ),
    Scope.PINS: ("The pins", "Bodies and wings that are on the board, joined in other ways"),
}
"""What each scope is called, and what it means."""


def why(scores: Mapping[str, float]) -> str:
    """Say a blend's scores in one line."""
    known = [row for row in blend_scores() if row.name in scores]
    return " · ".join(f"{row.label} {score(row.share(scores[row.name]))}" for row in known)


def in_words(find: Find) -> str:
    """Say of a find why it was found, and what it is made of."""
    return "\n".join(filter(None, (why(find.scores), made_of(find.board))))


def below() -> str:
    """Say what the number below a find is."""
    return f"Below each: {merit_words()}."


def made_of(board: Board) -> str:
    """Say how a board blends which pictures."""
    pictures = [
        f"{class_label(pin.source.class_name)} {source_label(pin.source.name)}"
        if pin.source.class_name
        else pin.source.name
        for pin in board.pins
    ]
    return f"{board.mode.label}: {' + '.join(pictures)}"


def progress(tried: int, seconds: float, shown: int) -> str:
    """Say how far a search is."""
    rate = tried / seconds if seconds > 0 else 0.0
    told = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
    return f"{tried:,} tried · {told} a second · {shown} found"
