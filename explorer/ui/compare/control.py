"""The present board beside another: both rendered live, and what sets them apart."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.board.modes import Mode
from explorer.core.comparison import Against, Comparison
from explorer.core.engine.jobs import Urgency, single
from explorer.core.models import KnownSet, set_name
from explorer.ui.canvas.blend_control import PICK
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import Replace, Steps
from explorer.ui.compare.other_set import OtherSet, Sets
from explorer.ui.compare.pairs import Blends, Pairs
from explorer.ui.compare.show import CompareShow, Side, apart, choices, side
from explorer.ui.compare.swaps import SwapBoards, SwapSets
from explorer.ui.compare.words import IN_USE, difference_words, hint, score_rows
from explorer.ui.parts.answers import Chores, Work
from explorer.ui.parts.event import Event
from explorer.ui.parts.shown import mode_reasons
from explorer.ui.search.words import made_of
from training.models.modelset import MANIFEST, ModelSet

CHANNEL = "compare"


class CompareControl:
    """Renders what the board is compared with whenever the board is rendered, while it is seen.

    ``changed`` says that something else is compared, ``keep`` carries a board that is to be kept,
    and the model set that shows it.
    """

    def __init__(
        self,
        model: BoardModel,
        blend: Blends,
        steps: Steps,
        work: Work,
        chores: Chores,
        sets: Sets,
        view: CompareShow,
    ) -> None:
        self.changed, self.keep = Event[()](), Event[Board, ModelSet]()
        self._model, self._blend, self._steps = model, blend, steps
        self._work, self._sets, self._view = work, sets, view
        self._other, self._pairs = OtherSet(chores, sets.open), Pairs()
        self._comparison = Comparison()
        self._known: Sequence[KnownSet] = ()
        self._open = self._in_sight = False
        blend.requested.connect(self._ask)
        blend.answered.connect(self._take_ours)
        sets.known.connect(self._list)
        self._other.changed.connect(self._afresh)
        self._listen(view)
        self._show_choice()

    def _listen(self, view: CompareShow) -> None:
        view.against_chosen.connect(self.choose_against)
        view.mode_chosen.connect(self.choose_mode)
        view.set_chosen.connect(self.compare_with_set)
        view.board_wanted.connect(self.keep_present)
        view.linked_chosen.connect(lambda on: self._set(replace(self._comparison, linked=on)))
        view.gain_chosen.connect(self.choose_gain)
        view.swap_wanted.connect(self.swap)
        view.keep_wanted.connect(self.keep_both)

    @property
    def comparison(self) -> Comparison:
        """What the board is compared with."""
        return self._comparison

    # Life

    def start_with(self, comparison: Comparison) -> None:
        """Compare as the last session did."""
        self._set(comparison)

    def set_renderer(self, renderer: Renderer) -> None:
        """Say that side A is rendered with another model set from now on."""
        self._view.set_mode_reasons(mode_reasons(renderer.engine.missing))
        if self._open:
            self._sets.ask_known()
        self._afresh()

    def open(self) -> None:
        """Begin: the model set of side B is loaded, where it has its own."""
        self._open = True
        self._sets.ask_known()
        self._afresh()

    def set_in_sight(self, in_sight: bool) -> None:
        """Render while the panel is seen; behind another one it rests."""
        self._in_sight = in_sight
        if in_sight:
            self._afresh()
        else:
            self._work.cancel(CHANNEL)

    def close(self) -> None:
        """End, and let go of the model set that was loaded for it."""
        self._open = self._in_sight = False
        self._afresh()

    # What is compared

    def choose_against(self, against: Against) -> None:
        """Compare with another mode, another model set, or another board."""
        self._set(replace(self._comparison, against=against))

    def choose_mode(self, mode: Mode) -> None:
        """Let side B blend in a mode."""
        self._set(replace(self._comparison, against=Against.MODE, mode=mode))

    def compare_with_set(self, folder: Path) -> None:
        """Let side B be seen by the model set in a folder; one that failed is tried again."""
        self._other.want(None)
        self._set(replace(self._comparison, against=Against.MODELS, models=folder))

    def compare_with_board(self, board: Board, name: str = "") -> None:
        """Let side B be a board from now on, as a step that can be undone."""
        old = self._comparison.board, self._comparison.name
        self._steps.push(Replace("Compare with a board", self._put_board, old, (board, name)))

    def keep_present(self) -> None:
        """Let side B be the board as it is at this moment."""
        if self._model.board.pins:
            self.compare_with_board(self._model.board)
        else:
            self._view.set_hint(PICK)

    def choose_gain(self, gain: int) -> None:
        """Amplify the difference so many times."""
        self._comparison = replace(self._comparison, gain=gain)
        self._show_choice()
        self._show()
        self.changed.emit()

    def swap(self) -> None:
        """Let A be what B is, and B what A is, as one step."""
        comparison, ours, theirs = self._comparison, self._blend.renderer, self._other.renderer
        if comparison.against is not Against.MODELS:
            self._swap_boards(comparison, self._model.board)
        elif ours is not None and theirs is not None:
            folders = ours.engine.modelset.folder, theirs.engine.modelset.folder
            self._steps.push(SwapSets(self._use, *folders))

    def keep_both(self) -> None:
        """Keep each side among the favourites, as its own model set shows it."""
        board, ours, theirs = self._model.board, self._blend.renderer, self._renderer
        other = self._comparison.other(board)
        if ours is not None and theirs is not None and other is not None:
            self.keep.emit(board, ours.engine.modelset)
            self.keep.emit(other, theirs.engine.modelset)

    def _swap_boards(self, comparison: Comparison, board: Board) -> None:
        other = comparison.other(board)
        if other is not None:
            if comparison.against is Against.MODE:
                turned = replace(comparison, mode=board.mode)
            else:
                turned = replace(comparison, board=board, name="")
            self._steps.push(SwapBoards(self._model, other, self._set, comparison, turned))

    def _use(self, ours: Path, theirs: Path) -> None:
        self._sets.use(ours)
        self.compare_with_set(theirs)

    def _put_board(self, kept: tuple[Board | None, str]) -> None:
        board, name = kept
        self._set(replace(self._comparison, against=Against.BOARD, board=board, name=name))

    def _set(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._show_choice()
        self._afresh()
        self.changed.emit()

    # The two sides

    @property
    def _renderer(self) -> Renderer | None:
        """What renders side B."""
        by_set = self._comparison.against is Against.MODELS
        return self._other.renderer if by_set else self._blend.renderer

    def _afresh(self) -> None:
        """Ask for what is to be seen now; nothing arrives that was asked for before."""
        self._work.cancel(CHANNEL)
        self._pairs.clear()
        self._other.want(self._set_to_load() if self._open else None)
        request, result = self._blend.request, self._blend.result
        if request is not None and result is not None and result.generation == request.generation:
            self._pairs.add_ours(result)
        if request is None or not self._ask(request):
            self._show()

    def _ask(self, request: RenderRequest) -> bool:
        """Render side B, after the puck but as often; return whether that is possible."""
        renderer, board = self._renderer, self._comparison.other(request.board)
        if not self._in_sight or renderer is None or board is None:
            return False
        same = board is request.board  # whose weights are known
        theirs = replace(request, board=board, weights=request.weights if same else None)
        steps = single(lambda: renderer.render(theirs))
        self._work.submit(Urgency.PREVIEW, CHANNEL, steps, self._take_theirs, self._broke)
        return True

    def _take_ours(self, result: RenderResult) -> None:
        if self._in_sight and self._pairs.add_ours(result):
            self._show()

    def _take_theirs(self, result: RenderResult) -> None:
        if self._pairs.add_theirs(result):
            self._show()

    def _broke(self, error: Exception) -> None:
        self._view.set_hint(f"Side B could not be rendered ({error}): see the log for details.")

    def _set_to_load(self) -> Path | None:
        chosen = self._comparison
        folder = chosen.models if chosen.against is Against.MODELS else None
        return None if folder is None or self._is_in_use(folder) else folder

    @property
    def _used(self) -> Path | None:
        """The folder of the model set in use."""
        renderer = self._blend.renderer
        return None if renderer is None else renderer.engine.modelset.folder

    def _is_in_use(self, folder: Path) -> bool:
        return self._used is not None and self._used.resolve() == folder.resolve()

    # What is shown

    def _show_choice(self) -> None:
        self._view.set_comparison(self._comparison, self._board_name)
        self._show_sets()

    def _show_sets(self) -> None:
        chosen = self._comparison.models
        self._view.set_sets(choices(self._known, self._used, chosen), chosen)

    def _list(self, known: Sequence[KnownSet]) -> None:
        self._known, chosen = known, self._comparison.models
        if self._open and chosen is not None and not (chosen / MANIFEST).is_file():
            self._set(replace(self._comparison, models=None))  # it was deleted meanwhile
        self._show_sets()

    def _show(self) -> None:
        """Show the newest pair; where there is none, why, as far as that is known."""
        pair = self._pairs.newest
        if pair is None:
            self._view.set_sides(*map(Side, self._names()))
            self._view.set_difference(None, "")
            self._view.set_scores(())
        else:
            self._show_pair(*pair)
        good = pair is not None and all(map(_is_good, pair))
        self._view.set_usable(good)
        self._view.set_hint("" if good else self._hint())

    def _show_pair(self, ours: RenderResult, theirs: RenderResult) -> None:
        gain = self._comparison.gain
        difference = apart(ours, theirs, gain)
        self._view.set_sides(*map(side, self._names(), (ours, theirs)))
        self._view.set_difference(difference, difference_words(difference, gain))
        classes = [_classes(renderer) for renderer in (self._blend.renderer, self._renderer)]
        self._view.set_scores(score_rows((ours, theirs), classes))

    def _names(self) -> tuple[str, str]:
        chosen = self._comparison
        if chosen.against is Against.MODE:
            return self._model.board.mode.label, chosen.mode.label
        if chosen.against is Against.MODELS:
            return self._name_of(self._used), self._name_of(chosen.models)
        return "Present board", self._board_name

    @property
    def _board_name(self) -> str:
        board = self._comparison.board
        return self._comparison.name or (made_of(board) if board else "")

    def _name_of(self, folder: Path | None) -> str:
        known = {one.folder: one.title for one in self._known}
        return "" if folder is None else known.get(folder) or set_name(folder)

    def _hint(self) -> str:
        folder = self._comparison.models
        if folder is not None and self._is_in_use(folder):
            return hint(self._comparison, self._model.board, IN_USE)
        loading = f"Loading {self._name_of(folder)}\N{HORIZONTAL ELLIPSIS}"
        told = loading if self._other.loading else self._other.problem
        return hint(self._comparison, self._model.board, told)


def _classes(renderer: Renderer | None) -> Sequence[str]:
    return () if renderer is None else renderer.engine.modelset.classes


def _is_good(result: RenderResult) -> bool:
    return result.picture is not None and not result.error
