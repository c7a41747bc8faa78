"""The panel of chance: a seed, what is drawn by it, and the pictures that come of it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.board.modes import SHARES
from explorer.core.play.drawn import Drawn
from explorer.core.search.finds import Find
from explorer.ui.canvas.number_slider import NumberSlider
from explorer.ui.parts.calm import calm
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.words import class_label
from explorer.ui.play.words import ABOUT, Act, caption, in_words
from explorer.ui.preview.scores_view import role_label
from explorer.ui.search.tiles import Tiles
from explorer.ui.search.view import SeedBox

STRENGTH = "How far variations go from what you see: at the right end nothing of it is left"
ON_A_PICTURE = {
    Act.PAIR: "Go to this pair",
    Act.SURPRISE: "Open as a board",
    Act.VARIATIONS: "Make it the present picture",
    Act.DREAMS: "Pin it",
}
"""What the menu of a picture calls what a click does."""


class PlayView(QWidget):
    """Shows what it is told of chance, and reports what is wanted of it."""

    opened = Signal()
    act_wanted = Signal(object)
    seed_typed = Signal(int)
    seed_stepped = Signal(int)
    new_seed_wanted = Signal()
    strength_moved = Signal(float, int)
    class_chosen = Signal(str)
    picked = Signal(object)
    pin_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._act = Act.PAIR
        self.buttons = {act: self._button(act) for act in Act}
        self.seed = SeedBox(self)
        self.back = self._arrow(Qt.ArrowType.LeftArrow, "The seed before (Shift+N)", -1)
        self.on = self._arrow(Qt.ArrowType.RightArrow, "The next seed (N)", 1)
        self.strength = NumberSlider(
            "Strength", STRENGTH, SHARES, most=1, steps=95, parent=self, least=0.05
        )
        self.classes = calm(QComboBox(self))
        self.classes.setAccessibleName("What the model dreams of")
        self.classes.setToolTip("What the model dreams of")
        narrow(self.classes, 10)
        self.of = role_label("caption", "Of", self)
        self.note, self.progress = role_label("caption", "", self), role_label("caption", "", self)
        self.tiles = Tiles("What chance drew", self._caption, self._in_words, parent=self)
        self._lay_out()
        self._connect()
        self.set_act(self._act)
        self.set_progress("")

    def _button(self, act: Act) -> QPushButton:
        button = QPushButton(ABOUT[act].text, self)
        button.setCheckable(True)
        button.clicked.connect(partial(self._wants, act))
        return button

    def _arrow(self, arrow: Qt.ArrowType, tip: str, by: int) -> QToolButton:
        button = QToolButton(self)
        button.setArrowType(arrow)
        button.setAccessibleName(tip.partition(" (")[0])
        button.setToolTip(tip)
        button.clicked.connect(partial(self._steps, by))
        return button

    def _lay_out(self) -> None:
        acts, seeds, dream = QGridLayout(), QHBoxLayout(), QHBoxLayout()
        acts.setSpacing(4)
        for i, button in enumerate(self.buttons.values()):
            acts.addWidget(button, i // 2, i % 2)
        seeds.setSpacing(4)
        seeds.addWidget(self.seed, 1)
        seeds.addWidget(self.back)
        seeds.addWidget(self.on)
        dream.addWidget(self.of)
        dream.addWidget(self.classes, 1)
        for label in (self.note, self.progress):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(acts)
        layout.addLayout(seeds)
        layout.addWidget(self.strength)
        layout.addLayout(dream)
        layout.addWidget(self.note)
        layout.addWidget(self.progress)
        layout.addWidget(self.tiles, 1)

    def _connect(self) -> None:
        self.seed.new_wanted.connect(self.new_seed_wanted)
        self.seed.typed.connect(self.seed_typed)
        self.strength.moved.connect(self.strength_moved)
        self.classes.activated.connect(self._class_activated)
        self.tiles.picked.connect(self._picked)
        self.tiles.menu_wanted.connect(self._menu)

    def sizeHint(self) -> QSize:
        return QSize(332, 480)

    @property
    def is_open(self) -> bool:
        """Whether it can be seen; a panel behind another one cannot."""
        return not self.visibleRegion().isEmpty()

    def came_forward(self, shown: bool) -> None:
        """Take note that the panel was brought before others, or went behind them."""
        if shown:
            self.opened.emit()

    def set_seed(self, seed: int) -> None:
        """Show the seed that all is drawn by."""
        self.seed.set_value(seed)

    def set_act(self, act: Act) -> None:
        """Show what is drawn, and what belongs to that alone."""
        self._act = act
        self._press_button_of(act)
        self.strength.setVisible(act is Act.VARIATIONS)
        for widget in (self.of, self.classes):
            widget.setVisible(act is Act.DREAMS)
        self.note.setText(ABOUT[act].click)
        self.tiles.viewport().update()

    def set_unusable(self, reasons: Mapping[Act, str]) -> None:
        """Grey what a model set cannot do, and say why."""
        for act, button in self.buttons.items():
            button.setEnabled(act not in reasons)
            button.setToolTip(reasons.get(act, ABOUT[act].tip))

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer what the model can dream of."""
        chosen = self.classes.currentData()
        self.classes.clear()
        for name in names:
            self.classes.addItem(class_label(name), name)
        self.classes.setCurrentIndex(max(0, self.classes.findData(chosen)))

    def set_strength(self, strength: float) -> None:
        """Show how far variations go."""
        self.strength.set_number(strength)

    def set_drawn(self, drawn: Sequence[Drawn]) -> None:
        """Show what was drawn so far."""
        self.tiles.show_tiles(drawn)

    def set_progress(self, text: str) -> None:
        """Say how far it is, or why there is nothing."""
        self.progress.setText(text)
        self.progress.setVisible(bool(text))

    def _wants(self, act: Act, checked: bool = False) -> None:
        self._press_button_of(self._act)  # until it is said that another is drawn now
        self.act_wanted.emit(act)

    def _press_button_of(self, act: Act) -> None:
        """Let one button be down. A group of Qt's would draw at each step of the arrow keys."""
        for other, button in self.buttons.items():
            button.setChecked(other is act)

    def _steps(self, by: int, checked: bool = False) -> None:
        self.seed_stepped.emit(by)

    def _class_activated(self, place: int) -> None:
        self.class_chosen.emit(self.classes.itemData(place))

    def _picked(self, row: int) -> None:
        self.picked.emit(self.tiles.tiles.items[row])

    def _menu(self, row: int, where: QPoint) -> None:
        drawn, act, menu = self.tiles.tiles.items[row], self._act, QMenu(self)
        pick = menu.addAction(ON_A_PICTURE[act])
        beside = menu.addAction("Pin it beside the others") if act is Act.VARIATIONS else None
        chosen = menu.exec(where)
        menu.deleteLater()
        if chosen is None or act is not self._act:  # meanwhile something else is drawn
            return
        if chosen == pick:
            self.picked.emit(drawn)
        elif chosen == beside:
            self.pin_wanted.emit(drawn)

    def _caption(self, find: Find) -> str:
        return caption(cast(Drawn, find), self._act)

    def _in_words(self, find: Find) -> str:
        return in_words(cast(Drawn, find), self._act)
