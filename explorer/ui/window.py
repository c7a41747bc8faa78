"""The main window: menus and bars around the panels, and where all is. It decides nothing."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import QLabel, QWidget

from explorer.core.blend.field import FieldKind
from explorer.ui.actions import REDO_KEYS, UNDO_KEYS, Do, dress, icon_now, make_actions
from explorer.ui.bar import Bar
from explorer.ui.field_box import FieldBox
from explorer.ui.menus import ON_THE_PREVIEW, REGION_ACTIONS, WING_ACTIONS, fill_menus
from explorer.ui.models.known_menu import KnownMenu
from explorer.ui.panels import Panels
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.style import motion_reduced
from explorer.ui.preview.scores_view import role_label
from explorer.ui.settings.theme_menu import ThemeMenu

TITLE = "Pegasus Explorer"
SIZE = (1360, 860)
TITLE_BAR = 40
"""Room for the bar that the desktop adds to a window, in logical pixels."""
LATENCY_WIDTH = 84
BAR: tuple[Do | None, ...] = (
    *(Do.NEW, Do.RANDOM, Do.SEARCH, None),
    *(Do.KEEP, Do.COMPARE, None),
    Do.TRAIN,
)


class Window(Panels):
    """The panels, with all that can be done in menus and in the bar above them."""

    closing = Signal()

    def __init__(self, undo: QUndoStack) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.resize(*SIZE)
        self.field = FieldBox(self)
        self.latency, self.model_name = self._latency(), ElidedLabel(parent=self)
        self.actions_by_name = make_actions(self)
        self.undo_action, self.redo_action = self._undo_actions(undo)
        self.dress()
        self._make_menus()
        self._make_bar()
        self.statusBar().addPermanentWidget(self.model_name)
        self.statusBar().addPermanentWidget(self.latency)
        self._usual_layout = self.saveState()

    def action_for(self, do: Do) -> QAction:
        """Return the action that does something."""
        return self.actions_by_name[do]

    def dress(self) -> None:
        """Draw all icons in the ink of the present theme."""
        dress(self.actions_by_name)
        self.weights.dress()
        self.canvas.dress()
        self.setAnimated(not motion_reduced())
        self.undo_action.setIcon(icon_now("undo"))
        self.redo_action.setIcon(icon_now("redo"))
        if self.late_path.is_made:
            self.path_bar.dress()

    def restore(self, geometry: bytes, layout: bytes) -> None:
        """Place the window and its panels as they were; what cannot be read is left out."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        self._fit_screen()
        if layout:
            self.restoreState(QByteArray(layout))
        else:
            self.gallery_dock.bring_forward()

    def _fit_screen(self) -> None:
        """Shrink and move a window that does not fit the screens any more."""
        screens, frame = self.screen().availableVirtualGeometry(), self.geometry()
        screens.adjust(0, TITLE_BAR, 0, 0)
        room = self.screen().availableGeometry().adjusted(0, TITLE_BAR, 0, 0)
        if not screens.contains(frame) and not self.isMaximized() and not self.isFullScreen():
            frame.setSize(frame.size().boundedTo(room.size()))
            frame.moveLeft(max(room.left(), min(frame.left(), room.right() - frame.width() + 1)))
            frame.moveTop(max(room.top(), min(frame.top(), room.bottom() - frame.height() + 1)))
            self.setGeometry(frame)

    def layout_now(self) -> tuple[bytes, bytes]:
        """Return what :meth:`restore` takes."""
        return bytes(self.saveGeometry().data()), bytes(self.saveState().data())

    def set_wings_usable(self, usable: bool) -> None:
        """Offer the page and the actions of wings that are set by hand, or say when they are."""
        self._inspector.set_wings_usable(usable)
        self._enable(WING_ACTIONS, usable)

    def set_regions_usable(self, usable: bool) -> None:
        """Offer the page and the actions of painted regions, or say when they are."""
        self._inspector.set_regions_usable(usable)
        self._enable(REGION_ACTIONS, usable)

    def _enable(self, actions: Sequence[Do], usable: bool) -> None:
        for do in actions:
            self.actions_by_name[do].setEnabled(usable)

    def name_models(self, name: str, folder: Path) -> None:
        """Say which model set is in use."""
        self.model_name.setText(f"Models: {name}")
        self.model_name.setToolTip(plain_tip(str(folder)))

    def set_field(self, kind: FieldKind, score: str = "") -> None:
        """Show what the plane is filled with."""
        self.field.show_field(kind, score)

    def _latency(self) -> QLabel:
        label = QLabel(self)
        label.setToolTip("How long the last blend took to compute")
        # Of one size: else each number would lay the bar out anew.
        label.setFixedSize(LATENCY_WIDTH, label.fontMetrics().height() + 4)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _undo_actions(self, undo: QUndoStack) -> tuple[QAction, QAction]:
        made = undo.createUndoAction(self, "&Undo"), undo.createRedoAction(self, "&Redo")
        for action, keys in zip(made, (UNDO_KEYS, REDO_KEYS), strict=True):
            action.setShortcuts([QKeySequence(key) for key in keys])
        for action, word in zip(made, ("Undo", "Redo"), strict=True):
            action.setIconText(word)  # else the tool bar would grow and shrink with each step
        return made

    def _make_menus(self) -> None:
        self.menus = fill_menus(self.menuBar(), self.actions_by_name)
        self.preview.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.preview.addActions([self.actions_by_name[do] for do in ON_THE_PREVIEW])
        edit = self.menus["&Edit"]
        edit.insertActions(edit.actions()[0], [self.undo_action, self.redo_action])
        self.known_menu, models = KnownMenu(self), self.menus["&Models"]
        models.insertMenu(self.actions_by_name[Do.OPEN_MODELS], self.known_menu)
        self._fill_view_menu()

    def _fill_view_menu(self) -> None:
        view = self.menus["&View"]
        for dock in self.docks:
            view.addAction(dock.toggleViewAction())
            dock.toggleViewAction().triggered.connect(dock.bring_forward)
        view.addSeparator()
        self.theme_menu = ThemeMenu(self)
        view.addMenu(self.theme_menu)
        for do, slot in (
            (Do.FULL_SCREEN, self._toggle_full_screen),
            (Do.USUAL_LAYOUT, self._restore_usual_layout),
        ):
            view.addAction(self.actions_by_name[do])
            self.actions_by_name[do].triggered.connect(slot)

    def _make_bar(self) -> None:
        bar = self.bar = Bar(self)
        for do in BAR:
            bar.addSeparator() if do is None else bar.addAction(self.actions_by_name[do])
        bar.insertActions(self.actions_by_name[Do.KEEP], [self.undo_action, self.redo_action])
        bar.add_room()
        pins, plane = (role_label("caption", name, bar) for name in ("Pins", "Plane"))
        controls = self.controls.layout_box, self.controls.overshoot
        for widget in (pins, *controls, plane, self.field):
            bar.addWidget(widget)
        doing = [self.actions_by_name[do] for do in reversed(BAR) if do is not None]
        bar.set_terse([self.undo_action, self.redo_action], *([action] for action in doing))
        self.addToolBar(bar)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _restore_usual_layout(self) -> None:
        self.restoreState(self._usual_layout)
        self.gallery_dock.bring_forward()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        for one in self.findChildren(QWidget):
            if one.isWindow():  # a panel that floats, or a list of sets, would stay on the screen
                one.hide()
        event.accept()
