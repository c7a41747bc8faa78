"""The list of model sets, in a window of its own beside the main one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.models.control import Line
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.read_only import ReadOnly
from explorer.ui.preview.scores_view import role_label

SIZE = 620, 420
HEADS = ("Name", "From", "")
FOLDER = int(Qt.ItemDataRole.UserRole)
TIPS = {
    "Use": "Explore with this set from now on",
    "Compare…": "See the board beside what this set makes of it",
    "Rename": "Give the set another name (F2)",
    "Delete": "Delete the set; Ctrl+Z brings it back (Del)",
}


class ModelsView(QDialog):
    """Shows what it is told, and reports what is wanted of a set, by its folder."""

    use_wanted = Signal(object)
    compare_wanted = Signal(object)
    renamed = Signal(object, str)
    delete_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Model sets")
        self._lines: dict[Path, Line] = {}
        self._loading = ""
        self.list = self._make_list()
        self.about = role_label("caption", "", self)
        self.problem = role_label("warning", "", self)
        self.loading = role_label("caption", "", self)
        for label in (self.about, self.problem, self.loading):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = {text: QPushButton(text, self) for text in TIPS}
        self.use, self.compare, self.rename, self.delete = self.buttons.values()
        self.use.setProperty("primary", True)
        self.close_button = QPushButton("Close", self)
        self._add_keys()
        self._lay_out()
        self._connect()
        self.resize(*SIZE)
        self.set_lines(())
        self.set_problem("")
        self.set_loading("")

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setAccessibleName("Model sets")
        made.setHeaderLabels(HEADS)
        made.setRootIsDecorated(False)
        made.setAllColumnsShowFocus(True)
        made.setUniformRowHeights(True)
        made.setStyleSheet("QTreeWidget::item { padding: 4px 2px; }")
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        triggers = QAbstractItemView.EditTrigger
        made.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        for column in (1, 2):
            made.setItemDelegateForColumn(column, ReadOnly(made))
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return made

    def _add_keys(self) -> None:
        self._delete_key = QAction("Delete", self.list)
        self._delete_key.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._delete_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.addAction(self._delete_key)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        for button in self.buttons.values():
            button.setAutoDefault(False)  # Enter ends a name that is typed, and does no more
            foot.addWidget(button)
        self.close_button.setAutoDefault(False)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.about)
        column.addWidget(self.problem)
        column.addWidget(self.loading)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemChanged.connect(self._renamed)
        self.list.customContextMenuRequested.connect(self._menu)
        self.use.clicked.connect(self._use)
        self.compare.clicked.connect(self._compare)
        self.rename.clicked.connect(self._begin_renaming)
        self.delete.clicked.connect(self._delete)
        self._delete_key.triggered.connect(self._delete)
        self.close_button.clicked.connect(self.close)

    @property
    def current(self) -> Line | None:
        """The set that is chosen."""
        item = self.list.currentItem()
        return self._lines[item.data(0, FOLDER)] if item else None

    def set_lines(self, lines: Sequence[Line]) -> None:
        """List sets; the one that is chosen stays so, else the first is."""
        chosen = self.current.folder if self.current else Path()
        with QSignalBlocker(self.list):
            self.list.clear()
            self._lines = {line.folder: line for line in lines}
            items = {line.folder: _item(line) for line in lines}
            self.list.addTopLevelItems(list(items.values()))
            if items:
                self.list.setCurrentItem(items.get(chosen) or next(iter(items.values())))
        self._show_current()

    def set_problem(self, text: str) -> None:
        """Say what went wrong, and what to do; empty for nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def set_loading(self, text: str) -> None:
        """Say that a set is on its way, until when none can be used; empty once it is not."""
        self._loading = text
        self.loading.setText(text)
        self.loading.setVisible(bool(text))
        self._show_current()

    def _show_current(self) -> None:
        """Say what there is to know of the chosen set, and why something cannot be done with it."""
        line = self.current or Line(Path(), "", "", "", "", *["Choose a model set."] * 3)
        reasons = (
            line.why_not_used or self._loading,
            line.why_not_used,
            line.why_not_renamed,
            line.why_not_deleted,
        )
        for (text, button), reason in zip(self.buttons.items(), reasons, strict=True):
            button.setEnabled(not reason)
            button.setToolTip(reason or TIPS[text])
        fixed = line.why_not_deleted if self.current else ""
        self.about.setText("\n".join(filter(None, (line.about, fixed))))

    def _renamed(self, item: QTreeWidgetItem, column: int) -> None:
        line = self._lines[item.data(0, FOLDER)]
        if column == 0 and item.text(0) != line.name:
            self.renamed.emit(line.folder, item.text(0))

    def _use(self) -> None:
        if self.current:
            self.use_wanted.emit(self.current.folder)

    def _compare(self) -> None:
        if self.current:
            self.compare_wanted.emit(self.current.folder)

    def _begin_renaming(self) -> None:
        if item := self.list.currentItem():
            self.list.editItem(item, 0)

    def _delete(self) -> None:
        """Ask for it, or where that cannot be, say why: a key is never without an answer."""
        if self.current and self.current.why_not_deleted:
            self.set_problem(self.current.why_not_deleted)
        elif self.current:
            self.set_problem("")
            self.delete_wanted.emit(self.current.folder)

    def _menu(self, where: QPoint) -> None:
        if self.list.itemAt(where) is None:
            return
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for text, button in self.buttons.items():
            action = menu.addAction(text, button.click)
            action.setEnabled(button.isEnabled())
            action.setToolTip(button.toolTip())
        menu.exec(self.list.viewport().mapToGlobal(where))
        menu.deleteLater()


def _item(line: Line) -> QTreeWidgetItem:
    item = QTreeWidgetItem([line.name, line.origin, line.state])
    if not line.why_not_renamed:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    item.setData(0, FOLDER, line.folder)
    item.setToolTip(0, plain_tip(str(line.folder)))
    return item
