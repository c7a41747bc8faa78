"""Steps on Qt's undo stack, which has the actions of the menu."""

from PySide6.QtGui import QUndoCommand, QUndoStack

from explorer.ui.canvas.steps import Step
from explorer.ui.parts.plain import plain_item


class UndoSteps:
    """Puts steps on ``stack``."""

    def __init__(self, stack: QUndoStack) -> None:
        self._stack = stack

    def push(self, step: Step) -> None:
        """Do a step, and keep it for undoing."""
        self._stack.push(_Command(step))

    def clear(self) -> None:
        """Forget all of them."""
        self._stack.clear()


class _Command(QUndoCommand):
    ID = 1
    """Of all of them: whether two are one is asked of the steps."""

    def __init__(self, step: Step) -> None:
        super().__init__(plain_item(step.text))  # names of files are in it
        self._step = step

    def id(self) -> int:
        return self.ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        return isinstance(other, _Command) and self._step.take_in(other._step)

    def undo(self) -> None:
        self.setObsolete(not self._step.undo())

    def redo(self) -> None:
        self.setObsolete(not self._step.do())
