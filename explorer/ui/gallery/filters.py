"""Which pictures of a gallery are shown, in which order, and how large."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import LIKENESS, LOSS, Selection, orders
from explorer.ui.parts.calm import calm, padded
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.plain import shortened
from explorer.ui.parts.words import class_label

ALL, FIRST = "all", "first"
LETTERS = 30
"""Of a name in a list to choose from."""
FIRST_WORDS, FIRST_LETTERS = "Horses + wings", 10
"""What the usual filter is called, and the wide letters that it takes the room of."""
MOST_LOSS = 127
ORDER_TIPS = {
    LOSS: "The pictures first that the model copies best; the number is by how many of 255 "
    "levels its copy is off",
    LIKENESS: "The pictures first that are nearest to the one that was chosen by “Find alike”",
}


class Filters(QWidget):
    """Search, classes, order, most detail lost, and the pictures' size."""

    classes_chosen = Signal(object)
    order_chosen = Signal(str)
    order_reversed = Signal(bool)
    text_typed = Signal(str)
    searched = Signal()
    """Enter was pressed in the search field."""
    loss_chosen = Signal(object)
    """The most detail that the model's copies may lack; None for any."""
    side_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self.classes = choice_box("Class filter", self, FIRST_LETTERS)
        self.order = choice_box("Order", self)
        for order, text in orders().items():
            self.order.addItem(text, order)
            tip = ORDER_TIPS.get(order, "")
            self.order.setItemData(self.order.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.turned = self._turn_button()
        self.search = self._search_field()
        self.loss = self._loss_box()
        self.side = self._side_slider()
        self._lay_out()
        self.classes.activated.connect(self._classes_chosen)
        self.order.activated.connect(self._order_chosen)
        self.turned.clicked.connect(self.order_reversed)
        self.search.textChanged.connect(self.text_typed)
        self.search.returnPressed.connect(self.searched)
        self.loss.valueChanged.connect(self._loss_chosen)
        self.side.valueChanged.connect(self._side_chosen)

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
        box = padded(QSpinBox(self))
        box.setRange(0, MOST_LOSS)
        box.setSpecialValueText("Detail lost: any")
        box.setPrefix("Detail lost: up to ")
        box.setKeyboardTracking(False)
        box.setAccessibleName("Most detail lost")
        box.setToolTip(
            "Show only pictures that the model copies well: by how many of 255 levels its copy "
            "is off at most, as a root mean square; 0 for all"
        )
        return box

    def _side_slider(self) -> QSlider:
        slider = calm(QSlider(Qt.Orientation.Horizontal, self))
        slider.setRange(1, 5)
        slider.setValue(2)
        slider.setPageStep(1)
        slider.setFixedWidth(60)
        slider.setAccessibleName("Thumbnail size")
        slider.setToolTip("Thumbnail size")
        return slider

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.classes, 6)
        above.addWidget(self.order, 5)
        below.addWidget(self.loss, 1)
        below.addWidget(self.side)
        below.addWidget(self.turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        for row in (above, below):
            row.setSpacing(6)
            layout.addLayout(row)

    def set_selection(self, gallery: Gallery, selection: Selection) -> None:
        """Show which of a gallery's pictures are shown, without saying that it was chosen."""
        if gallery.classes != self._classes or not self.classes.count():
            self._fill_classes(gallery)
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

    def set_side(self, side: int) -> None:
        """Set the thumbnails' size: a whole multiple of the pictures' own."""
        self.side.setValue(max(1, round(side / SIDE)))

    def _classes_chosen(self, place: int) -> None:
        chosen = self.classes.itemData(place)
        classes = None if chosen == FIRST else frozenset(self._classes)
        if chosen not in (FIRST, ALL):
            classes = frozenset({chosen.removeprefix("class ")})
        self.classes_chosen.emit(classes)

    def _loss_chosen(self, most: int) -> None:
        self.loss_chosen.emit(float(most) if most else None)

    def _order_chosen(self, place: int) -> None:
        self.order_chosen.emit(self.order.itemData(place))

    def _side_chosen(self, zoom: int) -> None:
        self.side_chosen.emit(zoom * SIDE)


def choice_box(name: str, parent: QWidget, letters: int = 6) -> QComboBox:
    """Return a box to choose from that asks for little room."""
    box = calm(QComboBox(parent))
    box.setAccessibleName(name)
    box.setToolTip(name)
    narrow(box, letters)
    return box


def _choice_of(gallery: Gallery, selection: Selection) -> str:
    if selection.classes is None:
        return FIRST if len(gallery.first_classes) < len(gallery.classes) else ALL
    if len(selection.classes) == 1:
        return f"class {next(iter(selection.classes))}"
    return ALL
