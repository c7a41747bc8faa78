"""The panel that finds pegasi: where to look above, what was found below, best first."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSpinBox,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.search.finds import Find
from explorer.core.search.scope import Scope
from explorer.ui.parts.calm import calm, padded
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.words import score
from explorer.ui.preview.scores_view import role_label
from explorer.ui.search.control import State
from explorer.ui.search.tiles import Tiles
from explorer.ui.search.words import SCOPES, below, in_words

MOST_SEED = 2**31 - 1
BUTTONS = {State.IDLE: "Find pegasi", State.RUNNING: "Stop", State.PAUSED: "Go on"}
EMPTY = (
    "Sets wings on bodies, thousands of ways, and keeps the best that differ: the likeliest "
    "winged horses that look real. Press “Find pegasi” and go on exploring meanwhile. One click "
    "on a find opens it."
)
SEARCHING = "Looking… The first finds come in a moment."


class SeedBox(QWidget):
    """A seed that is shown and can be typed, and a button that draws another."""

    new_wanted = Signal()
    typed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = padded(QSpinBox(self))
        self.box.setRange(0, MOST_SEED)
        self.box.setAccessibleName("Seed")
        self.box.setToolTip("What chance begins with: the same seed gives the same again")
        self.box.setMinimumWidth(74)
        self.dice = QToolButton(self)
        self.dice.setText("New")
        self.dice.setAccessibleName("Another seed")
        self.dice.setToolTip("Draw another seed")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(role_label("caption", "Seed", self))
        row.addWidget(self.box, 1)
        row.addWidget(self.dice)
        self.dice.clicked.connect(self.new_wanted)
        self.box.editingFinished.connect(self._edited)
        self._told = 0

    @property
    def value(self) -> int:
        """The seed."""
        return self.box.value()

    def set_value(self, seed: int) -> None:
        """Show a seed."""
        self._told = seed
        self.box.setValue(seed)

    def _edited(self) -> None:
        if self.value != self._told:
            self._told = self.value
            self.typed.emit(self.value)


class SearchView(QWidget):
    """Shows what it is told of a search, and reports what is wanted of it."""

    start_wanted = Signal(object, int)
    stop_wanted = Signal()
    clear_wanted = Signal()
    new_seed_wanted = Signal()
    opened = Signal(object)
    keep_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = State.IDLE
        self.scope = self._scope_box()
        self.seed = SeedBox(self)
        self.button = QPushButton(BUTTONS[State.IDLE], self)
        self.button.setProperty("primary", True)
        self.progress, self.problem = (
            role_label("caption", "", self),
            role_label("warning", "", self),
        )
        self.tiles = Tiles("Finds, best first", _caption, in_words, parent=self)
        self.numbers = role_label("caption", below(), self)
        self.empty = role_label("caption", EMPTY, self)
        self.keep = QPushButton("Keep", self)
        self.keep.setToolTip("Keep the chosen find as a favourite")
        self.clear = QPushButton("Clear", self)
        self.clear.setToolTip("Take all finds away; undo brings them back")
        self._lay_out()
        self._connect()
        self.set_finds(())
        self.set_problem("")

    def _scope_box(self) -> QComboBox:
        box = calm(QComboBox(self))
        box.setAccessibleName("Where to look for bodies and wings")
        box.setToolTip("Where to look for bodies and wings")
        for scope, (text, tip) in SCOPES.items():
            box.addItem(text, scope)
            box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        narrow(box, 10)
        return box

    def _lay_out(self) -> None:
        where, how, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        where.addWidget(role_label("caption", "Among", self))
        where.addWidget(self.scope, 1)
        how.addWidget(self.seed, 1)
        how.addWidget(self.button)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(self.clear)
        for label in (self.progress, self.problem, self.empty):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(0, 8, 0, 0)
        body = QWidget(self)
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.tiles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(where)
        layout.addLayout(how)
        layout.addWidget(self.problem)
        layout.addWidget(self.progress)
        layout.addWidget(self.numbers)
        layout.addWidget(body, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.button.clicked.connect(self._start_or_stop)
        self.seed.new_wanted.connect(self.new_seed_wanted)
        self.seed.box.valueChanged.connect(self._asks_for_another)
        self.scope.activated.connect(self._asks_for_another)
        self.tiles.picked.connect(self._picked)
        self.tiles.menu_wanted.connect(self._menu)
        self.tiles.selectionModel().currentChanged.connect(self._current_changed)
        self.keep.clicked.connect(self._keep)
        self.clear.clicked.connect(self.clear_wanted)

    def sizeHint(self) -> QSize:
        return QSize(332, 480)

    def set_finds(self, finds: Sequence[Find]) -> None:
        """Show these, best first."""
        self.tiles.show_tiles(finds)
        self._stack.setCurrentWidget(self.tiles if finds else self.empty)
        self.numbers.setVisible(bool(finds))
        self.clear.setEnabled(bool(finds))
        self._current_changed()

    def set_state(self, state: State) -> None:
        """Say what the search is doing."""
        self._state = state
        self.button.setText(BUTTONS[state])
        self.empty.setText(SEARCHING if state is State.RUNNING else EMPTY)
        self.scope.setEnabled(state is not State.RUNNING)
        self.seed.setEnabled(state is not State.RUNNING)

    def set_progress(self, text: str) -> None:
        """Say how far it is."""
        self.progress.setText(text)
        self.progress.setVisible(bool(text))

    def set_problem(self, text: str) -> None:
        """Say what went wrong and what to do; empty for nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def set_seed(self, seed: int) -> None:
        """Show the seed that the next search begins with."""
        self.seed.set_value(seed)

    def start(self) -> None:
        """Start as the button does; a search that is on goes on."""
        if self._state is not State.RUNNING:
            self.start_wanted.emit(Scope(self.scope.currentData()), self.seed.value)

    def _start_or_stop(self) -> None:
        if self._state is State.RUNNING:
            self.stop_wanted.emit()
        else:
            self.start()

    def _asks_for_another(self) -> None:
        if self._state is State.PAUSED:
            self.button.setText(BUTTONS[State.IDLE])

    def _picked(self, row: int) -> None:
        self.opened.emit(self.tiles.tiles.items[row])

    def _current_changed(self) -> None:
        self.keep.setEnabled(self.tiles.current is not None)

    def _keep(self) -> None:
        if (find := self.tiles.current) is not None:
            self.keep_wanted.emit(find)

    def _menu(self, row: int, where: QPoint) -> None:
        find = self.tiles.tiles.items[row]
        menu = QMenu(self)
        menu.addAction("Open as a board").triggered.connect(lambda: self.opened.emit(find))
        menu.addAction("Keep as favourite").triggered.connect(lambda: self.keep_wanted.emit(find))
        menu.exec(where)
        menu.deleteLater()


def _caption(find: Find) -> str:
    return score(find.value)
