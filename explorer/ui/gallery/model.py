"""The pictures of a gallery as a Qt model; an icon is made when it is first seen."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QImage

from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import NAME, Values, orders, written
from explorer.core.scores import CONFIDENCE
from explorer.ui.parts.drops import gallery_mime
from explorer.ui.parts.pixels import to_image
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.words import class_label, percent, source_label

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
IMAGE_ROLE = int(Qt.ItemDataRole.UserRole)
PIN_ROLE = IMAGE_ROLE + 1
TEXT_ROLE = PIN_ROLE + 1
KEPT = 4096
"""Icons kept: several screens of the smallest ones, 17 MB."""


class GalleryModel(QAbstractListModel):
    """Row i is picture ``shown[i]`` of the gallery."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gallery: Gallery | None = None
        self._shown: NDArray[np.int64] = np.zeros(0, np.int64)
        self._pins: dict[str, int] = {}
        self._order = NAME
        self._values: Values | None = None
        self._image = lru_cache(KEPT)(self._make_image)

    @property
    def gallery(self) -> Gallery | None:
        """The gallery that is shown; None before the first."""
        return self._gallery

    def show(
        self,
        gallery: Gallery,
        shown: NDArray[np.int64],
        order: str = NAME,
        values: Values | None = None,
    ) -> bool:
        """Show these pictures, indices into the gallery (m,), in this order.

        Where these are as many of the same gallery as before, the view is not told, but has to
        paint itself anew: it would look at each row, which takes two frames of 18,000.

        Parameters
        ----------
        order, values
            What they are sorted by, and its value for each of the gallery's pictures (n,).

        Returns
        -------
        bool
            Whether it is the same gallery as before.
        """
        same = gallery is self._gallery
        if not same:
            self._image.cache_clear()
        rows_stay = same and len(shown) == len(self._shown)
        if not rows_stay:
            self.beginResetModel()
        self._gallery, self._shown = gallery, shown
        self._order, self._values = order, values
        if not rows_stay:
            self.endResetModel()
        return same

    def mark(self, names: Sequence[str]) -> None:
        """Mark the pictures that are on the board, in the order of its pins."""
        old, self._pins = self._pins, {name: i for i, name in enumerate(names)}
        if self._gallery is None or old == self._pins:
            return
        for name in {*old, *self._pins}:
            place = self._gallery.find(name)
            for row in np.flatnonzero(self._shown == place) if place is not None else ():
                index = self.index(int(row), 0)
                self.dataChanged.emit(index, index, [PIN_ROLE])

    def picture_at(self, row: int) -> int:
        """Return the gallery's index of the picture in a row."""
        return int(self._shown[row])

    def row_of(self, picture: int) -> int:
        """Return the row of the gallery's picture of that index; -1 where it is not shown."""
        rows = np.flatnonzero(self._shown == picture)
        return int(rows[0]) if len(rows) else -1

    def name_at(self, row: int) -> str:
        assert self._gallery is not None
        return self._gallery.names[self.picture_at(row)]

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if self._gallery is None or not index.isValid():
            return None
        picture = self.picture_at(index.row())
        if role == IMAGE_ROLE:
            return self._image(picture)
        if role == PIN_ROLE:
            return self._pins.get(self._gallery.names[picture], -1)
        if role == TEXT_ROLE:
            return self._value(picture)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.in_words(picture))
        return self.in_words(picture) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _value(self, picture: int) -> str:
        """What the picture is sorted by, as it is written; empty where that is no number."""
        return "" if self._values is None else written(self._order, float(self._values[picture]))

    def _make_image(self, picture: int) -> QImage:
        assert self._gallery is not None
        return to_image(self._gallery.pictures[picture])

    def in_words(self, picture: int) -> str:
        """Name the gallery's picture of that index, its class, and what it is sorted by."""
        gallery = self._gallery
        assert gallery is not None
        parts = [class_label(gallery.class_name(picture)), source_label(gallery.names[picture])]
        if CONFIDENCE.name in gallery.values:
            sure = float(gallery.values[CONFIDENCE.name][picture])
            parts.append(f"{CONFIDENCE.words} {percent(sure)}")
        if self._order != CONFIDENCE.name and (value := self._value(picture)):
            parts.append(f"{orders()[self._order].lower()}: {value}")
        return " · ".join(parts)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return gallery_mime([self.name_at(index.row()) for index in indexes])
