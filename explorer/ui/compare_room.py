"""The comparison in the window: its controller, and the doors that lead to it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.core.favourites.listing import Listed
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import Steps
from explorer.ui.compare.control import CompareControl
from explorer.ui.models_control import ModelsControl
from explorer.ui.parts.worker import Chores, EngineWork
from explorer.ui.window import Window
from training.files.errors import UserError
from training.run.folder import RunFolder


class CompareRoom(QObject):
    """Makes the controller, and opens the panel for whoever wants to compare.

    ``failed`` carries a sentence about what was not possible.
    """

    failed = Signal(str)

    def __init__(
        self,
        model: BoardModel,
        blend: BlendControl,
        steps: Steps,
        work: EngineWork,
        chores: Chores,
        models: ModelsControl,
        window: Window,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self.control = CompareControl(model, blend, steps, work, chores, models, window.compare)
        dock, door = window.compare_dock, window.compare_dock.toggleViewAction()
        door.toggled.connect(self._open_or_close)
        dock.visibilityChanged.connect(self.control.set_in_sight)
        if door.isChecked():  # opened before there was something in it
            self.control.open()
        self.control.set_in_sight(dock.in_sight)

    def with_set(self, folder: Path) -> None:
        """Compare with the model set in a folder."""
        self.control.compare_with_set(folder)
        self._window.show_comparison()

    def with_run(self, run: Path) -> None:
        """Compare with what a run made."""
        self.with_set(RunFolder(run).model_set)

    def with_favourite(self, listed: Listed) -> None:
        """Compare with the board of a favourite."""
        try:
            board = listed.read().recipe.board
        except UserError as error:
            self.failed.emit(str(error))
            return
        self.control.compare_with_board(board, listed.path.stem)
        self._window.show_comparison()

    def _open_or_close(self, is_open: bool) -> None:
        if is_open:
            self.control.open()
        else:
            self.control.close()
