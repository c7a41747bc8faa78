"""The views of the window and the docks that they are in; what is not seen at first comes late."""

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDockWidget,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.canvas.controls_view import ControlsView
from explorer.ui.canvas.view import CanvasView
from explorer.ui.favourites.view import FavouritesView
from explorer.ui.gallery.view import GalleryView
from explorer.ui.inspector import INSPECTOR_WIDTH, Inspector
from explorer.ui.parts.late import Late
from explorer.ui.parts.notice import Notice

if TYPE_CHECKING:
    from explorer.ui.compare.view import CompareView
    from explorer.ui.paths.bar import PathBar
    from explorer.ui.paths.layer import PathLayer
    from explorer.ui.play.view import PlayView
    from explorer.ui.search.view import SearchView
    from explorer.ui.training.view import TrainingView

GALLERY_WIDTH = 332
DONE = Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape
"""Keys that end the typing of a number."""
LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


class PathViews(NamedTuple):
    """What is seen of the path: the line over the canvas, and the bar below it."""

    layer: "PathLayer"
    bar: "PathBar"


class Dock(QDockWidget):
    """A panel of the window, which keeps its place by its name."""

    def __init__(self, title: str, name: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self.in_sight = False
        """Whether it is shown, and no other panel is before it."""
        self.visibilityChanged.connect(self._note)

    def _note(self, in_sight: bool) -> None:
        self.in_sight = in_sight

    def fill(self, content: QWidget) -> None:
        """Show something in it."""
        content.setAccessibleName(content.accessibleName() or self.windowTitle())
        self.setWidget(content)

    def fill_when_seen(self, content: Late[Any]) -> None:
        """Let what fills it be made when it is seen for the first time, at the latest."""
        self.visibilityChanged.connect(lambda in_sight: content() if in_sight else None)

    def bring_forward(self, shown: bool = True) -> None:
        """Show it before those that share its place; its tab is made in a moment."""
        if shown:
            QTimer.singleShot(0, self, self.raise_)


class Panels(QMainWindow):
    """Gallery on the left, canvas in the middle, what is seen in it on the right.

    The other panels are made when they are wanted, each as a whole: whoever has to do with one
    says by :meth:`Late.then` what comes of that.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gallery, self.canvas = GalleryView(self), CanvasView(self)
        self.controls, self.favourites = ControlsView(self), FavouritesView(self)
        seen = self._inspector = Inspector(self)
        self.preview, self.scores, self.weights = seen.preview, seen.scores, seen.weights
        self.wings, self.dots, self.pages = seen.wings, seen.dots, seen.pages
        self.regions, self.region_layer = seen.regions, seen.region_layer
        self.nearest, self.evidence = seen.nearest, seen.evidence
        self.notice = Notice(self)
        self.late_search, self.late_play = Late(self._make_search), Late(self._make_play)
        self.late_compare, self.late_training = Late(self._make_compare), Late(self._make_training)
        self.late_path = Late(self._make_path)
        self.docks: list[Dock] = []
        """All panels, as the View menu lists them."""
        self._lay_out()
        self._make_docks()

    @property
    def late(self) -> tuple[Late[Any], ...]:
        """What is made when it is wanted, the likeliest to be wanted first."""
        panels = self.late_search, self.late_play, self.late_compare
        return *panels, self.late_path, self.late_training

    @property
    def search(self) -> "SearchView":
        """The panel of finds."""
        return self.late_search()

    @property
    def play(self) -> "PlayView":
        """The panel of chance."""
        return self.late_play()

    @property
    def compare(self) -> "CompareView":
        """The panel that compares."""
        return self.late_compare()

    @property
    def training(self) -> "TrainingView":
        """The panel of trainings."""
        return self.late_training()

    @property
    def path_bar(self) -> "PathBar":
        """The bar of the path."""
        return self.late_path().bar

    @property
    def path_layer(self) -> "PathLayer":
        """The path over the canvas."""
        return self.late_path().layer

    def show_training(self) -> None:
        """Bring the training panel to the front."""
        self._show(self.training_dock)

    def show_play(self) -> None:
        """Bring the panel of chance to the front."""
        self._show(self.play_dock)

    def show_search(self) -> None:
        """Bring the panel of finds to the front."""
        self._show(self.search_dock)

    def show_comparison(self) -> None:
        """Bring the panel that compares to the front."""
        self._show(self.compare_dock)

    def find_pictures(self) -> None:
        """Let the user type what to search the gallery for."""
        self.gallery_dock.show()
        self.gallery_dock.raise_()
        self.gallery.search.setFocus()
        self.gallery.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the canvas when a number is done: its box leaves Return and Escape to all."""
        if event.key() in DONE and isinstance(self.focusWidget(), QAbstractSpinBox):
            self.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def _show(self, dock: Dock) -> None:
        dock.show()
        dock.bring_forward()

    def _lay_out(self) -> None:
        stage = QWidget(self)
        column = self._column = QVBoxLayout(stage)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.controls)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(stage)
        split.addWidget(self.favourites)
        split.setStretchFactor(0, 1)
        self.setCentralWidget(split)

    def _make_docks(self) -> None:
        self.gallery_dock = self._dock("Gallery", "gallery", LEFT)
        self.search_dock = self._dock("Find pegasi", "search", LEFT)
        self.play_dock = self._dock("Play", "play", LEFT)
        self.compare_dock = self._dock("Compare", "compare", LEFT)
        self.training_dock = self._dock("Training", "training", LEFT)
        self.preview_dock = self._dock("Picture", "picture", RIGHT)
        self.gallery_dock.fill(self.gallery)
        self.preview_dock.fill(self._inspector)
        for dock, content in (
            (self.search_dock, self.late_search),
            (self.play_dock, self.late_play),
            (self.compare_dock, self.late_compare),
            (self.training_dock, self.late_training),  # scores stay in sight
        ):
            dock.fill_when_seen(content)
            self.tabifyDockWidget(self.gallery_dock, dock)
        for dock in (self.compare_dock, self.training_dock):
            dock.hide()
        self.resizeDocks(
            [self.gallery_dock, self.preview_dock],
            [GALLERY_WIDTH, INSPECTOR_WIDTH],
            Qt.Orientation.Horizontal,
        )
        self.gallery_dock.raise_()  # else the last of the tabs would be seen first

    def _dock(self, title: str, name: str, area: Qt.DockWidgetArea) -> Dock:
        dock = Dock(title, name, self)
        self.addDockWidget(area, dock)
        self.docks.append(dock)
        return dock

    # What comes late, with all that it imports

    def _make_search(self) -> "SearchView":
        from explorer.ui.search.view import SearchView

        view = SearchView(self)
        self.search_dock.fill(view)
        return view

    def _make_play(self) -> "PlayView":
        from explorer.ui.play.view import PlayView

        view = PlayView(self)
        self.play_dock.fill(view)
        self.play_dock.visibilityChanged.connect(view.came_forward)
        if self.play_dock.in_sight:
            QTimer.singleShot(0, view, view.opened.emit)  # when it is laid out
        return view

    def _make_compare(self) -> "CompareView":
        from explorer.ui.compare.view import CompareView

        view = CompareView(self)
        self.compare_dock.fill(view)
        return view

    def _make_training(self) -> "TrainingView":
        from explorer.ui.training.view import TrainingView

        view = TrainingView(self)
        self.training_dock.fill(view)
        return view

    def _make_path(self) -> PathViews:
        from explorer.ui.paths.bar import PathBar
        from explorer.ui.paths.layer import PathLayer

        layer, bar = PathLayer(self.canvas), PathBar(self)
        bar.hide()
        self._column.insertWidget(self._column.indexOf(self.controls), bar)
        return PathViews(layer, bar)
