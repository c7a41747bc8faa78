"""Steps on Qt's undo stack, which has the actions of the menu."""

from PySide6.QtGui import QUndoCommand, QUndoStack

from explorer.core.history import History
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import EditBoard, Step
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

    @property
    def history(self) -> History:
        """The edits of boards; other steps end with the program."""
        edits, done = [], 0
        for place in range(self._stack.count()):
            command = self._stack.command(place)
            if isinstance(command, _Command) and isinstance(command.step, EditBoard):
                edits.append(command.step.edit)
                done += place < self._stack.index()
        return History(tuple(edits), done)

    def resume(self, history: History, model: BoardModel) -> None:
        """Go on with the edits of an earlier start, to the last of which ``model`` has come."""
        for edit in history.edits:
            step = EditBoard(edit.text, model, edit.new, old=edit.old)
            self._stack.push(_Command(step, is_done=True))
        board = model.board
        self._stack.setIndex(history.done)
        if model.board != board:
            model.set(board)


class _Command(QUndoCommand):
    ID = 1
    """Of all of them: whether two are one is asked of the steps."""

    def __init__(self, step: Step, is_done: bool = False) -> None:
        super().__init__(plain_item(step.text))  # names of files are in it
        self.step, self._is_done = step, is_done

    def id(self) -> int:
        return self.ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        return isinstance(other, _Command) and self.step.take_in(other.step)

    def undo(self) -> None:
        self.setObsolete(not self.step.undo())

    def redo(self) -> None:
        if self._is_done:  # pushing does a step, which an earlier start did
            self._is_done = False
        else:
            self.setObsolete(not self.step.do())
