"""The gallery: what to show, the grid of thumbnails, and how to get more pictures."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.values import Rows
from explorer.core.gallery.view import Selection, Values
from explorer.ui.gallery.banner import Banner
from explorer.ui.gallery.crop_view import CropView
from explorer.ui.gallery.filters import LETTERS, Filters, choice_box
from explorer.ui.gallery.grid import Grid
from explorer.ui.gallery.left_out import show_left_out
from explorer.ui.gallery.menu import Chosen, ask_what_to_do
from explorer.ui.gallery.model import GalleryModel
from explorer.ui.parts.drops import GALLERY_MIME, dropped, is_welcome
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.plain import plain_tip, shortened
from explorer.ui.preview.scores_view import role_label

DREAMS, MINE, DATA = "dreams", "mine", "data"
"""Keys of the collections."""
NONE_FOUND = "No picture is like that: search for less, or choose other classes."
NONE_YET = "Pictures that you drop, paste or open are kept here."


class GalleryView(QWidget):
    """Filters above, thumbnails in the middle, what more there is below."""

    source_picked = Signal(int)
    """The gallery's index of a picture that was clicked."""
    alike_wanted = Signal(int)
    """The same of one that others should be like."""
    classes_chosen = Signal(object)
    order_chosen = Signal(str)
    order_reversed = Signal(bool)
    text_typed = Signal(str)
    loss_chosen = Signal(object)
    """The most detail that the model's copies may lack; None for any."""
    collection_chosen = Signal(str)
    remove_wanted = Signal(str)
    """The name of a picture of the user's own."""
    side_changed = Signal(int)
    scrolled = Signal(int)
    get_data_wanted = Signal()
    open_folder_wanted = Signal()
    cancel_wanted = Signal()
    dropped_here = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._scroll_wanted = 0
        self._make_choices()
        self._make_pictures()
        self._lay_out()
        self._connect()

    def _make_choices(self) -> None:
        """What is shown of which pictures, and how many they are."""
        self.collection = choice_box("Collection", self)
        self.collection.setToolTip("Which pictures: the model's dreams, your own, or a data set")
        self.filters = Filters(self)
        self.classes, self.order = self.filters.classes, self.filters.order
        self.search, self.loss = self.filters.search, self.filters.loss
        self.turned, self.side = self.filters.turned, self.filters.side
        self.count = role_label("caption", "", self)
        self.left_out = self._left_out_button()

    def _make_pictures(self) -> None:
        """The pictures, the name of one, the frame of one's own, and where there are more."""
        self.model = GalleryModel(self)
        self.grid = Grid(2 * SIDE, self)
        self.grid.setModel(self.model)
        self.named = ElidedLabel("caption", "", self)
        self.named.setAccessibleName("The chosen picture")
        self.crop = CropView(self)
        self.nothing = role_label("caption", "", self)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.banner = Banner(self)

    def _connect(self) -> None:
        filters, grid, banner = self.filters, self.grid, self.banner
        filters.classes_chosen.connect(self.classes_chosen)
        filters.order_chosen.connect(self.order_chosen)
        filters.order_reversed.connect(self.order_reversed)
        filters.text_typed.connect(self.text_typed)
        filters.loss_chosen.connect(self.loss_chosen)
        filters.searched.connect(grid.setFocus)
        filters.side_chosen.connect(self._side_chosen)
        banner.get_data_wanted.connect(self.get_data_wanted)
        banner.open_folder_wanted.connect(self.open_folder_wanted)
        banner.cancel_wanted.connect(self.cancel_wanted)
        self.collection.activated.connect(self._collection_chosen)
        self.crop.changed.connect(self._make_room)
        grid.picked.connect(self._picked)
        grid.menu_wanted.connect(self._menu)
        grid.current_changed.connect(self._name)
        bar = grid.verticalScrollBar()
        bar.rangeChanged.connect(self._scroll_on)
        bar.valueChanged.connect(self.scrolled)

    def _left_out_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("dense", True)
        button.setToolTip("Files of this folder or archive that are not shown, and why")
        button.clicked.connect(self._tell_left_out)
        button.hide()
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.collection, 1)
        head.addWidget(self.count)
        pictures = QWidget(self)
        self._stack = QStackedLayout(pictures)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(
            self.left_out, 0, Qt.AlignmentFlag.AlignRight
        )  # beside, it would widen all
        layout.addWidget(self.filters)
        layout.addWidget(pictures, 1)
        layout.addWidget(self.named)
        layout.addWidget(self.crop)
        layout.addWidget(self.banner)

    def sizeHint(self) -> QSize:
        return QSize(316, 600)

    # Setters

    def set_gallery(
        self, gallery: Gallery, shown: Rows, selection: Selection, values: Values | None
    ) -> None:
        """Show pictures of a gallery: ``shown`` are their indices, by ``selection``.

        ``values`` are what they are sorted by, one for each of the gallery's pictures.
        """
        current = self.grid.currentIndex()
        kept = self.model.picture_at(current.row()) if current.isValid() else -1
        same = self.model.show(gallery, shown, selection.order, values)
        self.grid.viewport().update()
        self._scroll_wanted = self._scroll_wanted if same else 0
        self.grid.set_words(values is not None)
        row = self.model.row_of(kept) if same else -1
        if row < 0:
            self.grid.selectionModel().clear()
        self.grid.make_current(row)
        self._name(self.grid.currentIndex().row())
        self._show_count(gallery)
        self.filters.set_selection(gallery, selection)

    def _show_count(self, gallery: Gallery) -> None:
        count = self.model.rowCount()
        self.count.setText(f"{count:,} picture{'s' if count != 1 else ''}")
        left_out = sum(part.count for part in gallery.left_out)
        self.left_out.setText(f"{left_out:,} left out")
        self.left_out.setVisible(left_out > 0)
        self.nothing.setText(NONE_FOUND if len(gallery) else NONE_YET)
        self._stack.setCurrentWidget(self.grid if count else self.nothing)

    def set_collections(self, names: Mapping[str, str], current: str) -> None:
        """Show which collections there are, by their keys, and which of them is shown."""
        self.collection.clear()
        for key, name in names.items():
            self.collection.addItem(shortened(name, LETTERS), key)
            place = self.collection.count() - 1
            self.collection.setItemData(place, plain_tip(name), Qt.ItemDataRole.ToolTipRole)
        self.collection.setCurrentIndex(self.collection.findData(current))

    def set_side(self, side: int) -> None:
        """Set the thumbnails' size: a whole multiple of the pictures' own."""
        self.filters.set_side(side)

    def mark(self, names: Iterable[str]) -> None:
        """Mark the pictures that are on the board."""
        self.model.mark(tuple(names))

    def set_invitation(self, dreams: bool) -> None:
        """Offer real pictures (below the dreams), or nothing (below real ones)."""
        self.banner.invite(dreams)

    def show_progress(self, text: str, share: float | None = None) -> None:
        """Say what is going on; ``share`` in [0, 1], None where nobody knows how much is left."""
        self.banner.show_progress(text, share)

    def end_progress(self) -> None:
        """Say that nothing is going on any more."""
        self.banner.end_progress()

    def _make_room(self) -> None:
        self.banner.give_way(not self.crop.isHidden())

    @property
    def scrolled_to(self) -> int:
        """How far it is scrolled down, or will be, in logical pixels."""
        return self._scroll_wanted or self.grid.verticalScrollBar().value()

    def scroll_to(self, scroll: int) -> None:
        """Scroll down as soon as so many pictures are laid out."""
        bar = self.grid.verticalScrollBar()
        self._scroll_wanted = scroll
        self._scroll_on(bar.minimum(), bar.maximum())

    def _scroll_on(self, least: int, most: int) -> None:
        wanted = self._scroll_wanted
        if wanted and wanted <= most:
            self._scroll_wanted = 0
            self.grid.verticalScrollBar().setValue(wanted)

    # What the user does

    def _picked(self, row: int) -> None:
        self.source_picked.emit(self.model.picture_at(row))

    def _menu(self, row: int, where: QPoint) -> None:
        picture, gallery = self.model.picture_at(row), self.model.gallery
        chosen = ask_what_to_do(self, where, own=self.collection.currentData() == MINE)
        if gallery is not self.model.gallery:  # another one came while the menu was open
            return
        if chosen is Chosen.PICK:
            self.source_picked.emit(picture)
        elif chosen is Chosen.ALIKE:
            self.alike_wanted.emit(picture)
        elif chosen is Chosen.REMOVE and gallery is not None:
            self.remove_wanted.emit(gallery.names[picture])

    def _name(self, row: int) -> None:
        """Say what the picture is that the keyboard is at."""
        told = self.model.in_words(self.model.picture_at(row)) if row >= 0 else ""
        self.named.setText(told)
        self.named.setToolTip(plain_tip(told))

    def _collection_chosen(self, place: int) -> None:
        self.collection_chosen.emit(self.collection.itemData(place))

    def _side_chosen(self, side: int) -> None:
        self.grid.set_side(side)
        self.side_changed.emit(side)

    def _tell_left_out(self) -> None:
        """List what is not shown."""
        if self.model.gallery is not None:
            show_left_out(self, self.model.gallery.left_out)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def _consider(self, event: QDragMoveEvent) -> None:
        # Its own pictures are here already.
        if is_welcome(event.mimeData()) and not event.mimeData().hasFormat(GALLERY_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped_here.emit(dropped(event.mimeData()))
