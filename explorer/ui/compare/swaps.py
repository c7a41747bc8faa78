"""A and B exchanged, as steps that can be undone."""

from collections.abc import Callable
from pathlib import Path

from explorer.core.board.board import Board
from explorer.core.comparison import Comparison
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import EditBoard, Step

SWAP = "Swap A and B"


class SwapBoards(EditBoard):
    """Goes to the board ``new``, and compares it with what the last one is after that.

    Parameters
    ----------
    put
        Takes a comparison.
    old, turned
        Comparisons before and after.
    """

    def __init__(
        self,
        model: BoardModel,
        new: Board,
        put: Callable[[Comparison], None],
        old: Comparison,
        turned: Comparison,
    ) -> None:
        super().__init__(SWAP, model, new)
        self._compare, self._comparisons = put, (old, turned)

    def do(self) -> bool:
        self._compare(self._comparisons[1])
        return super().do()

    def undo(self) -> bool:
        self._compare(self._comparisons[0])
        return super().undo()


class SwapSets:
    """Uses one model set in place of another, which is compared with from then on.

    Parameters
    ----------
    put
        Takes the folders of the set to use, and of the set to compare with.
    ours, theirs
        Folders of the two sets.
    """

    text = SWAP

    def __init__(self, put: Callable[[Path, Path], None], ours: Path, theirs: Path) -> None:
        self._put, self._ours, self._theirs = put, ours, theirs

    def do(self) -> bool:
        self._put(self._theirs, self._ours)
        return True

    def undo(self) -> bool:
        self._put(self._ours, self._theirs)
        return True

    def take_in(self, later: Step) -> bool:
        return False
