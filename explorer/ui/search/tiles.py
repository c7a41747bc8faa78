"""A grid of blends, each a board that one click opens."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QHideEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from explorer.core.search.finds import Find
from explorer.ui.gallery.model import IMAGE_ROLE, NOWHERE, PIN_ROLE, AnyIndex
from explorer.ui.gallery.picture_list import PictureGrid
from explorer.ui.gallery.thumbnails import TEXT_ROLE, Thumbnails
from explorer.ui.parts.pixels import SIDE, to_image
from explorer.ui.parts.plain import plain_tip

TEXT = 18
KEPT = 1024

Words = Callable[[Find], str]


class TilesModel(QAbstractListModel):
    """Row i is the i-th blend. Rows change in place, so that a press and its release agree.

    Parameters
    ----------
    caption, words
        What is written below a picture, and what is said of it on hover.
    """

    def __init__(self, caption: Words, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Find, ...] = ()
        self._caption, self._words = caption, words
        self._image = lru_cache(KEPT)(_image)

    @property
    def items(self) -> tuple[Find, ...]:
        """What is shown."""
        return self._items

    def show(self, items: Sequence[Find]) -> None:
        """Show these, in this order."""
        old, new = len(self._items), len(items)
        if new < old:
            self.beginRemoveRows(NOWHERE, new, old - 1)
            self._items = self._items[:new]
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(NOWHERE, old, new - 1)
            self._items = tuple(items)
            self.endInsertRows()
        self._items = tuple(items)
        if new:
            self.dataChanged.emit(self.index(0, 0), self.index(new - 1, 0))

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == IMAGE_ROLE:
            return self._image(item)
        if role == TEXT_ROLE:
            return self._caption(item)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._words(item))
        return -1 if role == PIN_ROLE else None


class Tiles(PictureGrid):
    """The grid, by mouse and by keyboard. What comes while a button is down waits for its release:
    else the picture under the mouse would be another one by then."""

    def __init__(
        self, name: str, caption: Words, words: Words, zoom: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(Thumbnails(zoom * SIDE, TEXT), name, parent)
        self.tiles = TilesModel(caption, words, self)
        self.setModel(self.tiles)
        self.setDragEnabled(False)
        self._waiting: tuple[Find, ...] | None = None
        self._pressed = False

    @property
    def current(self) -> Find | None:
        """The blend that was clicked last, or that the keyboard is at."""
        index = self.currentIndex()
        return self.tiles.items[index.row()] if index.isValid() else None

    def show_tiles(self, items: Sequence[Find]) -> None:
        """Show these, in this order; the current one stays current where it is among them."""
        if self._pressed and items:
            self._waiting = tuple(items)
            return
        self._waiting = None  # with none to show, what is there counts no more
        current, boards = self.current, [item.board for item in items]
        self.tiles.show(items)
        if current is not None and current.board in boards:
            self.make_current(boards.index(current.board))
        elif current is not None:
            self.setCurrentIndex(QModelIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # The right one's release may go to the menu that its press opens.
        self._pressed |= event.button() == Qt.MouseButton.LeftButton
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_go()  # its release would go elsewhere

    def _let_go(self) -> None:
        self._pressed = False
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.show_tiles(waiting)


def _image(item: Find) -> QImage:
    return to_image(item.picture)
