"""Among which pictures a search looks: all of a gallery, those that are shown, or the pins."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from zlib import crc32

import numpy as np

from explorer.core.board.board import Board, Role
from explorer.core.board.parts import MENU
from explorer.core.board.sources import Source
from explorer.core.gallery.gallery import NO_CLASS, Gallery
from training.files.errors import UserError


class Scope(StrEnum):
    """What a person can choose."""

    ALL = "all"
    SHOWN = "shown"
    PINS = "pins"


class Among(NamedTuple):
    """Pictures of a gallery, by index, that give bodies, and that give wings."""

    gallery: Gallery
    bodies: tuple[int, ...]
    wings: tuple[int, ...]


def among_all(
    gallery: Gallery, body: frozenset[str], wings: frozenset[str], where: str = MENU
) -> Among:
    """Return all pictures of the classes that models have not learnt from.

    Parameters
    ----------
    where
        Which classes are body and wings can be said, for the sentence of a refusal.

    Raises
    ------
    UserError
        Where a part has none; so the others below.
    """
    advice = "choose a data set that has some"
    if gallery.classes:
        advice = f"say {where} which of its classes give body and wings, or {advice}"
    return _of_classes(gallery, gallery.unlearnt().tolist(), (body, wings), gallery.title, advice)


def among_shown(
    gallery: Gallery, rows: Sequence[int], body: frozenset[str], wings: frozenset[str]
) -> Among:
    """Return the pictures of the classes that are among ``rows``, which a filter left."""
    what, advice = "What the gallery shows", "choose another filter, or search all pictures"
    return _of_classes(gallery, rows, (body, wings), what, advice)


def among_pins(board: Board) -> Among:
    """Return the pictures on a board as a gallery of their own, by what they give."""
    bodies, wings = (
        tuple(row for row, given in enumerate(board.roles()) if given is role)
        for role in (Role.BODY, Role.WINGS)
    )
    if not bodies or not wings:
        raise UserError("Pin a body and wings first: a search among pins joins them.")
    return Among(_gallery_of([pin.source for pin in board.pins]), bodies, wings)


def _of_classes(
    gallery: Gallery,
    rows: Sequence[int],
    parts: tuple[frozenset[str], frozenset[str]],
    what: str,
    advice: str,
) -> Among:
    rows_of_parts = []
    for part in parts:
        given = gallery.giving(part).tolist()
        rows_of_parts.append(tuple(row for row in rows if given[row]))
        if not rows_of_parts[-1]:
            wanted = " or ".join(sorted(part))
            raise UserError(f"{what} has no picture of {wanted} to search among: {advice}.")
    return Among(gallery, *rows_of_parts)


def _gallery_of(sources: Sequence[Source]) -> Gallery:
    classes = tuple(sorted({source.class_name for source in sources if source.class_name}))
    labels = [classes.index(s.class_name) if s.class_name else NO_CLASS for s in sources]
    return Gallery(
        title="The board",
        fingerprint=f"board {crc32(b''.join(source.pixels for source in sources)):08x}",
        pictures=np.stack([source.picture for source in sources]),
        names=tuple(source.name for source in sources),
        labels=np.array(labels, np.int64),
        classes=classes,
        splits=np.full(len(sources), ""),
    )
