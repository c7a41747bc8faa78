"""Which classes count as a part of a pegasus."""

from collections.abc import Collection

from training.data.class_words import find_class

MENU = "under Blend › Body and wings…"
"""Where a person says which classes give body and wings, as a sentence names it."""


def counts_as(class_name: str | None, part: Collection[str]) -> bool:
    """Return whether a class is one of those that a part is made of.

    Capitals count for nothing, and the data's word and the one that is shown both do.
    """
    return class_name is not None and find_class(class_name, tuple(part)) is not None
