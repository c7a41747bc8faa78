"""The board that holds at this moment, with its weights: the one place that has it."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.core.board.board import Board
from explorer.core.board.weights import weights
from explorer.ui.parts.event import Event

Weights = tuple[float, ...]


@dataclass(frozen=True)
class Change:
    """From one board to the next; ``weights`` are those under the new one's puck."""

    old: Board
    board: Board
    weights: Weights

    def touches(self, *fields: str) -> bool:
        """Return whether any of these fields of the board is another one now."""
        return any(getattr(self.old, name) != getattr(self.board, name) for name in fields)


class BoardModel:
    """Holds the board. Weights are computed once a board, for all who need them.

    ``changed`` carries a :class:`Change`; at the beginning the board is empty.

    Parameters
    ----------
    weigh
        Returns the weights under a board's puck.
    """

    def __init__(self, weigh: Callable[[Board], Weights] = weights) -> None:
        self.changed = Event[Change]()
        self._weigh, self._board = weigh, Board()
        self._weights: Weights = ()

    @property
    def board(self) -> Board:
        """The board that holds."""
        return self._board

    @property
    def weights(self) -> Weights:
        """One a pin, under the puck."""
        return self._weights

    def set(self, board: Board) -> None:
        """Let another board hold from now on."""
        old, self._board = self._board, board
        self._weights = self._weigh(board)
        self.changed.emit(Change(old, board, self._weights))
