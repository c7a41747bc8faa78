"""The parts of the program, made and told of each other; what they say goes nowhere yet."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from explorer.core.blend.reference import Reference
from explorer.core.blend.renderer import Renderer
from explorer.core.favourites.store import Favourites
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.mine import Mine
from explorer.core.gallery.starter import starter_gallery
from explorer.core.home.home import Home, favourites_at_start
from explorer.core.models import Models
from explorer.core.own_sets import OwnSets
from explorer.core.session import Session
from explorer.ui.actions import Do
from explorer.ui.canvas.blend_control import BlendControl, BlendViews
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.field_control import PAUSE_MILLISECONDS, FieldControl
from explorer.ui.canvas.undo import UndoSteps
from explorer.ui.favourites.control import FavouritesControl
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.gallery.crop_control import CropControl
from explorer.ui.gallery.data_control import DataControl
from explorer.ui.gallery.galleries import Galleries
from explorer.ui.gallery.remembering import Remembering
from explorer.ui.latents_control import LatentsControl
from explorer.ui.menu_control import MenuControl
from explorer.ui.models_control import ModelsControl
from explorer.ui.models_room import ModelsRoom
from explorer.ui.openings import Openings
from explorer.ui.parts.folder_watch import FolderWatch
from explorer.ui.parts.pause import Pause
from explorer.ui.parts.worker import Chores, EngineWork
from explorer.ui.preview_room import PreviewRoom
from explorer.ui.regions.control import RegionsControl, RegionsViews
from explorer.ui.session_control import SessionControl
from explorer.ui.settings.control import SettingsControl
from explorer.ui.window import Window
from explorer.ui.wings.control import WingsControl, WingsViews

if TYPE_CHECKING:
    from explorer.core.runs.runs import Runs
    from explorer.ui.compare_room import CompareRoom
    from explorer.ui.path_room import PathRoom
    from explorer.ui.play.control import PlayControl
    from explorer.ui.play.view import PlayView
    from explorer.ui.search.control import SearchControl
    from explorer.ui.search.keeping import FindsKeeper
    from explorer.ui.search.view import SearchView
    from explorer.ui.training.control import TrainingControl
    from explorer.ui.training.view import TrainingView


class Controllers(QObject):
    """The window, the threads, and a controller for each thing that is done in it.

    Those of panels that come late are made with them, when one or the other is wanted.

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
        self.chores = Chores(self)
        dreams = self.chores.begin(partial(starter_gallery, starter))  # while the window is made
        self.window = Window(self.undo)
        self.work, self.reference = EngineWork(self), Reference()
        self.model, self.steps = BoardModel(), UndoSteps(self.undo)
        self.mine, models = Mine(home.mine), Models(home, shipped)
        self._home = home
        self.closings: list[Callable[[], None]] = []
        """What ends parts that the program does not name: those that came late, above all."""
        self._make_canvas()
        self._make_galleries(home, dreams)
        self._make_models(home, models, device)
        self._make_keeping(home)
        self._await_late()
        self.sessions = SessionControl(home.session, self.session, self.chores, self)

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

    def _make_galleries(self, home: Home, dreams: Callable[[], Gallery]) -> None:
        window, steps = self.window, self.steps
        memory = Remembering(home.looks, self.chores)
        self.gallery = GalleryControl(self.model, self.work, window.gallery, memory=memory)
        self.preview = PreviewRoom(self.board, self.blend, self.gallery, self.work, window, self)
        self.data = DataControl(self.chores, window.gallery, home.cache, self)
        shown = self.gallery, self.data, window.gallery
        self.galleries = Galleries(*shown, home.settings, dreams, self.mine, steps, self)
        self.crops = CropControl(self.board, self.mine, window.gallery.crop)

    def _make_models(self, home: Home, models: Models, device: str) -> None:
        self.settings = SettingsControl(home, self.chores)
        self.models = ModelsControl(self.chores, models, home.compiled, device, self._threads, self)
        self.model_sets = ModelsRoom(
            self.models,
            OwnSets(home.models, models.current, lambda: self._runs.bases(), home.runs),
            self.steps,
            self.window,
            lambda folder: self.compare.with_set(folder),
            self,
        )

    def _make_keeping(self, home: Home) -> None:
        watch = FolderWatch(self)
        self.closings.append(watch.close)
        self.favourites = FavouritesControl(
            Favourites(favourites_at_start(home), home.cache),
            self.reference,
            self.chores,
            self.steps,
            watch,
            self.window.favourites,
        )
        self.latents = LatentsControl(self.work)
        self.openings = Openings(
            *(self.board, self.gallery, self.data, self.models, self.favourites),
            *(self.mine, self.crops, self.latents, self),
        )
        parts = self.openings, self.board, self.blend, self.gallery, self.favourites, self.settings
        self.menus = MenuControl(self.window, *parts, home, self)

    # What comes late, each part when its view is made

    def _await_late(self) -> None:
        window, path = self.window, self.window.action_for(Do.PATH)
        window.late_search.then(self._make_search)
        window.late_play.then(self._make_play)
        window.late_compare.then(lambda _: self._make_compare())
        window.late_training.then(self._make_training)
        window.late_path.then(lambda _: self._make_path())
        path.setCheckable(True)
        path.toggled.connect(lambda shown: self.path.set_shown(shown))

    def follow_models(self, take: Callable[[Renderer], object]) -> None:
        """Hand on what renders: what does so now, and whatever does from the next set on."""
        self.models.loaded.connect(take)
        if self.blend.renderer is not None:
            take(self.blend.renderer)

    def _make_search(self, view: "SearchView") -> None:
        from explorer.ui.search.control import SearchControl
        from explorer.ui.search.keeping import FindsKeeper

        search = SearchControl(self.model, self.work, self.steps, self.gallery, view)
        self._search = search
        self._finds = FindsKeeper(self._home.finds, search, self.chores, self)
        self.closings += [search.close, self._finds.close]
        self.follow_models(search.set_renderer)

    def _make_play(self, view: "PlayView") -> None:
        from explorer.ui.play.control import PlayControl

        pause = Pause(PAUSE_MILLISECONDS, self)
        self._play = PlayControl(self.board, self.blend, self.gallery, self.work, view, pause)
        self.closings.append(self._play.close)
        self.follow_models(self._play.set_renderer)

    def _make_compare(self) -> None:
        from explorer.ui.compare_room import CompareRoom

        parts = self.work, self.chores, self.models, self.window, self
        self._compare = CompareRoom(self.model, self.blend, self.steps, *parts)
        self._compare.control.changed.connect(self.sessions.save_soon)
        self._compare.control.keep.connect(self.favourites.keep)
        self.follow_models(self._compare.control.set_renderer)

    def _make_path(self) -> None:
        from explorer.ui.path_room import PathRoom

        parts = self.work, self.chores, self.window, self
        self._path = PathRoom(self.model, self.board, self.blend, self.steps, *parts)
        self.closings.append(self._path.close)
        self.follow_models(self._path.films.set_renderer)

    def _make_training(self, view: "TrainingView") -> None:
        from explorer.ui.training.control import TrainingControl
        from explorer.ui.training.watcher import RunWatcher

        watcher, cache, shipped = partial(RunWatcher, self), self._home.cache, self.models.shipped
        parts = self._runs, view, self.chores, self.steps, watcher, cache, shipped
        self._training = TrainingControl(*parts)
        self._training.use_requested.connect(self.models.use)
        self.models.loading.connect(view.set_loading)
        self._training.edits.changed.connect(self.models.ask_known)
        self.model_sets.edited.connect(self._training.list_runs)
        view.compare_requested.connect(lambda run: self.compare.with_run(run))
        self.closings.append(self._training.close)
        self.follow_models(lambda renderer: view.set_base(renderer.engine.modelset.folder))

    @cached_property
    def _runs(self) -> "Runs":
        from explorer.core.runs.runs import Runs

        return Runs(self._home.runs, self._home.cache, sets=self._home.models)

    @property
    def search(self) -> "SearchControl":
        """Searches for pegasi."""
        self.window.late_search()
        return self._search

    @property
    def finds(self) -> "FindsKeeper":
        """Keeps what was found."""
        self.window.late_search()
        return self._finds

    @property
    def play(self) -> "PlayControl":
        """Draws by chance."""
        self.window.late_play()
        return self._play

    @property
    def compare(self) -> "CompareRoom":
        """Compares the board with another."""
        self.window.late_compare()
        return self._compare

    @property
    def path(self) -> "PathRoom":
        """Edits, walks and films the path."""
        self.window.late_path()
        return self._path

    @property
    def training(self) -> "TrainingControl":
        """Starts trainings and follows them."""
        self.window.late_training()
        return self._training

    # What is kept

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
            path_shown=self.path.control.is_shown,
            training_data=self.training.named,
            skip_unreadable=self.training.skips_unreadable,
            comparison=self.compare.control.comparison,
            geometry=geometry,
            layout=layout,
            scroll=self.window.gallery.scrolled_to,
            history=self.steps.history,
            evidence=self.preview.evidence.is_wanted,
            seed=self.play.seed,
        )

    def _threads(self) -> int:
        return self.settings.settings.threads
