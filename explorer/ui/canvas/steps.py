"""Steps that can be undone. They act on what holds the state, and know nothing of the screen."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from explorer.core.board.board import Board
from explorer.core.history import Edit
from explorer.ui.canvas.board_model import BoardModel

Gesture = tuple[str, int]
"""What edits of one drag have in common: a word and a number."""


class Step(Protocol):
    """One step; ``do`` and ``undo`` return whether that worked: if not, it is forgotten."""

    text: str

    def do(self) -> bool: ...

    def undo(self) -> bool: ...

    def take_in(self, later: "Step") -> bool:
        """Become one step with a later one that was just done; False where they stay two."""
        ...


class Steps(Protocol):
    """The steps done so far."""

    def push(self, step: Step) -> None:
        """Do a step, and keep it for undoing."""
        ...

    def forget(self, step: Step) -> None:
        """Forget one step, of which nothing came, wherever it is; nothing is done or undone."""
        ...

    def clear(self) -> None:
        """Forget all of them."""
        ...


Value = TypeVar("Value")


class Replace(Generic[Value]):
    """Sets ``new`` in place of ``old``, and back.

    Edits of one gesture, such as a drag, are one step; without a gesture each is its own.
    """

    def __init__(
        self,
        text: str,
        put: Callable[[Value], None],
        old: Value,
        new: Value,
        gesture: Gesture | None = None,
    ) -> None:
        self.text = text
        self._put, self._old, self._new, self._gesture = put, old, new, gesture

    def do(self) -> bool:
        self._put(self._new)
        return True

    def undo(self) -> bool:
        self._put(self._old)
        return True

    def take_in(self, later: Step) -> bool:
        if self._gesture is None or not isinstance(later, type(self)):
            return False
        if later._gesture != self._gesture:
            return False
        self._new = later._new
        return True


class EditBoard(Replace[Board]):
    """Goes from the board that holds, or from ``old``, to ``new`` and back."""

    def __init__(
        self,
        text: str,
        model: BoardModel,
        new: Board,
        gesture: Gesture | None = None,
        old: Board | None = None,
    ) -> None:
        super().__init__(text, model.set, model.board if old is None else old, new, gesture)

    @property
    def edit(self) -> Edit:
        """What it does, to be kept."""
        return Edit(self.text, self._old, self._new)
