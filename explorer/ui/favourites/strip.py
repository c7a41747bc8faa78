"""One row of favourites, its pictures read when they are seen."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QWidget,
)

from explorer.core.favourites.listing import Listed
from explorer.core.scores import blend_scores, headline
from explorer.ui.gallery.model import IMAGE_ROLE, NOWHERE, PIN_ROLE, TEXT_ROLE, AnyIndex
from explorer.ui.gallery.picture_list import PictureList
from explorer.ui.gallery.thumbnails import Thumbnails
from explorer.ui.parts.drops import files_mime
from explorer.ui.parts.pixels import SIDE, to_image
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.words import STARS, score
from training.files.errors import UserError

TEXT = 18
CLICK = "Click to open its board"
EXACT = "Computed exactly: the live picture is quicker, and its scores may differ by a point or two"


class FavouritesModel(QAbstractListModel):
    """Favourites in their order; the newest comes first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Listed, ...] = ()
        self._image = lru_cache(1024)(self._make_image)

    def show(self, items: Sequence[Listed]) -> None:
        self.beginResetModel()
        self._items = tuple(items)
        self._image.cache_clear()
        self.endResetModel()

    def at(self, row: int) -> Listed:
        return self._items[row]

    def _make_image(self, row: int) -> QImage | None:
        """Read what is seen, when it is seen; what went meanwhile has no picture."""
        try:
            return to_image(self._items[row].read().picture)
        except UserError:
            return None

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        if role == IMAGE_ROLE:
            return self._image(index.row())
        if role == TEXT_ROLE:
            return _caption(self._items[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_in_words(self._items[index.row()]))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _in_words(self._items[index.row()])
        return -1 if role == PIN_ROLE else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return files_mime(Path(self._items[index.row()].file) for index in indexes)


def _caption(favourite: Listed) -> str:
    row, values = headline(), favourite.values
    if favourite.rating or row is None or row.name not in values:
        return STARS * favourite.rating
    return score(row.share(values[row.name]))


def _in_words(favourite: Listed) -> str:
    values, parts = favourite.values, []
    moment = favourite.created.astimezone()
    parts.append(f"Kept {moment:%d %B %Y, %H:%M}")
    known = [row for row in blend_scores() if row.name in values]
    parts += [f"{row.name} {score(row.share(values[row.name]))}" for row in known]
    tags = f"Tags: {', '.join(favourite.tags)}" if favourite.tags else ""
    parent = "Came from another favourite" if favourite.parents else ""
    lines = [" · ".join(parts), EXACT if known else "", favourite.notes, tags, parent, CLICK]
    return "\n".join(filter(None, lines))


class Strip(PictureList):
    """One row of favourites, scrolled sideways."""

    delete_wanted = Signal(int)
    selection_told = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Thumbnails(2 * SIDE, TEXT), "Favourites", parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        rows = sorted(index.row() for index in self.selectedIndexes())
        self.thumbnails.several = len(rows) > 1
        self.viewport().update()
        self.selection_told.emit(rows)

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Open what is clicked, unless the click adds it to a selection."""
        keys = QGuiApplication.keyboardModifiers()
        adding = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if not keys & adding:
            super()._clicked(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):
            self.picked.emit(index.row())
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit(index.row())
        else:
            super().keyPressEvent(event)
