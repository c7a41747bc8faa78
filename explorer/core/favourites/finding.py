"""Favourites found by text: by their notes, and by what they were made of."""

from collections.abc import Sequence

from explorer.core.favourites.file import Favourite
from training.data.class_words import class_word, worded


def found(favourites: Sequence[Favourite], text: str) -> tuple[Favourite, ...]:
    """Return the favourites in which every word of ``text`` is said, in their order.

    Notes, file name, mode, and the names and classes of the pictures count, the latter in both
    spellings, as airplane and aeroplane; capitals count for nothing.
    """
    words = text.casefold().split()
    if not words:
        return tuple(favourites)
    return tuple(f for f in favourites if all(word in _said(f) for word in words))


def _said(favourite: Favourite) -> str:
    board = favourite.recipe.board
    parts = [favourite.notes, board.mode.name, board.mode.label]
    parts += [favourite.path.stem] if favourite.path else []
    for pin in board.pins:
        name, class_name = pin.source.name, pin.source.class_name or ""
        parts += [name, worded(name), class_name, class_word(class_name)]
    return " ".join(parts).casefold()
