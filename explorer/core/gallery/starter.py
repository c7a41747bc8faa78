"""The starter gallery: pictures that the shipped models dreamt, so that none need be there."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.core.board.board import Board
from explorer.core.board.modes import MODES
from explorer.core.gallery.gallery import FirstBlend, Gallery
from explorer.core.scores import CONFIDENCE, REALISM
from training.files.places import STARTER
from training.files.strict_json import Malformed
from training.measure.dreams import Dream, First, read_dreams, refused

PREFIX = "starter"
ADVICE = "install the program again"


def starter_gallery(folder: Path = STARTER) -> Gallery:
    """Read ``gallery.json`` and the pictures in ``atlas.png`` beside it.

    Raises
    ------
    UserError
        Where either is missing, damaged, or does not fit the other.
    """
    dreams = read_dreams(folder, ADVICE)
    with refused(folder, ADVICE):
        first = None if dreams.first is None else _first(dreams.first)
    realism = [np.nan if item.realism is None else item.realism for item in dreams.items]
    return Gallery(
        title="Dreams",
        fingerprint=f"{PREFIX} {dreams.made_by}",
        pictures=dreams.pictures,
        names=_names(dreams.items),
        labels=dreams.labels,
        classes=dreams.classes,
        splits=np.full(len(dreams.items), ""),
        dreams=True,
        values={
            CONFIDENCE.name: np.array([item.confidence for item in dreams.items], np.float32),
            REALISM.name: np.array(realism, np.float32),
        },
        first=first,
    )


def first_board(gallery: Gallery) -> Board:
    """Return the blend that a gallery proposes to start with; an empty board where it has none."""
    first = gallery.first
    if first is None:
        return Board()
    board = Board(mode=first.mode)
    for index in (first.body, first.wings):
        board = board.add(gallery.source(index))
    return board.move_puck(*first.puck)


def _first(first: First) -> FirstBlend:
    try:
        return FirstBlend(first.body, first.wings, MODES.named(first.mode), first.puck)
    except ValueError as error:
        raise Malformed("its first blend has a mode that is not known") from error


def _names(items: Sequence[Dream]) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    names = []
    for item in items:
        names.append(f"{PREFIX}/{item.class_name}/{counts[item.class_name]}")
        counts[item.class_name] += 1
    return tuple(names)
