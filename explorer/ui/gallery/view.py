"""The gallery: what to show, the grid of thumbnails, and how to get more pictures."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.values import Rows
from explorer.core.gallery.view import LIKENESS, LOSS, Selection, Values, orders
from explorer.ui.gallery.crop_view import CropView
from explorer.ui.gallery.grid import Grid
from explorer.ui.gallery.menu import Chosen, ask_what_to_do
from explorer.ui.gallery.model import GalleryModel
from explorer.ui.parts.drops import GALLERY_MIME, dropped, is_welcome
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.plain import plain_tip, shortened
from explorer.ui.parts.words import class_label
from explorer.ui.preview.scores_view import role_label

ALL, FIRST = "all", "first"
DREAMS, MINE, DATA = "dreams", "mine", "data"
"""Keys of the collections."""
LETTERS = 30
"""Of a name in a list to choose from."""
FIRST_WORDS, FIRST_LETTERS = "Horses + wings", 10
"""What the usual filter is called, and the wide letters that it takes the room of."""
MOST_LOSS = 127
NONE_FOUND = "No picture is like that: search for less, or choose other classes."
NONE_YET = "Pictures that you drop, paste or open are kept here."
ORDER_TIPS = {
    LOSS: "The pictures first that the model copies best; the number is by how many of 255 "
    "levels its copy is off",
    LIKENESS: "The pictures first that are nearest to the one that was chosen by “Find alike”",
}
INVITATION = "The model made these pictures up. Blend them, or bring real ones."


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
        self._classes: tuple[str, ...] = ()
        self._invites, self._busy = True, False
        self.model = GalleryModel(self)
        self.grid = Grid(2 * SIDE, self)
        self.grid.setModel(self.model)
        self.classes = self._box("Class filter", FIRST_LETTERS)
        self.order = self._box("Order")
        for order, text in orders().items():
            self.order.addItem(text, order)
            tip = ORDER_TIPS.get(order, "")
            self.order.setItemData(self.order.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.turned = self._turn_button()
        self.search = self._search_field()
        self.loss = self._loss_box()
        self.side = self._side_slider()
        self.collection = self._box("Collection")
        self.collection.setToolTip("Which pictures: the model's dreams, your own, or a data set")
        self.count = role_label("caption", "", self)
        self.named = ElidedLabel("caption", "", self)
        self.named.setAccessibleName("The chosen picture")
        self.crop = CropView(self)
        self.nothing = role_label("caption", "", self)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.banner = self._banner()
        self._lay_out()
        self.grid.picked.connect(self._picked)
        self.grid.menu_wanted.connect(self._menu)
        self.classes.activated.connect(self._classes_chosen)
        self.order.activated.connect(self._order_chosen)
        self.turned.clicked.connect(self.order_reversed)
        self.search.textChanged.connect(self.text_typed)
        self.search.returnPressed.connect(self.grid.setFocus)
        self.loss.valueChanged.connect(self._loss_chosen)
        self.collection.activated.connect(self._collection_chosen)
        self.crop.changed.connect(self._show_banner)
        self.grid.current_changed.connect(self._name)
        self.side.valueChanged.connect(self._side_chosen)
        self._scroll_wanted = 0
        bar = self.grid.verticalScrollBar()
        bar.rangeChanged.connect(self._scroll_on)
        bar.valueChanged.connect(self.scrolled)

    def _box(self, name: str, letters: int = 6) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(name)
        narrow(box, letters)
        return box

    def _search_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText("Search by name or class")
        field.setClearButtonEnabled(True)
        field.setAccessibleName("Search the gallery")
        field.setToolTip("Every word must be in a picture's name or class (Ctrl+F)")
        return field

    def _turn_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setText("\N{UPWARDS ARROW LEFTWARDS OF DOWNWARDS ARROW}")
        button.setFixedWidth(34)
        button.setAccessibleName("Turn the order round")
        button.setToolTip("Turn the order round: the last first")
        return button

    def _loss_box(self) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, MOST_LOSS)
        box.setSpecialValueText("Any detail lost")
        box.setPrefix("Lost up to ")
        box.setKeyboardTracking(False)
        box.lineEdit().setTextMargins(6, 0, 0, 0)
        box.setAccessibleName("Most detail lost")
        box.setToolTip(
            "Show only pictures that the model copies well: by how many of 255 levels its copy "
            "is off at most, as a root mean square; 0 for all"
        )
        return box

    def _side_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(1, 5)
        slider.setValue(2)
        slider.setPageStep(1)
        slider.setFixedWidth(60)
        slider.setAccessibleName("Thumbnail size")
        slider.setToolTip("Thumbnail size")
        return slider

    def _banner(self) -> QFrame:
        banner = QFrame(self)
        banner.setProperty("role", "banner")
        self._banner_text = QLabel(banner)
        self._banner_text.setWordWrap(True)
        self._progress = QProgressBar(banner)
        self._progress.setTextVisible(False)
        self._get = QPushButton("Get CIFAR-10", banner)
        self._get.setProperty("primary", True)
        self._get.setToolTip("Fetch 60,000 real pictures (170 MB), once")
        self._open = QPushButton("Open folder…", banner)
        self._open.setToolTip("Look through a folder of pictures of your own")
        self._cancel = QPushButton("Cancel", banner)
        self._get.clicked.connect(self.get_data_wanted)
        self._open.clicked.connect(self.open_folder_wanted)
        self._cancel.clicked.connect(self.cancel_wanted)
        layout = QVBoxLayout(banner)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self._banner_text)
        layout.addWidget(self._progress)
        buttons = QHBoxLayout()
        for button in (self._get, self._open, self._cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        return banner

    def _lay_out(self) -> None:
        head, filters, more = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.collection, 1)
        head.addWidget(self.count)
        filters.addWidget(self.classes, 6)
        filters.addWidget(self.order, 5)
        more.addWidget(self.loss, 1)
        more.addWidget(self.side)
        more.addWidget(self.turned)
        pictures = QWidget(self)
        self._stack = QStackedLayout(pictures)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.search)
        for row in (filters, more):
            row.setSpacing(6)
            layout.addLayout(row)
        layout.addWidget(pictures, 1)
        layout.addWidget(self.named)
        layout.addWidget(self.crop)
        layout.addWidget(self.banner)
        self._show_banner()

    def sizeHint(self) -> QSize:
        return QSize(316, 600)

    # Setters

    def set_gallery(
        self, gallery: Gallery, shown: Rows, selection: Selection, values: Values | None
    ) -> None:
        """Show pictures of a gallery: ``shown`` are their indices, by ``selection``.

        ``values`` are what they are sorted by, one for each of the gallery's pictures.
        """
        if gallery.classes != self._classes or not self.classes.count():
            self._fill_classes(gallery)
        current = self.grid.currentIndex()
        kept = self.model.picture_at(current.row()) if current.isValid() else -1
        same = self.model.show(gallery, shown, selection.order, values)
        self._scroll_wanted = self._scroll_wanted if same else 0
        self.grid.set_words(values is not None)
        self.grid.make_current(self.model.row_of(kept) if same else -1)
        self._name(self.grid.currentIndex().row())
        self._show_count(gallery)
        self._show_selection(gallery, selection)

    def _show_count(self, gallery: Gallery) -> None:
        count = self.model.rowCount()
        self.count.setText(f"{count:,} picture{'s' if count != 1 else ''}")
        self.nothing.setText(NONE_FOUND if len(gallery) else NONE_YET)
        self._stack.setCurrentWidget(self.grid if count else self.nothing)

    def _show_selection(self, gallery: Gallery, selection: Selection) -> None:
        self.order.setCurrentIndex(self.order.findData(selection.order))
        chosen = _choice_of(gallery, selection)
        self.classes.setCurrentIndex(max(0, self.classes.findData(chosen)))
        self.turned.setChecked(selection.reverse)
        for widget in (self.search, self.loss):
            widget.blockSignals(True)
        if self.search.text() != selection.text:  # else the cursor would jump to the end
            self.search.setText(selection.text)
        self.loss.setValue(round(selection.most_loss or 0))
        for widget in (self.search, self.loss):
            widget.blockSignals(False)

    def _fill_classes(self, gallery: Gallery) -> None:
        self._classes = gallery.classes
        self.classes.clear()
        if 0 < len(gallery.first_classes) < len(gallery.classes):
            self.classes.addItem(FIRST_WORDS, FIRST)
        self.classes.addItem("All pictures", ALL)
        for name in gallery.classes:
            self.classes.addItem(shortened(class_label(name), LETTERS), f"class {name}")

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
        self.side.setValue(max(1, round(side / SIDE)))

    def mark(self, names: Iterable[str]) -> None:
        """Mark the pictures that are on the board."""
        self.model.mark(tuple(names))

    def set_invitation(self, dreams: bool) -> None:
        """Offer real pictures (below the dreams), or nothing (below real ones)."""
        self._invites = dreams
        self._show_banner()

    def show_progress(self, text: str, share: float | None = None) -> None:
        """Say what is going on; ``share`` in [0, 1], None where nobody knows how much is left."""
        self._busy = True
        self._progress.setRange(0, 0 if share is None else 1000)
        self._progress.setValue(0 if share is None else round(1000 * share))
        self._show_banner(text)

    def end_progress(self) -> None:
        """Say that nothing is going on any more."""
        self._busy = False
        self._show_banner()

    def _show_banner(self, progress: str = "") -> None:
        """Show what is going on, or else the invitation."""
        if progress or not self._busy:
            self._banner_text.setText(progress or INVITATION)
        self._get.setVisible(not self._busy)
        self._open.setVisible(not self._busy)
        self._cancel.setVisible(self._busy)
        self._progress.setVisible(self._busy)
        self.banner.setVisible(self._busy or (self._invites and self.crop.isHidden()))

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

    def _classes_chosen(self, place: int) -> None:
        chosen = self.classes.itemData(place)
        classes = None if chosen == FIRST else frozenset(self._classes)
        if chosen not in (FIRST, ALL):
            classes = frozenset({chosen.removeprefix("class ")})
        self.classes_chosen.emit(classes)

    def _name(self, row: int) -> None:
        """Say what the picture is that the keyboard is at."""
        told = self.model.in_words(self.model.picture_at(row)) if row >= 0 else ""
        self.named.setText(told)
        self.named.setToolTip(plain_tip(told))

    def _loss_chosen(self, most: int) -> None:
        self.loss_chosen.emit(float(most) if most else None)

    def _collection_chosen(self, place: int) -> None:
        self.collection_chosen.emit(self.collection.itemData(place))

    def _order_chosen(self, place: int) -> None:
        self.order_chosen.emit(self.order.itemData(place))

    def _side_chosen(self, zoom: int) -> None:
        self.grid.set_side(zoom * SIDE)
        self.side_changed.emit(zoom * SIDE)

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


def _choice_of(gallery: Gallery, selection: Selection) -> str:
    if selection.classes is None:
        return FIRST if len(gallery.first_classes) < len(gallery.classes) else ALL
    if len(selection.classes) == 1:
        return f"class {next(iter(selection.classes))}"
    return ALL
