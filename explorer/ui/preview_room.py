"""What is seen of the blend beside its scores: the nearest pictures, and what a look takes."""

from PySide6.QtCore import QObject, Signal

from explorer.core.blend.renderer import Renderer
from explorer.ui.actions import Do
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.menus import ON_THE_PREVIEW
from explorer.ui.parts.pause import Pause
from explorer.ui.parts.worker import EngineWork
from explorer.ui.preview.enlarged import Enlarged
from explorer.ui.preview.evidence_control import EvidenceControl
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
        self.evidence = EvidenceControl(lambda: board.board, blend.shown, work, window.evidence)
        self.evidence.failed.connect(self.failed.emit)
        self.enlarged = self._enlarged(window)
        self._connect_box(window)

    def _enlarged(self, window: Window) -> Enlarged:
        """Make the window of the enlarged picture, with the evidence over it, too."""
        actions = [window.action_for(do) for do in (Do.COMPARE, *ON_THE_PREVIEW)]
        enlarged = Enlarged(window.preview, actions, window)
        window.evidence.add_layer(enlarged.evidence)
        window.action_for(Do.ENLARGE).triggered.connect(enlarged.toggle)
        window.closing.connect(enlarged.close)
        return enlarged

    def _connect_box(self, window: Window) -> None:
        """Let the box below the picture and the action of the menu be one."""
        action, box = window.action_for(Do.EVIDENCE), window.evidence.box
        action.setCheckable(True)
        action.toggled.connect(box.setChecked)
        box.toggled.connect(action.setChecked)

    def set_renderer(self, renderer: Renderer) -> None:
        """Look by another model set."""
        self.nearest.set_renderer(renderer)
        self.evidence.set_renderer(renderer)

    def close(self) -> None:
        """Look at nothing any more."""
        self.nearest.close()
        self.evidence.close()
