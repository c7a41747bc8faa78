"""One undo step an edit: it holds the board before and the board after."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from explorer.core.board.board import Board


class EditBoard(QUndoCommand):
    """Goes from ``old`` to ``new`` and back. Edits of one gesture, such as a drag, are one step.

    Parameters
    ----------
    show
        Takes the board that holds from then on.
    gesture
        What the edit belongs to: a word and a number; None for an edit of its own.
    """

    ID = 1

    def __init__(
        self,
        text: str,
        old: Board,
        new: Board,
        show: Callable[[Board], None],
        gesture: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(text)
        self._old, self._new, self._show, self._gesture = old, new, show, gesture

    def id(self) -> int:
        return self.ID if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditBoard) or other._gesture != self._gesture:
            return False
        self._new = other._new
        return True

    def undo(self) -> None:
        self._show(self._old)

    def redo(self) -> None:
        self._show(self._new)
