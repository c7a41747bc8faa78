"""A grid of thumbnails: seen, picked and dragged, by mouse and by keyboard."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QDrag, QKeyEvent, QPixmap
from PySide6.QtWidgets import QListView, QWidget

from explorer.ui.gallery.model import IMAGE_ROLE
from explorer.ui.gallery.picture_list import PictureList
from explorer.ui.gallery.thumbnails import Thumbnails
from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.view import pixel_label


class Grid(PictureList):
    """A grid of thumbnails of equal size, by mouse and by keyboard."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(Thumbnails(side), "Gallery pictures", parent)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.set_side(side)

    def set_side(self, side: int) -> None:
        """Set the size of the thumbnails, in logical pixels."""
        self.thumbnails.side = side
        self.setGridSize(self.thumbnails.cell)
        self.setIconSize(QSize(side, side))
        self.verticalScrollBar().setSingleStep(max(8, side // 2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() and index.isValid():
            self.picked.emit(index.row())
        else:
            super().keyPressEvent(event)

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
