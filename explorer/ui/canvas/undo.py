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
        """Do a step, and keep it for undoing.

        One that the last step takes in, as in a drag, is no news to the stack: its signals would
        have menu and tool bar laid out anew at each move.
        """
        last = self._last
        if last is None:
            self._stack.push(_Command(step))
        elif step.do() and not last.take_in(step):
            self._stack.push(_Command(step, is_done=True))

    @property
    def _last(self) -> Step | None:
        """The step done last; None where there is none, or where one was undone."""
        stack, place = self._stack, self._stack.index()
        command = stack.command(place - 1) if 0 < place == stack.count() else None
        return command.step if isinstance(command, _Command) else None

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
    def __init__(self, step: Step, is_done: bool = False) -> None:
        super().__init__(plain_item(step.text))  # names of files are in it
        self.step, self._is_done = step, is_done

    def undo(self) -> None:
        self.setObsolete(not self.step.undo())

    def redo(self) -> None:
        if self._is_done:  # pushing does a step, which was done already
            self._is_done = False
        else:
            self.setObsolete(not self.step.do())
