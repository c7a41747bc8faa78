"""What the panel of a comparison shows and reports, and what it is told."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.modes import Mode
from explorer.core.comparison import Against, Comparison, Difference, difference
from explorer.core.models import KnownSet, set_name
from explorer.ui.compare.words import IN_USE, Row
from explorer.ui.parts.event import Reports

Picture = NDArray[np.uint8]
"""(32, 32, 3) uint8 RGB."""


class Side(NamedTuple):
    """A side of the comparison: what it is called, its picture, and why it has none."""

    name: str
    picture: Picture | None = None
    problem: str = ""


class Choice(NamedTuple):
    """A model set to choose, and why it cannot be."""

    folder: Path
    name: str
    problem: str = ""


class CompareShow(Protocol):
    """Two pictures side by side, with what sets them apart."""

    def set_comparison(self, comparison: Comparison, board_name: str) -> None: ...

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None: ...

    def set_sets(self, choices: Sequence[Choice], chosen: Path | None) -> None: ...

    def set_sides(self, ours: Side, theirs: Side) -> None: ...

    def set_difference(self, difference: Difference | None, words: str) -> None: ...

    def set_scores(self, rows: Sequence[Row]) -> None: ...

    def set_hint(self, text: str) -> None: ...

    def set_usable(self, usable: bool) -> None: ...

    @property
    def against_chosen(self) -> Reports[Against]: ...
    @property
    def mode_chosen(self) -> Reports[Mode]: ...
    @property
    def set_chosen(self) -> Reports[Path]: ...
    @property
    def board_wanted(self) -> Reports[()]: ...
    @property
    def linked_chosen(self) -> Reports[bool]: ...
    @property
    def gain_chosen(self) -> Reports[int]: ...
    @property
    def swap_wanted(self) -> Reports[()]: ...
    @property
    def keep_wanted(self) -> Reports[()]: ...


def side(name: str, result: RenderResult) -> Side:
    """Return a side as it was rendered."""
    return Side(name, result.picture, result.error or "")


def apart(ours: RenderResult, theirs: RenderResult, gain: int) -> Difference | None:
    """Return what sets two pictures apart; None where one of them is missing."""
    if ours.picture is None or theirs.picture is None:
        return None
    return difference(ours.picture, theirs.picture, gain)


def choices(known: Sequence[KnownSet], used: Path | None, chosen: Path | None) -> list[Choice]:
    """Return the model sets to choose among; that in ``chosen`` is one, known or not.

    Parameters
    ----------
    used
        The folder of the set that side A is seen by.
    """
    listed = [
        Choice(one.folder, one.title, IN_USE if one.folder == used else one.problem)
        for one in known
    ]
    if chosen is not None and chosen not in [one.folder for one in known]:
        listed.append(Choice(chosen, set_name(chosen), IN_USE if chosen == used else ""))
    return listed
