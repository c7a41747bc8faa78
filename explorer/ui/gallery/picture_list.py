"""A list of thumbnails of equal size: what gallery and favourites have in common."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
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
        self.picked.emit(index.row())

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if index.isValid():
            self.menu_wanted.emit(index.row(), self.viewport().mapToGlobal(point))
