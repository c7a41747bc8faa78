"""The path in the window: its controllers, and what the menu does with them."""

from PySide6.QtCore import QObject, Signal

from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import Steps
from explorer.ui.parts.worker import Chores, EngineWork
from explorer.ui.paths.control import PathControl
from explorer.ui.paths.film_dialog import ask_film
from explorer.ui.paths.films_control import FilmsControl
from explorer.ui.paths.ticker import FrameTicker
from explorer.ui.window import Window


class PathRoom(QObject):
    """Makes the path's parts and connects them.

    ``told`` carries a sentence that is good to know, ``failed`` one about what was not possible.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        model: BoardModel,
        board: BoardControl,
        blend: BlendControl,
        steps: Steps,
        work: EngineWork,
        chores: Chores,
        window: Window,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._blend, bar = window, blend, window.path_bar
        ticker = FrameTicker(self)
        self.control = PathControl(model, board, steps, ticker, window.path_layer, bar)
        self.films = FilmsControl(model, self.control.paths, work, chores, bar)
        for part in (self.control, self.films):
            part.told.connect(self.told.emit)
            part.failed.connect(self.failed.emit)
        bar.export_wanted.connect(self.ask_film)
        self.set_shown(False)

    def set_shown(self, shown: bool) -> None:
        """Show the path with all that is done with it, or hide it."""
        self._window.path_bar.setVisible(shown)
        self._window.path_layer.setVisible(shown)
        self.control.set_shown(shown)

    def ask_film(self) -> None:
        """Ask what the film is to be, and make it."""
        if problem := self.films.why_not():
            self.failed.emit(problem)
            return
        result = self._blend.result
        milliseconds = result.milliseconds if result else 0.0
        if wish := ask_film(self._window, self.control.path, milliseconds):
            self.films.make(wish)

    def close(self) -> None:
        """Walk, record and film no more."""
        self.control.close()
        self.films.close()
