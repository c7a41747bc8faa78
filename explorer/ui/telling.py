"""What the parts of the program say, and where it is read: the notice, the line at the foot."""

from PySide6.QtCore import QObject

from explorer.core.blend.renderer import RenderResult
from explorer.ui.controllers import Controllers
from explorer.ui.window import Window

TELLING_MILLISECONDS = 10_000


class Telling(QObject):
    """Shows in the window what went wrong, and what was done.

    A fault stands in the notice above the canvas till it is put away; what is only told stands
    at the foot for a while.
    """

    def __init__(self, parts: Controllers) -> None:
        super().__init__(parts)
        self._window: Window = parts.window
        self._connect_faults(parts)
        self._connect_news(parts)

    def tell(self, text: str) -> None:
        """Say something for a while."""
        self._window.statusBar().showMessage(text, TELLING_MILLISECONDS)

    def _connect_faults(self, parts: Controllers) -> None:
        warn = self._window.notice.warn
        parts.board.refused.connect(warn)
        parts.blend.failed.connect(warn)
        for part in (
            *(parts.crops, parts.latents, parts.compare, parts.model_sets, parts.play),
            *(parts.preview, parts.sessions, parts.finds, parts.data, parts.galleries),
            *(parts.models, parts.favourites, parts.openings, parts.menus, parts.settings),
            parts.path,
        ):
            part.failed.connect(warn)

    def _connect_news(self, parts: Controllers) -> None:
        for hand in (parts.wings, parts.regions):
            hand.refused.connect(self.tell)
        for part in (
            *(parts.gallery, parts.data, parts.field, parts.path),
            *(parts.favourites, parts.menus, parts.openings, parts.play),
        ):
            part.told.connect(self.tell)
        parts.favourites.doing.connect(self._tell_going_on)
        parts.blend.shown.connect(self._tell_latency)

    def _tell_going_on(self, text: str) -> None:
        self._window.statusBar().showMessage(text)

    def _tell_latency(self, result: RenderResult) -> None:
        self._window.latency.setText(f"{result.milliseconds:.0f} ms")
