"""A grid of thumbnails: seen, picked and dragged, by mouse and by keyboard."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QDrag, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from explorer.ui.gallery.model import IMAGE_ROLE
from explorer.ui.gallery.picture_list import PictureList
from explorer.ui.gallery.thumbnails import LETTERS, Thumbnails
from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.view import pixel_label


class Grid(PictureList):
    """A grid of thumbnails of equal size, by mouse and by keyboard."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(Thumbnails(side), "Gallery pictures", parent)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # A bar that comes and goes would change the width, which is filled.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.set_side(side)

    def set_side(self, side: int) -> None:
        """Set the least size of the thumbnails, in logical pixels; they fill the width."""
        self._side = side
        self._fill()

    def set_words(self, shown: bool) -> None:
        """Leave room for a word below each picture, or none."""
        height = LETTERS if shown else 0
        if height != self.thumbnails.text_height:
            self.thumbnails.text_height = height
            self._fill()

    def _fill(self) -> None:
        current = self.currentIndex()
        self.thumbnails.fill(self.viewport().width() - 1, self._side, self.devicePixelRatioF())
        self.setGridSize(self.thumbnails.cell)
        self.setIconSize(QSize(self.thumbnails.side, self.thumbnails.side))
        self.verticalScrollBar().setSingleStep(max(8, self.thumbnails.side // 2))
        if current.isValid() and self.hasFocus():
            self.scrollTo(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fill()

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
