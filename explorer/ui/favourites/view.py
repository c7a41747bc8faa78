"""The strip of favourites below the canvas."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from explorer.core.favourites.listing import Listed
from explorer.ui.favourites.strip import TEXT, FavouritesModel, Strip
from explorer.ui.parts import dialogs
from explorer.ui.parts.drops import Dropped, dropped
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.plain import plain_tip
from explorer.ui.preview.scores_view import role_label

NONE_YET = "Press F to keep what you see: it lands here, with its whole recipe inside."
SEVERAL = "Ctrl or Shift and a click select several; sheet, film and zip are then made of those"
NOT_FOUND = "No favourite says that: search for less."


def _count(shown: int, unread: int) -> str:
    told = f"{shown:,}" if shown else ""
    return f"{told} · {unread:,} more are being read" if unread else told


class FavouritesView(QWidget):
    """The strip with its heading, or a line that says how to fill it."""

    opened = Signal(object)
    used = Signal(object)
    rated = Signal(object, int)
    noted = Signal(object, str)
    tagged = Signal(object, tuple)
    lineage_wanted = Signal(object)
    all_wanted = Signal()
    export_wanted = Signal(object, object, int)
    """A favourite, the file to write, and how many times it is enlarged."""
    delete_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    dropped_here = Signal(object)
    folder_wanted = Signal()
    text_typed = Signal(str)
    selected = Signal(tuple)
    """The favourites that are selected, for a sheet, a film or an archive."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.model = FavouritesModel(self)
        self.strip = Strip(self)
        self.strip.setModel(self.model)
        self.count = role_label("caption", "", self)
        self.count.setToolTip(SEVERAL)
        self._counted = ""
        self.damaged = role_label("warning", "", self)
        self.empty = role_label("caption", NONE_YET, self)
        self._folder = QPushButton("Show folder", self)
        self._folder.setFlat(True)
        self._folder.clicked.connect(self.folder_wanted)
        self.lineage = QPushButton("Back from lineage to all", self)
        self.lineage.clicked.connect(self.all_wanted)
        self.search = self._search_field()
        self.strip.selection_told.connect(self._selected)
        self._lay_out()
        self.strip.picked.connect(self._opened)
        self.strip.delete_wanted.connect(self._delete)
        self.strip.menu_wanted.connect(self._menu)
        self.set_lineage(None)
        self.set_favourites(())
        self.set_damaged(0, "")

    def _search_field(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setPlaceholderText("Find favourites")
        search.setClearButtonEnabled(True)
        search.setMaximumWidth(240)
        search.setAccessibleName("Find favourites")
        search.setToolTip("By their notes, tags, names or classes")
        search.textChanged.connect(self.text_typed)
        return search

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(role_label("heading", "Favourites", self))
        head.addWidget(self.count)
        head.addWidget(self.damaged)
        head.addStretch(1)
        head.addWidget(self.lineage)
        head.addWidget(self.search)
        head.addWidget(self._folder)
        body = QWidget(self)
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.strip)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(body, 1)

    def sizeHint(self) -> QSize:
        return QSize(600, 2 * SIDE + TEXT + 70)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 2 * SIDE + TEXT + 62)

    def set_favourites(self, items: Sequence[Listed], unread: int = 0) -> None:
        """Show these, in this order; ``unread`` more may follow."""
        current = self.strip.currentIndex()
        kept = self.model.at(current.row()).file if current.isValid() else None
        self.model.show(items)
        self.selected.emit(())
        rows = (row for row, item in enumerate(items) if item.file == kept)
        self.strip.make_current(-1 if kept is None else next(rows, -1))
        self._counted = _count(len(items), unread)
        self.count.setText(self._counted)
        searching = bool(self.search.text())
        self._folder.setVisible(bool(items) or searching)
        self.search.setVisible(bool(items) or searching)
        self.empty.setText(NOT_FOUND if searching else NONE_YET)
        self._stack.setCurrentWidget(self.strip if items else self.empty)

    def set_lineage(self, of: Listed | None) -> None:
        """Say that a lineage is shown, and of which, and offer the way back."""
        self.lineage.setVisible(of is not None)
        self.lineage.setToolTip(
            plain_tip(f"What {of.path.stem} came from, and what came from it") if of else ""
        )

    def show_folder(self, folder: Path) -> None:
        """Open a folder in the system's file manager."""
        dialogs.show_in_system(folder)

    def set_damaged(self, count: int, problems: str) -> None:
        """Say how many files of the folder cannot be read, and as a tooltip, why."""
        self.damaged.setText(f"{count} damaged" if count else "")
        self.damaged.setToolTip(problems)
        self.damaged.setVisible(bool(count))

    def _selected(self, rows: list[int]) -> None:
        chosen = f" · {len(rows)} selected" if len(rows) > 1 else ""
        self.count.setText(self._counted + chosen)
        self.selected.emit(tuple(self.model.at(row) for row in rows))

    def _opened(self, row: int) -> None:
        self.opened.emit(self.model.at(row))

    def _delete(self, row: int) -> None:
        self.delete_wanted.emit(self.model.at(row))

    def _menu(self, row: int, where: QPoint) -> None:
        self.menu_wanted.emit(self.model.at(row), where)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def _consider(self, event: QDragMoveEvent) -> None:
        if event.source() is not self.strip and dropped(event.mimeData()).paths:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        content = dropped(event.mimeData())
        if content != Dropped():
            event.acceptProposedAction()
            self.dropped_here.emit(content)
