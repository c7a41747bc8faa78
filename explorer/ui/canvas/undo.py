"""Steps on Qt's undo stack, which has the actions of the menu."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QUndoCommand, QUndoStack

from explorer.core.history import History
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import EditBoard, Step
from explorer.ui.parts.plain import plain_item


class UndoSteps:
    """Puts steps on ``stack``."""

    def __init__(self, stack: QUndoStack) -> None:
        self._stack = stack
        self._is_busy = False

    def push(self, step: Step) -> None:
        """Do a step, and keep it for undoing; nothing while another is done or undone.

        A box with a half typed number lets go of it as the board changes under it: a step of that
        within the other would stand before it, or break the stack that is just going back.

        One that the last step takes in, as in a drag, is no news to the stack: its signals would
        have menu and tool bar laid out anew at each move.
        """
        if self._is_busy:
            return
        last = self._last
        if last is None:
            self._stack.push(_Command(step, self))
        elif self.carry_out(step.do) and not last.take_in(step):
            self._stack.push(_Command(step, self, skipped=1))

    def carry_out(self, act: Callable[[], bool]) -> bool:
        """Do or undo a step; return whether that worked."""
        self._is_busy = True
        try:
            return act()
        finally:
            self._is_busy = False

    def forget(self, step: Step) -> None:
        """Forget one step, of which nothing came, wherever it is; nothing is done or undone."""
        steps, done = self._all, self._stack.index()
        if step in steps:
            place = steps.index(step)
            self._stack.clear()
            self._lay([*steps[:place], *steps[place + 1 :]], done - (place < done))

    def _lay(self, steps: Sequence[Step], done: int) -> None:
        """Put steps on the empty stack, the first of them done, with none carried out."""
        for place, step in enumerate(steps):
            self._stack.push(_Command(step, self, skipped=1 if place < done else 2))
        self._stack.setIndex(done)

    @property
    def _all(self) -> list[Step]:
        commands = map(self._stack.command, range(self._stack.count()))
        return [command.step for command in commands if isinstance(command, _Command)]

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
        for place, step in enumerate(self._all):
            if isinstance(step, EditBoard):
                edits.append(step.edit)
                done += place < self._stack.index()
        return History(tuple(edits), done)

    def resume(self, history: History, model: BoardModel) -> None:
        """Go on with the edits of an earlier start, to the last of which ``model`` has come."""
        edits = history.edits
        self._lay([EditBoard(e.text, model, e.new, old=e.old) for e in edits], history.done)


class _Command(QUndoCommand):
    """Carries a step out, but for the first ``skipped`` times, which change the stack alone."""

    def __init__(self, step: Step, steps: UndoSteps, skipped: int = 0) -> None:
        super().__init__(plain_item(step.text))  # names of files are in it
        self.step, self._steps, self._skipped = step, steps, skipped

    def undo(self) -> None:
        self._carry_out(self.step.undo)

    def redo(self) -> None:
        self._carry_out(self.step.do)

    def _carry_out(self, act: Callable[[], bool]) -> None:
        if self._skipped:
            self._skipped -= 1
        else:
            self.setObsolete(not self._steps.carry_out(act))
