"""A list of thumbnails of equal size: what gallery and favourites have in common."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from explorer.ui.gallery.thumbnails import Thumbnails


class PictureList(QListView):
    """Thumbnails that are clicked, dragged out, and have a menu; signals carry the row."""

    picked = Signal(int)
    current_changed = Signal(int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, thumbnails: Thumbnails, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = thumbnails  # a view does not own its delegate
        self.setItemDelegate(thumbnails)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(thumbnails.cell)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(name)
        self.clicked.connect(self._clicked)
        self.customContextMenuRequested.connect(self._menu)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.current_changed.emit(current.row())

    def make_current(self, row: int) -> None:
        """Let the keyboard go on from a row, or with -1 from the start; nothing is scrolled."""
        if row < 0:
            return
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(
            self.model().index(row, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.setAutoScroll(scrolls)

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Pick what was pressed: a row that is sorted anew meanwhile has another picture."""
        pressed = self.currentIndex()
        self.picked.emit((pressed if pressed.isValid() else index).row())

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if index.isValid():
            self.menu_wanted.emit(index.row(), self.viewport().mapToGlobal(point))


class PictureGrid(PictureList):
    """Rows of thumbnails that fill the width; Enter and Space pick as a click does."""

    def __init__(self, thumbnails: Thumbnails, name: str, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, name, parent)
        self._side = thumbnails.side
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # A bar that comes and goes would change the width, which is filled.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def set_side(self, side: int) -> None:
        """Set the least size of the thumbnails, in logical pixels; they fill the width."""
        self._side = side
        self.fill()

    def fill(self) -> None:
        """Fill the width anew."""
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
            self.fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() and index.isValid():
            self.picked.emit(index.row())
        else:
            super().keyPressEvent(event)
