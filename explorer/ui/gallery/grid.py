"""A grid of thumbnails: seen, picked and dragged, by mouse and by keyboard."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from explorer.ui.gallery.model import IMAGE_ROLE
from explorer.ui.gallery.picture_list import PictureGrid
from explorer.ui.gallery.thumbnails import LETTERS, Thumbnails
from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.view import pixel_label


class Grid(PictureGrid):
    """A grid of thumbnails of equal size, by mouse and by keyboard."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(Thumbnails(side), "Gallery pictures", parent)
        self.set_side(side)

    def set_words(self, shown: bool) -> None:
        """Leave room for a word below each picture, or none."""
        height = LETTERS if shown else 0
        if height != self.thumbnails.text_height:
            self.thumbnails.text_height = height
            self.fill()

    def startDrag(self, actions: Qt.DropAction) -> None:
        # Qt's own drag picture is a smoothed piece of the view; ours is the picture itself.
        indexes = self.selectedIndexes()
        if not indexes:
            return
        drag, ratio = QDrag(self), self.devicePixelRatioF()
        drag.setMimeData(self.model().mimeData(indexes))
        image = pixel_label(indexes[0].data(IMAGE_ROLE), max(1, round(2 * ratio)), ratio)
        drag.setPixmap(QPixmap.fromImage(image))
        drag.setHotSpot(QPoint(SIDE, SIDE))
        drag.exec(Qt.DropAction.CopyAction)
