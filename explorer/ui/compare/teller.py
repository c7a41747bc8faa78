"""Tells the panel of a comparison what it shows: names, pictures, scores, or why there are none."""

from collections.abc import Sequence
from pathlib import Path

from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.comparison import Against, Comparison
from explorer.core.models import KnownSet, set_name
from explorer.ui.compare.follower import Pair
from explorer.ui.compare.show import CompareShow, Side, apart, choices, side
from explorer.ui.compare.sides import Sides
from explorer.ui.compare.words import (
    IN_USE,
    NO_OTHER_SET,
    NO_SET,
    board_name,
    difference_words,
    hint,
    score_rows,
)


class Teller:
    """Puts what is known of two sides into words; ``known`` are the model sets that there are."""

    def __init__(self, sides: Sides, view: CompareShow) -> None:
        self.known: Sequence[KnownSet] = ()
        self._sides, self._view = sides, view

    def show_choice(self, chosen: Comparison) -> None:
        """Show what is chosen, and what can be."""
        self._view.set_comparison(chosen, board_name(chosen))
        sets = choices(self.known, self._sides.used, chosen.models)
        self._view.set_sets(sets, chosen.models)

    def show(self, chosen: Comparison, board: Board, pair: Pair | None) -> None:
        """Show a pair; where there is none, A alone, and why, as far as that is known.

        Parameters
        ----------
        board
            Of side A.
        """
        if pair is None:
            self._show_ours(self._names(chosen, board), board)
        else:
            self._show_pair(self._names(chosen, board), chosen, pair)
        good = pair is not None and all(map(_is_good, pair))
        self._view.set_usable(good)
        self._view.set_hint("" if good else hint(chosen, board, self._of_set(chosen.models)))

    def _show_ours(self, names: tuple[str, str], board: Board) -> None:
        result = self._sides.blend.result if board.pins else None
        self._view.set_sides(Side(names[0], result.picture if result else None), Side(names[1]))
        self._view.set_difference(None, "")
        self._view.set_scores(())

    def _show_pair(self, names: tuple[str, str], chosen: Comparison, pair: Pair) -> None:
        difference = apart(*pair, chosen.gain)
        self._view.set_sides(*map(side, names, pair))
        self._view.set_difference(difference, difference_words(difference, chosen.gain))
        renderers = self._sides.blend.renderer, self._sides.theirs(chosen)
        self._view.set_scores(score_rows(pair, [_classes(one) for one in renderers]))

    def _names(self, chosen: Comparison, board: Board) -> tuple[str, str]:
        if chosen.against is Against.MODE:
            return board.mode.label, chosen.mode.label
        if chosen.against is Against.MODELS:
            return self._name_of(self._sides.used), self._name_of(chosen.models)
        return "Present board", board_name(chosen)

    def _name_of(self, folder: Path | None) -> str:
        known = {one.folder: one.title for one in self.known}
        return "" if folder is None else known.get(folder) or set_name(folder)

    def _of_set(self, folder: Path | None) -> str:
        """Say of the model set of B why there is nothing of it to see."""
        if folder is None:
            return NO_OTHER_SET if len(self.known) == 1 else NO_SET
        if self._sides.is_in_use(folder):
            return IN_USE
        other = self._sides.other
        loading = f"Loading {self._name_of(folder)}\N{HORIZONTAL ELLIPSIS}"
        return loading if other.loading else other.problem


def _classes(renderer: Renderer | None) -> Sequence[str]:
    return () if renderer is None else renderer.engine.modelset.classes


def _is_good(result: RenderResult) -> bool:
    return result.picture is not None and not result.error
