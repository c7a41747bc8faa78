"""The parts of the program, made and told of each other; what they say goes nowhere yet."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from explorer.core.blend.reference import Reference
from explorer.core.favourites.store import Favourites
from explorer.core.gallery.mine import Mine
from explorer.core.home.home import Home, favourites_at_start
from explorer.core.models import Models
from explorer.core.own_sets import OwnSets
from explorer.core.runs.runs import Runs
from explorer.core.session import Session
from explorer.ui.canvas.blend_control import BlendControl, BlendViews
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.field_control import PAUSE_MILLISECONDS, FieldControl
from explorer.ui.canvas.undo import UndoSteps
from explorer.ui.compare_room import CompareRoom
from explorer.ui.favourites.control import FavouritesControl
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.gallery.crop_control import CropControl
from explorer.ui.gallery.data_control import DataControl
from explorer.ui.gallery.galleries import Galleries
from explorer.ui.latents_control import LatentsControl
from explorer.ui.menu_control import MenuControl
from explorer.ui.models_control import ModelsControl
from explorer.ui.models_room import ModelsRoom
from explorer.ui.openings import Openings
from explorer.ui.parts.folder_watch import FolderWatch
from explorer.ui.parts.pause import Pause
from explorer.ui.parts.worker import Chores, EngineWork
from explorer.ui.path_room import PathRoom
from explorer.ui.play_room import play_room
from explorer.ui.preview_room import PreviewRoom
from explorer.ui.regions.control import RegionsControl, RegionsViews
from explorer.ui.search.control import SearchControl
from explorer.ui.search.keeping import FindsKeeper
from explorer.ui.session_control import SessionControl
from explorer.ui.settings.control import SettingsControl
from explorer.ui.training.control import TrainingControl
from explorer.ui.training.watcher import RunWatcher
from explorer.ui.window import Window
from explorer.ui.wings.control import WingsControl, WingsViews


class Controllers(QObject):
    """The window, the threads, and a controller for each thing that is done in it.

    Parameters
    ----------
    home
        Where things are kept.
    device
        What the command line asks the networks to run on.
    shipped, starter
        Folders of the model set and of the gallery that come with the program.
    """

    def __init__(self, home: Home, device: str, shipped: Path, starter: Path) -> None:
        super().__init__()
        self.undo = QUndoStack(self)
        self.window = Window(self.undo)
        self.work, self.chores, self.reference = EngineWork(self), Chores(self), Reference()
        self.model, self.steps = BoardModel(), UndoSteps(self.undo)
        self.mine, models = Mine(home.mine), Models(home, shipped)
        self._make_canvas()
        self._make_galleries(home, starter)
        self._make_models(home, models, device)
        self._make_keeping(home)
        self._make_training(home, models)
        self.sessions = SessionControl(home.session, self.session, self.chores, self)
        self.finds = FindsKeeper(home.finds, self.search, self.chores, self)

    def _make_canvas(self) -> None:
        window, model, canvas = self.window, self.model, self.window.canvas
        # Blends hear of a new board first, so that the engine is at work while it is shown.
        self.blend = BlendControl(
            model, self.work, BlendViews(canvas, window.preview, window.scores)
        )
        self.board = BoardControl(
            model, self.steps, BoardViews(canvas, window.controls, window.weights)
        )
        self.wings = WingsControl(model, self.board.edit, WingsViews(window.dots, window.wings))
        self.regions = RegionsControl(
            model, self.board.edit, RegionsViews(window.region_layer, window.regions)
        )
        pause = Pause(PAUSE_MILLISECONDS, self)
        self.field = FieldControl(model, self.work, canvas, pause)
        self.path = PathRoom(model, self.board, self.steps, self.work, self.chores, window, self)

    def _make_galleries(self, home: Home, starter: Path) -> None:
        window, steps = self.window, self.steps
        self.gallery = GalleryControl(self.model, self.work, window.gallery)
        self.search = SearchControl(self.model, self.work, steps, self.gallery, window.search)
        parts = self.board, self.blend, self.gallery, self.work, window, self
        self.play, self.preview = play_room(*parts), PreviewRoom(*parts)
        self.data = DataControl(self.chores, window.gallery, home.cache, self)
        shown = self.gallery, self.data, window.gallery
        self.galleries = Galleries(*shown, home.settings, starter, self.mine, steps, self)
        self.crops = CropControl(self.board, self.mine, window.gallery.crop)

    def _make_models(self, home: Home, models: Models, device: str) -> None:
        self.settings = SettingsControl(home, self.chores)
        self.models = ModelsControl(self.chores, models, home.compiled, device, self._threads, self)
        parts = self.work, self.chores, self.models, self.window, self
        self.compare = CompareRoom(self.model, self.blend, self.steps, *parts)

    def _make_keeping(self, home: Home) -> None:
        self.favourites = FavouritesControl(
            Favourites(favourites_at_start(home), home.cache),
            self.reference,
            self.chores,
            self.steps,
            FolderWatch(self),
            self.window.favourites,
        )
        self.latents = LatentsControl(self.work)
        self.openings = Openings(
            *(self.board, self.gallery, self.data, self.models, self.favourites),
            *(self.mine, self.crops, self.latents, self),
        )
        parts = self.openings, self.board, self.blend, self.favourites, self.settings
        self.menus = MenuControl(self.window, *parts, home, self)

    def _make_training(self, home: Home, models: Models) -> None:
        runs = Runs(home.runs, home.cache)
        own = OwnSets(home.models, models.current, runs.bases)
        self.model_sets = ModelsRoom(
            self.models, own, self.steps, self.window, self.compare.with_set, self
        )
        self.training = TrainingControl(
            runs,
            self.window.training,
            self.chores,
            self.steps,
            partial(RunWatcher, self),
            home.cache,
            models.shipped,
        )

    def session(self) -> Session:
        """Return how the program is at this moment."""
        geometry, layout = self.window.layout_now()
        gallery, selection = self.galleries.to_restore
        return Session(
            board=self.board.board,
            gallery=gallery,
            selection=selection,
            data=self.galleries.known,
            thumbnail=self.gallery.side,
            field=self.field.kind,
            score=self.field.score,
            path=self.path.control.path,
            path_shown=self.path.is_shown,
            skip_unreadable=self.window.training.form.skip.isChecked(),
            comparison=self.compare.control.comparison,
            geometry=geometry,
            layout=layout,
            scroll=self.window.gallery.scrolled_to,
            history=self.steps.history,
        )

    def _threads(self) -> int:
        return self.settings.settings.threads
