"""The present board beside another: both rendered live, and what sets them apart."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.board.modes import Mode
from explorer.core.comparison import Against, Comparison
from explorer.core.models import KnownSet
from explorer.ui.canvas.blend_control import PICK
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import Replace, Steps
from explorer.ui.compare.follower import Asked, Follower
from explorer.ui.compare.other_set import OtherSet, Sets
from explorer.ui.compare.show import CompareShow
from explorer.ui.compare.sides import Blends, Sides
from explorer.ui.compare.swaps import SwapBoards, SwapSets
from explorer.ui.compare.teller import Teller
from explorer.ui.parts.answers import Chores, Work
from explorer.ui.parts.event import Event
from explorer.ui.parts.shown import mode_reasons
from training.models.modelset import MANIFEST, ModelSet


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
        self._sets, self._view = sets, view
        self._other, self._follower = OtherSet(chores, sets.open), Follower(work)
        self._sides = Sides(blend, self._other)
        self._teller, self._comparison = Teller(self._sides, view), Comparison()
        self._open = self._in_sight = False
        blend.answered.connect(self._ask)
        self._follower.changed.connect(self._show)
        self._follower.failed.connect(view.set_hint)
        sets.known.connect(self._list)
        self._other.changed.connect(self._afresh)
        self._listen(view)
        self._show_choice()

    def _listen(self, view: CompareShow) -> None:
        view.against_chosen.connect(self.choose_against)
        view.mode_chosen.connect(self.choose_mode)
        view.set_chosen.connect(self.compare_with_set)
        view.board_wanted.connect(self.keep_present)
        view.linked_chosen.connect(self.choose_linked)
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
            self._follower.clear()

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

    def choose_linked(self, linked: bool) -> None:
        """Let the puck of another board follow that of A, or stay as it was kept."""
        self._set(replace(self._comparison, linked=linked))

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
        board, ours, theirs = self._model.board, self._blend.renderer, self._theirs
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
    def _theirs(self) -> Renderer | None:
        return self._sides.theirs(self._comparison)

    def _afresh(self) -> None:
        """Ask for what is to be seen now; nothing arrives that was asked for before."""
        self._follower.clear()
        self._other.want(self._sides.to_load(self._comparison) if self._open else None)
        request, result = self._blend.request, self._blend.result
        if request is None or result is None or not self._ask(request, result):
            self._show()

    def _ask(self, request: RenderRequest, ours: RenderResult) -> bool:
        """Render B for what A answered to its newest request; return whether that is possible."""
        renderer, board = self._theirs, self._comparison.other(request.board)
        is_of_it = ours.generation == request.generation
        if not (self._in_sight and is_of_it) or renderer is None or board is None:
            return False
        same = board is request.board  # whose weights are known
        theirs = replace(request, board=board, weights=request.weights if same else None)
        self._follower.follow(Asked(renderer, theirs, ours))
        return True

    # What is shown

    def _show_choice(self) -> None:
        self._teller.show_choice(self._comparison)

    def _list(self, known: Sequence[KnownSet]) -> None:
        self._teller.known, chosen = known, self._comparison.models
        if self._open and chosen is not None and not (chosen / MANIFEST).is_file():
            self._set(replace(self._comparison, models=None))  # it was deleted meanwhile
        self._show_choice()
        self._show()

    def _show(self) -> None:
        board = self._model.board if self._in_sight else Board()
        self._teller.show(self._comparison, board, self._follower.newest)
