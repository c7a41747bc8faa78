"""Numbers and names the way the window writes them."""

from explorer.core.board.modes import SHARES
from training.data.class_words import class_word, worded

STARS = "\N{BLACK STAR}"


def class_label(name: str | None) -> str:
    """Return what the window calls a class; identifiers keep the data set's own word."""
    return class_word(name) if name else "unnamed"


def source_label(name: str) -> str:
    """Return what the window calls a source: its name, in the window's words for classes."""
    return worded(name)


def percent(share: float) -> str:
    """Write a share as a percentage, as amounts in a blend are written."""
    return SHARES.written(share)


def score(value: float) -> str:
    """Write a score between 0 and 1 as a whole number of hundredths."""
    return str(round(100 * value))
