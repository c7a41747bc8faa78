"""The trainings so far: a name each, how it is, renamed, deleted and shown as folders here."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from explorer.core.runs.watch import RunState
from explorer.ui.parts.read_only import ReadOnly
from explorer.ui.training.words import run_name, run_summary, run_title

ROWS = 5
"""Rows that the list has room for before it is scrolled."""
FOLDER = int(Qt.ItemDataRole.UserRole)


class RunList(QTreeWidget):
    """Two columns, name and state. Signals carry a run's folder."""

    chosen = Signal(object)
    renamed = Signal(object, str)
    delete_wanted = Signal(object)
    folder_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: dict[Path, RunState] = {}
        self.setAccessibleName("Runs")
        self.setToolTip("The trainings so far, newest first")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setStyleSheet("QTreeWidget::item { padding: 4px 2px; }")
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setItemDelegateForColumn(1, ReadOnly(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.acts = self.rename, self.delete, self.show_folder = self._actions()
        self.customContextMenuRequested.connect(self._show_menu)
        self.currentItemChanged.connect(self._choose)
        self._offer()
        self.itemChanged.connect(self._rename)

    def set_runs(self, states: Sequence[RunState]) -> None:
        """List runs; the one that is chosen stays so."""
        chosen = self.folder
        with QSignalBlocker(self):
            self.clear()
            self._states = {}
            for state in states:
                self._add(state, self.topLevelItemCount())
            self.choose(chosen)
        self._fit()
        self._offer()

    def show_state(self, state: RunState) -> None:
        """Say how a run is; a new one is listed first."""
        with QSignalBlocker(self):
            item = self._item(state.folder)
            if item is None:
                self._add(state, 0)
            else:
                self._write(item, state)
        self._fit()

    def choose(self, folder: Path | None) -> None:
        """Mark the run that is shown."""
        with QSignalBlocker(self):
            item = self._item(folder) if folder else None
            if item is None:
                self.setCurrentIndex(QModelIndex())
            else:
                self.setCurrentItem(item)
        self._offer()

    @property
    def folder(self) -> Path | None:
        """The run that is chosen."""
        item = self.currentItem()
        return item.data(0, FOLDER) if item else None

    def states(self) -> list[RunState]:
        """Return all that are listed."""
        return list(self._states.values())

    def _actions(self) -> tuple[QAction, QAction, QAction]:
        rename, delete = QAction("Rename", self), QAction("Delete", self)
        show_folder = QAction("Show folder", self)
        rename.setShortcut(QKeySequence("F2"))
        delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        rename.setToolTip("Give the run a name (F2)")
        delete.setToolTip("Delete the run; Ctrl+Z brings it back (Del)")
        show_folder.setToolTip("Show the run's folder; its log is log.txt in there")
        for action in (rename, delete, show_folder):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.addAction(action)
        rename.triggered.connect(self._begin_renaming)
        delete.triggered.connect(lambda: self._ask_for(self.delete_wanted))
        show_folder.triggered.connect(lambda: self._ask_for(self.folder_wanted))
        return rename, delete, show_folder

    def _add(self, state: RunState, row: int) -> None:
        item = QTreeWidgetItem()
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.insertTopLevelItem(row, item)
        self._write(item, state)

    def _write(self, item: QTreeWidgetItem, state: RunState) -> None:
        self._states[state.folder] = state
        item.setData(0, FOLDER, state.folder)
        item.setText(0, run_name(state))
        item.setText(1, run_summary(state))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column in range(2):
            item.setToolTip(column, run_title(state))

    def _item(self, folder: Path) -> QTreeWidgetItem | None:
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return next((item for item in items if item and item.data(0, FOLDER) == folder), None)

    def _fit(self) -> None:
        """Ask for no more room than there are rows."""
        rows = max(1, min(ROWS, self.topLevelItemCount()))
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), 26) + 2 * self.frameWidth() + 2)

    def _offer(self) -> None:
        """Offer what acts upon the run that is chosen, where one is."""
        for action in self.acts:
            action.setEnabled(self.currentItem() is not None)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        self._offer()
        if item is not None:
            self.chosen.emit(item.data(0, FOLDER))

    def _rename(self, item: QTreeWidgetItem, column: int) -> None:
        state = self._states[item.data(0, FOLDER)]
        if column == 0 and item.text(0) != run_name(state):
            self.renamed.emit(state.folder, item.text(0))

    def _begin_renaming(self) -> None:
        if item := self.currentItem():
            self.editItem(item, 0)

    def _ask_for(self, wanted: SignalInstance) -> None:
        if folder := self.folder:
            wanted.emit(folder)

    def _show_menu(self, where: QPoint) -> None:
        if self.itemAt(where) is not None:
            menu = QMenu(self)
            menu.addActions(self.acts)
            menu.exec(self.viewport().mapToGlobal(where))
            menu.deleteLater()
