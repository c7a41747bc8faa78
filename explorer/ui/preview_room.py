"""What is seen of the blend beside its scores: the nearest pictures, and what a look takes."""

from PySide6.QtCore import QObject, Signal

from explorer.core.blend.renderer import Renderer
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.parts.pause import Pause
from explorer.ui.parts.worker import EngineWork
from explorer.ui.preview.nearest_control import REST_MILLISECONDS, NearestControl
from explorer.ui.window import Window


class PreviewRoom(QObject):
    """Makes the parts around the preview and connects them.

    ``failed`` carries a sentence about what was not possible.
    """

    failed = Signal(str)

    def __init__(
        self,
        board: BoardControl,
        blend: BlendControl,
        gallery: GalleryControl,
        work: EngineWork,
        window: Window,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        pause = Pause(REST_MILLISECONDS, self)
        self.nearest = NearestControl(
            lambda: board.board, blend, gallery, work, window.nearest, pause
        )
        self.nearest.failed.connect(self.failed.emit)
        window.nearest.picked.connect(board.toggle)
        window.nearest.alike_wanted.connect(gallery.find_alike_to)

    def set_renderer(self, renderer: Renderer) -> None:
        """Look by another model set."""
        self.nearest.set_renderer(renderer)

    def close(self) -> None:
        """Look at nothing any more."""
        self.nearest.close()
