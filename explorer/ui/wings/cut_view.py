"""The wing's own picture, enlarged: what is cut out of it stands out, and is brushed."""

import numpy as np
from PySide6.QtCore import QLineF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.board.wings import SeenCut
from explorer.ui.parts.outline import outline
from explorer.ui.parts.pixels import SIDE, Picture, to_image
from explorer.ui.parts.style import theme_now
from explorer.ui.preview.brush import BrushLayer
from explorer.ui.preview.pixel_view import PixelView

LEFT_OUT = 0.35
"""How much is seen of what is not cut out."""
EDGE = 5 * SIDE
"""Of the picture, in logical pixels, where there is room."""


class CutView(PixelView):
    """A picture under a brush."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Picture of the wing", parent)
        self._told: tuple[Picture, SeenCut] | None = None
        self._outline: list[QLineF] = []
        self.setMinimumSize(EDGE, EDGE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.brush = BrushLayer(self, "Cut of the wing")
        self.brush.setToolTip(
            "What is cut out stands out. Brush with the mouse, or with arrow keys and the space bar"
        )

    def sizeHint(self) -> QSize:
        return QSize(EDGE, EDGE)

    def set_cut(self, picture: Picture, cut: SeenCut) -> None:
        """Show a picture, dark where it is not cut out, and a line around what is."""
        self._told = picture, cut
        if self.isVisible():  # else nobody sees it, and a drag needs not wait for it
            self._cut_out(picture, cut)

    def showEvent(self, event: QShowEvent) -> None:
        if self._told:
            self._cut_out(*self._told)

    def _cut_out(self, picture: Picture, cut: SeenCut) -> None:
        self._outline = outline(cut.extent > 0.5)
        back = QColor(theme_now().window)
        ground = np.array([back.red(), back.green(), back.blue()], np.float32)
        share = (LEFT_OUT + (1 - LEFT_OUT) * cut.extent)[..., None]
        self.set_image(to_image(np.rint(ground + share * (picture - ground)).astype(np.uint8)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, area = QPainter(self), self.area
        painter.translate(area.topLeft())
        painter.scale(area.width() / SIDE, area.width() / SIDE)
        for ink, width in ((QColor(0, 0, 0, 130), 3.0), (QColor("#ffffff"), 1.2)):
            pen = QPen(ink, width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(self._outline)
        painter.end()
