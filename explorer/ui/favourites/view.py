"""The strip of favourites below the canvas."""

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
    QPoint,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from explorer.core.favourites.file import Favourite
from explorer.core.scores import PEGASUS, blend_scores
from explorer.ui.gallery.model import IMAGE_ROLE, NOWHERE, PIN_ROLE, TEXT_ROLE, AnyIndex
from explorer.ui.gallery.picture_list import PictureList
from explorer.ui.gallery.thumbnails import Thumbnails
from explorer.ui.parts.drops import Dropped, dropped
from explorer.ui.parts.pixels import SIDE, to_image
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.words import STARS, score
from explorer.ui.preview.scores_view import role_label

TEXT = 18
NONE_YET = "Press F to keep what you see: it lands here, with its whole recipe inside."
NOT_FOUND = "No favourite says that: search for less."


class FavouritesModel(QAbstractListModel):
    """Favourites in their order; the newest comes first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Favourite, ...] = ()
        self._image = lru_cache(1024)(self._make_image)

    def show(self, items: Sequence[Favourite]) -> None:
        self.beginResetModel()
        self._items = tuple(items)
        self._image.cache_clear()
        self.endResetModel()

    def at(self, row: int) -> Favourite:
        return self._items[row]

    def _make_image(self, row: int) -> QImage:
        return to_image(self._items[row].picture)

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
        data = QMimeData()
        paths = [self._items[index.row()].path for index in indexes]
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths if path])
        return data


def _caption(favourite: Favourite) -> str:
    stars = STARS * favourite.rating
    pegasus = favourite.recipe.scores.values.get(PEGASUS.name)
    return stars or (score(pegasus) if pegasus is not None else "")


def _in_words(favourite: Favourite) -> str:
    values, parts = favourite.recipe.scores.values, []
    moment = favourite.recipe.created.astimezone()
    parts.append(f"Kept {moment:%d %B %Y, %H:%M}")
    known = [row for row in blend_scores() if row.name in values]
    parts += [f"{row.name} {score(row.share(values[row.name]))}" for row in known]
    lines = [" · ".join(parts), favourite.notes, "Click to open its board"]
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
        self.selection_told.emit(sorted(index.row() for index in self.selectedIndexes()))

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


class FavouritesView(QWidget):
    """The strip with its heading, or a line that says how to fill it."""

    opened = Signal(object)
    used = Signal(object)
    rated = Signal(object, int)
    noted = Signal(object, str)
    export_wanted = Signal(object, object, int)
    """A favourite, the file to write, and how many times it is enlarged."""
    delete_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    dropped_here = Signal(object)
    folder_wanted = Signal()
    text_typed = Signal(str)
    selected = Signal(tuple)
    """The favourites that are selected, for a sheet or an archive."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.model = FavouritesModel(self)
        self.strip = Strip(self)
        self.strip.setModel(self.model)
        self.count = role_label("caption", "", self)
        self.damaged = role_label("warning", "", self)
        self.empty = role_label(
            "caption",
            NONE_YET,
            self,
        )
        self._folder = QPushButton("Show folder", self)
        self._folder.setFlat(True)
        self._folder.clicked.connect(self.folder_wanted)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find by notes, names or classes")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(240)
        self.search.setAccessibleName("Find favourites")
        self.search.setToolTip(
            "Ctrl or Shift and a click select several; sheet and zip are then made of those"
        )
        self.search.textChanged.connect(self.text_typed)
        self.strip.selection_told.connect(self._selected)
        self._lay_out()
        self.strip.picked.connect(self._opened)
        self.strip.delete_wanted.connect(self._delete)
        self.strip.menu_wanted.connect(self._menu)
        self.set_favourites(())
        self.set_damaged(0, "")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(role_label("heading", "Favourites", self))
        head.addWidget(self.count)
        head.addWidget(self.damaged)
        head.addStretch(1)
        head.addWidget(self.search)
        head.addWidget(self._folder)
        body = QWidget(self)
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.strip)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(body, 1)

    def sizeHint(self) -> QSize:
        return QSize(600, 2 * SIDE + TEXT + 70)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 2 * SIDE + TEXT + 62)

    def set_favourites(self, items: Sequence[Favourite]) -> None:
        """Show these, in this order."""
        current = self.strip.currentIndex()
        kept = self.model.at(current.row()).path if current.isValid() else None
        self.model.show(items)
        self.selected.emit(())
        paths = [item.path for item in items]
        self.strip.make_current(paths.index(kept) if kept in paths else -1)
        self.count.setText(str(len(items)) if items else "")
        searching = bool(self.search.text())
        self._folder.setVisible(bool(items) or searching)
        self.search.setVisible(bool(items) or searching)
        self.empty.setText(NOT_FOUND if searching else NONE_YET)
        self._stack.setCurrentWidget(self.strip if items else self.empty)

    def show_folder(self, folder: Path) -> None:
        """Open a folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def set_damaged(self, count: int, problems: str) -> None:
        """Say how many files of the folder cannot be read, and as a tooltip, why."""
        self.damaged.setText(f"{count} damaged" if count else "")
        self.damaged.setToolTip(problems)
        self.damaged.setVisible(bool(count))

    def _selected(self, rows: list[int]) -> None:
        self.selected.emit(tuple(self.model.at(row) for row in rows))

    def _opened(self, row: int) -> None:
        self.opened.emit(self.model.at(row))

    def _delete(self, row: int) -> None:
        self.delete_wanted.emit(self.model.at(row))

    def _menu(self, row: int, where: QPoint) -> None:
        self.menu_wanted.emit(self.model.at(row), where)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def _consider(self, event: QDragMoveEvent) -> None:
        if event.source() is not self.strip and dropped(event.mimeData()).paths:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        content = dropped(event.mimeData())
        if content != Dropped():
            event.acceptProposedAction()
            self.dropped_here.emit(content)
