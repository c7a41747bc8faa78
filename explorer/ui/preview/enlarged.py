"""The picture in a window of its own, as large as the screen allows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.evidence_layer import EvidenceLayer
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.preview.view import PreviewView

SHARE = 0.85
"""Of the screen's shorter side that it takes at first."""
MOST = 32
"""Times that a pixel is enlarged at most at first, in logical pixels."""


class Enlarged(QDialog):
    """Follows the large preview; Escape or a double click closes it.

    Parameters
    ----------
    actions
        What its context menu offers; their keys do the same here as in the main window.
    """

    def __init__(
        self, preview: PreviewView, actions: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preview = preview
        self.picture = PixelView("Enlarged picture", self)
        self.evidence = EvidenceLayer(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture)
        self.addActions(list(actions))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        preview.picture.changed.connect(self._follow)
        preview.picture.doubled.connect(self.toggle)
        self.picture.doubled.connect(self.close)
        self._follow()

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisible():
            self.close()
            return
        room = self.screen().availableGeometry()
        zoom = min(MOST, max(1, int(SHARE * min(room.width(), room.height())) // SIDE))
        self.resize(zoom * SIDE, zoom * SIDE)
        self.show()

    def _follow(self) -> None:
        self.picture.set_image(self._preview.picture.image)
        self.setWindowTitle(f"{self._preview.shown.value}, enlarged")
