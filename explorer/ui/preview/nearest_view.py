"""The nearest real pictures, one a row: picture, name, distance, and a button that pins it."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from explorer.core.board.sources import Source
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.pixels import SIDE, draw_sharp, fitting_zoom, picture_rect, to_image
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.tab_order import follow
from explorer.ui.parts.words import class_label, source_label
from explorer.ui.preview.nearest_control import Neighbour
from explorer.ui.preview.scores_view import role_label

PIN, OFF = "Pin this", "Take off"
FAR = "Between the latents of this picture and of the blend: 0 is the same picture to the model"


class Thumb(QWidget):
    """A small picture with square pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setFixedSize(QSize(SIDE + 2, SIDE + 2))

    def set_image(self, image: QImage) -> None:
        """Show an image."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        painter, ratio = QPainter(self), self.devicePixelRatioF()
        zoom = fitting_zoom(self.width(), ratio)
        draw_sharp(painter, picture_rect(self.rect().toRectF().center(), zoom, ratio), self._image)
        painter.end()


class NearestRow(QWidget):
    """One of the nearest pictures; a right click, or the menu key, opens its menu."""

    picked = Signal(object)
    alike_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self.thumb, self.button = Thumb(self), QPushButton(PIN, self)
        self.name, self.far = ElidedLabel(parent=self), role_label("caption", "", self)
        self.far.setToolTip(FAR)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.far)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.thumb)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.button.clicked.connect(self._pick)

    @property
    def source(self) -> Source | None:
        """The picture of this row; None while there is none."""
        return self._source

    def show_neighbour(self, near: Neighbour, pinned: bool) -> None:
        """Show a picture, and whether it is on the board."""
        if near.source != self._source:
            self._source = near.source
            self.thumb.set_image(to_image(near.source.picture))
            name, kind = source_label(near.source.name), class_label(near.source.class_name)
            self.name.setText(name)
            self.name.setToolTip(plain_tip(f"{kind}: {name}"))
        self.far.setText(f"latent distance {near.distance:.1f}")
        self.button.setText(OFF if pinned else PIN)
        self.button.setAccessibleName(f"{self.button.text()}: {source_label(near.source.name)}")

    def _pick(self) -> None:
        self.picked.emit(self._source)

    def _find_alike(self) -> None:
        self.alike_wanted.emit(self._source)

    def _copy(self) -> None:
        if self._source is not None:
            QGuiApplication.clipboard().setImage(to_image(self._source.picture))

    def _menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(self.button.text(), self._pick)
        menu.addAction("More like this", self._find_alike)
        menu.addAction("Copy picture", self._copy)
        menu.exec(self.mapToGlobal(where))
        menu.deleteLater()


class NearestView(QWidget):
    """The rows, nearest first, and a line that says among what they were looked for."""

    opened = Signal()
    picked = Signal(object)
    alike_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Nearest pictures")
        self.note = role_label("caption", "", self)
        self.note.setWordWrap(True)
        self.rows: list[NearestRow] = []
        """As many as were ever shown at once."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.note)

    @property
    def is_open(self) -> bool:
        """Whether its page is the one that is shown."""
        return self.isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()

    def set_nearest(self, neighbours: Sequence[Neighbour], pinned: Collection[str]) -> None:
        """Show pictures, nearest first; those that are ``pinned`` can be taken off."""
        while len(self.rows) < len(neighbours):
            self._add_row()
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(neighbours))
            if i < len(neighbours):
                row.show_neighbour(neighbours[i], neighbours[i].source.name in pinned)

    def _add_row(self) -> None:
        row = NearestRow(self)
        row.picked.connect(self.picked)
        row.alike_wanted.connect(self.alike_wanted)
        self._column.insertWidget(len(self.rows), row)
        follow(self.rows[-1].button if self.rows else self.note, row.button)
        self.rows.append(row)

    def set_note(self, text: str) -> None:
        """Say among what they were looked for, or why there are none."""
        self.note.setText(text)
