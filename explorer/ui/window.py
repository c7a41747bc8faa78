"""The main window: where the views are, and what stands in the menus. It decides nothing."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from explorer.core.blend.field import FieldKind
from explorer.core.models import KnownSet
from explorer.core.scores import blend_scores, merit_words
from explorer.ui.actions import REDO_KEYS, UNDO_KEYS, Do, dress, icon_now, make_actions
from explorer.ui.bar import Bar
from explorer.ui.canvas.controls_view import ControlsView
from explorer.ui.canvas.view import CanvasView
from explorer.ui.compare.view import CompareView
from explorer.ui.favourites.view import FavouritesView
from explorer.ui.gallery.view import GalleryView
from explorer.ui.inspector import INSPECTOR_WIDTH, Inspector
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.notice import Notice
from explorer.ui.parts.plain import plain_item, plain_tip
from explorer.ui.parts.style import motion_reduced
from explorer.ui.paths.bar import PathBar
from explorer.ui.paths.layer import PathLayer
from explorer.ui.play.view import PlayView
from explorer.ui.preview.scores_view import role_label
from explorer.ui.search.view import SearchView
from explorer.ui.settings.theme_menu import ThemeMenu
from explorer.ui.training.view import TrainingView

TITLE = "Pegasus Explorer"
SIZE = (1360, 860)
TITLE_BAR = 40
"""Room for the bar that the desktop adds to a window, in logical pixels."""
LATENCY_WIDTH = 84
WING_ACTIONS = (Do.FLIP_WING, Do.WING_BEHIND, Do.PAIR_OF_WINGS, Do.AUTOMATIC_WINGS)
REGION_ACTIONS = (Do.FILL_REGIONS, Do.CLEAR_REGIONS)
MENUS: dict[str, tuple[Do | None, ...]] = {
    "&File": (
        *(Do.NEW, None, Do.OPEN, Do.OPEN_FOLDER, Do.GET_DATA, Do.DREAMS, None),
        *(Do.KEEP, Do.EXPORT, Do.OPEN_OUTSIDE, Do.SAVE_LATENT, None),
        *(Do.EXPORT_SHEET, Do.EXPORT_FILM, Do.EXPORT_ZIP),
        *(Do.FAVOURITES_FOLDER, None, Do.SETTINGS, Do.QUIT),
    ),
    "&Edit": (Do.COPY, Do.COPY_LATENT, Do.COPY_BOARD, Do.PASTE, None, Do.FIND),
    "&Blend": (
        *(Do.SEARCH, Do.CHANCE, Do.RANDOM, Do.SURPRISE, Do.NEXT_SEED, Do.SEED_BEFORE, None),
        *(Do.CENTRE, Do.NEXT_MODE, Do.NEXT_FIELD, Do.BEST, Do.PARTS, None),
        *(Do.PATH, Do.PLAY, None, Do.COMPARE, Do.COMPARISON, Do.EVIDENCE, Do.ENLARGE, None),
        *(*WING_ACTIONS, None, *REGION_ACTIONS),
    ),
    "&Models": (Do.TRAIN, None, Do.OPEN_MODELS, Do.MODEL_SETS, Do.REVERT),
    "&View": (Do.FIT, Do.ZOOM_IN, Do.ZOOM_OUT, None),
    "&Help": (Do.SHORTCUTS, Do.WORDS, Do.LOG, None, Do.ABOUT),
}
MAP = "gold is high, lines join equal heights, a star is the best point (B goes there)"
ON_THE_PREVIEW = (
    *(Do.ENLARGE, Do.EVIDENCE, Do.COPY, Do.EXPORT, Do.OPEN_OUTSIDE),
    *(Do.COPY_LATENT, Do.SAVE_LATENT, Do.COPY_BOARD),
)
"""What the context menu of the preview offers."""
FIELDS = {
    (FieldKind.NOTHING, ""): ("Empty", "The plane is plain"),
    (FieldKind.PICTURES, ""): ("Pictures", "What the blend would be everywhere, ever finer"),
    (FieldKind.SCORE, ""): ("Score", f"{merit_words().capitalize()}: {MAP}"),
}
BAR: tuple[Do | None, ...] = (
    Do.NEW,
    Do.RANDOM,
    Do.SEARCH,
    None,
    Do.KEEP,
    Do.COMPARE,
    None,
    Do.TRAIN,
)


class Window(QMainWindow):
    """Gallery on the left, canvas in the middle, what is seen in it on the right."""

    closing = Signal()
    field_chosen = Signal(object, str)
    models_menu_opened = Signal()

    def __init__(self, undo: QUndoStack) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.resize(*SIZE)
        self.gallery, self.canvas = GalleryView(self), CanvasView(self)
        self.controls, self.favourites = ControlsView(self), FavouritesView(self)
        seen = self._inspector = Inspector(self)
        self.preview, self.scores, self.weights = seen.preview, seen.scores, seen.weights
        self.wings, self.dots, self.pages = seen.wings, seen.dots, seen.pages
        self.regions, self.region_layer = seen.regions, seen.region_layer
        self.nearest, self.evidence = seen.nearest, seen.evidence
        self.training = TrainingView(self)
        self.path_layer, self.path_bar = PathLayer(self.canvas), PathBar(self)
        self.search, self.play, self.compare = SearchView(self), PlayView(self), CompareView(self)
        self.notice = Notice(self)
        self.field = self._field_box()
        self.latency = QLabel(self)
        self.latency.setToolTip("How long the last blend took to compute")
        # Of one size: else each number would lay the bar out anew.
        self.latency.setFixedSize(LATENCY_WIDTH, self.latency.fontMetrics().height() + 4)
        self.latency.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.model_name = ElidedLabel(parent=self)
        self.actions_by_name = make_actions(self)
        self.undo_action, self.redo_action = self._undo_actions(undo)
        self.dress()
        self._lay_out()
        self._make_docks()
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
        self.path_bar.dress()

    def restore(self, geometry: bytes, layout: bytes) -> None:
        """Place the window and its panels as they were; what cannot be read is left out."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        self._fit_screen()
        if layout:
            self.restoreState(QByteArray(layout))
        else:
            _bring_forward(self.gallery_dock)

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

    def show_training(self) -> None:
        """Bring the training panel to the front."""
        self.training_dock.show()
        _bring_forward(self.training_dock)

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

    def find_pictures(self) -> None:
        """Let the user type what to search the gallery for."""
        self.gallery_dock.show()
        self.gallery_dock.raise_()
        self.gallery.search.setFocus()
        self.gallery.search.selectAll()

    def show_play(self) -> None:
        """Bring the panel of chance to the front."""
        self.play_dock.show()
        _bring_forward(self.play_dock)

    def show_search(self) -> None:
        """Bring the panel of finds to the front."""
        self.search_dock.show()
        _bring_forward(self.search_dock)

    def show_comparison(self) -> None:
        """Bring the panel that compares to the front."""
        self.compare_dock.show()
        _bring_forward(self.compare_dock)

    def list_models(
        self, known: Sequence[KnownSet], current: Path | None, use: Callable[[Path], None]
    ) -> None:
        """Fill the menu of model sets; choosing one calls ``use`` with its folder."""
        self.known_menu.clear()
        if not known:
            self._note_in_menu("There are none")
        for entry in known:
            action = self.known_menu.addAction(plain_item(entry.title))
            action.setCheckable(True)
            action.setChecked(entry.folder == current)
            action.setEnabled(not entry.problem)
            action.setToolTip(entry.problem or str(entry.folder))
            action.triggered.connect(partial(_use, use, entry.folder))

    def name_models(self, name: str, folder: Path) -> None:
        """Say which model set is in use."""
        self.model_name.setText(f"Models: {name}")
        self.model_name.setToolTip(plain_tip(str(folder)))

    def set_field(self, kind: FieldKind, score: str = "") -> None:
        """Show what the plane is filled with."""
        self.field.setCurrentIndex(self.field.findData(f"{kind}:{score}"))

    def _field_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName("What the plane is filled with")
        maps = {
            (FieldKind.SCORE, row.name): (row.label, f"{row.tip}; {MAP}") for row in blend_scores()
        }
        for key, (text, tip) in (FIELDS | maps).items():
            box.addItem(text, ":".join(key))
            box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        box.setToolTip("What the plane of the canvas is filled with (P)")
        box.activated.connect(self._field_activated)
        return box

    def _field_activated(self, place: int) -> None:
        kind, score = self.field.itemData(place).split(":", 1)
        self.field_chosen.emit(FieldKind(kind), score)

    def _undo_actions(self, undo: QUndoStack) -> tuple[QAction, QAction]:
        made = undo.createUndoAction(self, "&Undo"), undo.createRedoAction(self, "&Redo")
        for action, keys in zip(made, (UNDO_KEYS, REDO_KEYS), strict=True):
            action.setShortcuts([QKeySequence(key) for key in keys])
        for action, word in zip(made, ("Undo", "Redo"), strict=True):
            action.setIconText(word)  # else the tool bar would grow and shrink with each step
        return made

    def _lay_out(self) -> None:
        stage = QWidget(self)
        column = QVBoxLayout(stage)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.path_bar)
        column.addWidget(self.controls)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(stage)
        split.addWidget(self.favourites)
        split.setStretchFactor(0, 1)
        self.setCentralWidget(split)

    def _make_docks(self) -> None:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.gallery_dock = self._dock("Gallery", "gallery", self.gallery, left)
        self.search_dock = self._dock("Find pegasi", "search", self.search, left)
        self.play_dock = self._dock("Play", "play", self.play, left)
        self.play_dock.visibilityChanged.connect(self.play.came_forward)
        for dock in (self.search_dock, self.play_dock):
            self.tabifyDockWidget(self.gallery_dock, dock)
        self.compare_dock = self._dock("Compare", "compare", self.compare, left)
        self.tabifyDockWidget(self.gallery_dock, self.compare_dock)
        self.compare_dock.hide()
        self.preview_dock = self._dock("Picture", "picture", self._inspector, right)
        self.training_dock = self._dock("Training", "training", self.training, left)
        self.tabifyDockWidget(self.gallery_dock, self.training_dock)  # scores stay in sight
        self.training_dock.hide()
        self.resizeDocks(
            [self.gallery_dock, self.preview_dock],
            [332, INSPECTOR_WIDTH],
            Qt.Orientation.Horizontal,
        )

    def _dock(
        self, title: str, name: str, content: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(content)
        content.setAccessibleName(content.accessibleName() or title)
        self.addDockWidget(area, dock)
        return dock

    def _make_menus(self) -> None:
        self.menus: dict[str, QMenu] = {}
        for title, entries in MENUS.items():
            menu = self.menus[title] = self.menuBar().addMenu(title)
            menu.setToolTipsVisible(True)
            for do in entries:
                menu.addSeparator() if do is None else menu.addAction(self.actions_by_name[do])
        self.preview.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.preview.addActions([self.actions_by_name[do] for do in ON_THE_PREVIEW])
        edit = self.menus["&Edit"]
        edit.insertActions(edit.actions()[0], [self.undo_action, self.redo_action])
        self.known_menu = QMenu("&Use", self)
        self.known_menu.setToolTipsVisible(True)
        self.known_menu.aboutToShow.connect(self.models_menu_opened)
        self._note_in_menu("Looking\N{HORIZONTAL ELLIPSIS}")
        models = self.menus["&Models"]
        models.insertMenu(self.actions_by_name[Do.OPEN_MODELS], self.known_menu)
        self._fill_view_menu()

    def _note_in_menu(self, text: str) -> None:
        """Say something in the menu of model sets; an empty menu would not open at all."""
        self.known_menu.addAction(text).setEnabled(False)

    def _fill_view_menu(self) -> None:
        view = self.menus["&View"]
        left = self.gallery_dock, self.search_dock, self.play_dock
        for dock in (*left, self.training_dock, self.compare_dock, self.preview_dock):
            view.addAction(dock.toggleViewAction())
            dock.toggleViewAction().triggered.connect(partial(_bring_forward, dock))
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
        bar.set_terse([self.undo_action, self.redo_action, *doing])
        self.addToolBar(bar)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _restore_usual_layout(self) -> None:
        self.restoreState(self._usual_layout)
        _bring_forward(self.gallery_dock)

    def childEvent(self, event: QChildEvent) -> None:
        """Let the tabs of panels keep their whole names; Qt makes them when they are needed."""
        super().childEvent(event)
        tabs = event.child()
        if event.type() is QEvent.Type.ChildPolished and isinstance(tabs, QTabBar):
            tabs.setElideMode(Qt.TextElideMode.ElideNone)
            tabs.setUsesScrollButtons(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        for one in self.findChildren(QWidget):
            if one.isWindow():  # a panel that floats, or a list of sets, would stay on the screen
                one.hide()
        event.accept()


def _bring_forward(dock: QDockWidget, shown: bool = True) -> None:
    """Show a dock before those that share its place; its tab is made in a moment."""
    if shown:
        QTimer.singleShot(0, dock, dock.raise_)


def _use(use: Callable[[Path], None], folder: Path, checked: bool = False) -> None:
    use(folder)
