"""The program behind the window: makes the parts, connects them, and ends them in order."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication, QUndoStack

from explorer.core.blend.field import FieldKind
from explorer.core.blend.reference import Reference
from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.first_mode import in_first_mode
from explorer.core.board.json import text_of_board
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.store import Favourites
from explorer.core.gallery.mine import Mine
from explorer.core.gallery.starter import STARTER
from explorer.core.gallery.view import Selection
from explorer.core.home.home import AtClosing, Home, Settings, favourites_at_start
from explorer.core.models import SHIPPED, Models
from explorer.core.options import OpenOptions
from explorer.core.own_sets import OwnSets
from explorer.core.runs.runs import Runs
from explorer.core.search.finds import Find
from explorer.core.session import Session
from explorer.ui.actions import Do
from explorer.ui.canvas.blend_control import BlendControl, BlendViews
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.canvas.field_control import PAUSE_MILLISECONDS, FieldControl
from explorer.ui.canvas.undo import UndoSteps
from explorer.ui.canvas_menu import show_canvas_menu
from explorer.ui.compare_room import CompareRoom
from explorer.ui.favourites.control import FavouritesControl
from explorer.ui.favourites.menu import show_favourite_menu
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
from explorer.ui.parts.one_go import OneGo
from explorer.ui.parts.pause import Pause
from explorer.ui.parts.shown import mode_reasons
from explorer.ui.parts.style import Look
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

TELLING_MILLISECONDS = 10_000


class Program(QObject):
    """All that the window needs; :meth:`close` ends it, and nothing is touched after that.

    Parameters
    ----------
    home
        Where things are kept.
    options
        What the command line asks for.
    look
        Tells when the colours change; None where nobody dresses the application.
    shipped, starter
        Folders of the model set and of the gallery that come with the program.
    """

    def __init__(
        self,
        home: Home,
        options: OpenOptions,
        look: Look | None = None,
        *,
        shipped: Path = SHIPPED,
        starter: Path = STARTER,
    ) -> None:
        super().__init__()
        self._options = options
        self._closed = False
        self.undo = QUndoStack(self)
        self.window = Window(self.undo)
        self._painted = OneGo(self.window)
        self.work, self.chores, self.reference = EngineWork(self), Chores(self), Reference()
        self._make_parts(home, shipped, starter)
        self._connect_parts()
        self._connect_window()
        self._look = look
        if look is not None:
            look.follow(self.settings.settings)
            look.changed.connect(self.window.dress)

    def _make_parts(self, home: Home, shipped: Path, starter: Path) -> None:
        window, models = self.window, Models(home, shipped)
        model, canvas = BoardModel(), window.canvas
        steps, self._board_model = UndoSteps(self.undo), model
        self._steps = steps
        # Blends hear of a new board first, so that the engine is at work while it is shown.
        self.blend = BlendControl(
            model, self.work, BlendViews(canvas, window.preview, window.scores)
        )
        self.board = BoardControl(model, steps, BoardViews(canvas, window.controls, window.weights))
        self.wings = WingsControl(model, self.board.edit, WingsViews(window.dots, window.wings))
        self.regions = RegionsControl(
            model, self.board.edit, RegionsViews(window.region_layer, window.regions)
        )
        pause = Pause(PAUSE_MILLISECONDS, self)
        self.field = FieldControl(model, self.work, canvas, pause)
        self.path = PathRoom(model, self.board, steps, self.work, self.chores, window, self)
        self.gallery = GalleryControl(model, self.work, window.gallery)
        self.search = SearchControl(model, self.work, steps, self.gallery, window.search)
        parts = self.board, self.blend, self.gallery, self.work, window, self
        self.play, self.preview = play_room(*parts), PreviewRoom(*parts)
        self.data = DataControl(self.chores, window.gallery, home.cache, self)
        mine = Mine(home.mine)
        self.galleries = Galleries(
            self.gallery, self.data, window.gallery, home.settings, starter, mine, steps, self
        )
        self.crops = CropControl(self.board, mine, window.gallery.crop)
        self.settings = SettingsControl(home, self.chores)
        self.models = ModelsControl(
            self.chores, models, home.compiled, self._options.device, self._threads, self
        )
        self.compare = CompareRoom(
            model, self.blend, steps, self.work, self.chores, self.models, window, self
        )
        self.favourites = FavouritesControl(
            Favourites(favourites_at_start(home), home.cache),
            self.reference,
            self.chores,
            steps,
            FolderWatch(self),
            window.favourites,
        )
        self.latents = LatentsControl(self.work)
        self.openings = Openings(
            self.board,
            self.gallery,
            self.data,
            self.models,
            self.favourites,
            mine,
            self.crops,
            self.latents,
            self,
        )
        self.menus = MenuControl(
            window, self.openings, self.blend, self.favourites, self.settings, home, self
        )
        runs = Runs(home.runs, home.cache)
        own = OwnSets(home.models, models.current, runs.bases)
        self.model_sets = ModelsRoom(self.models, own, steps, window, self.compare.with_set, self)
        self.training = TrainingControl(
            runs,
            window.training,
            self.chores,
            steps,
            partial(RunWatcher, self),
            home.cache,
            shipped,
        )
        self.sessions = SessionControl(home.session, self.session, self.chores, self)
        self.finds = FindsKeeper(home.finds, self.search, self.chores, self)

    # Start and end

    def start(self) -> None:
        """Show the window as it was left, or as at the first start, and open what was named."""
        self._restore()
        self.window.show()
        self.models.load(self._options.models)
        self.favourites.look()
        self.model_sets.start()
        self.training.find_again()
        self.openings.open_at_start(self._options.paths)
        self.window.canvas.setFocus()

    def close(self) -> None:
        """Save, stop in order (watching, engine, chores, reference) and let go of the window."""
        if self._closed:
            return
        self._closed = True
        self._painted.go()
        self.crops.finish()
        if self.settings.settings.at_closing is AtClosing.PAUSE:
            self.training.pause_all()
        self.sessions.close()
        self.field.close()
        self.path.close()
        self.gallery.close()
        self.search.close()
        self.finds.close()
        self.play.close()
        self.preview.close()
        self.training.close()
        self.work.stop()
        self.chores.stop()
        self.reference.close()

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
            comparison=self.compare.control.comparison,
            geometry=geometry,
            layout=layout,
            scroll=self.window.gallery.scrolled_to,
            history=self._steps.history,
        )

    def _restore(self) -> None:
        saved = self.sessions.load(self._options.reset)
        session = saved or Session()
        self.window.restore(session.geometry, session.layout)
        self.gallery.set_side(session.thumbnail)
        self.set_field(session.field, session.score)
        dreams = session.selection if session.gallery is None else Selection()
        first_blend = self.galleries.show_dreams(dreams)
        if session.gallery is None:
            self.window.gallery.scroll_to(session.scroll)
        self.board.start_with(session.board if saved else first_blend)
        self._steps.resume(session.history, self._board_model)
        self._is_new = not saved
        self.path.start_with(session.path)
        self.compare.control.start_with(session.comparison)
        self.finds.restore(self._options.reset)
        self.galleries.restore(session, self._options.data)

    # Wiring

    def _connect_parts(self) -> None:
        warn, tell = self.window.notice.warn, self._tell
        self.board.refused.connect(warn)
        self.board.changed.connect(self._board_changed)
        self.blend.shown.connect(self._tell_latency)
        self.blend.failed.connect(warn)
        for hand, offer in (
            (self.wings, self.window.set_wings_usable),
            (self.regions, self.window.set_regions_usable),
        ):
            self.blend.shown.connect(hand.show)
            hand.usable.connect(offer)
            hand.refused.connect(tell)
        self.blend.requested.connect(lambda _: self._painted.wait())
        self.blend.failed.connect(lambda _: self._painted.go())
        self.blend.answered.connect(lambda *_: self._painted.go())
        self.gallery.picked.connect(self.board.toggle)
        self.gallery.told.connect(tell)
        self.data.told.connect(tell)
        self.gallery.changed.connect(self.sessions.save_soon)
        self.field.told.connect(tell)
        self.field.sought.connect(self.board.go_to)
        self.galleries.data_opened.connect(self.window.training.set_data)
        self.galleries.changed.connect(self.sessions.save_soon)
        self.galleries.changed.connect(self.preview.nearest.look)
        self.settings.applied.connect(self._settings_applied)
        self.models.loaded.connect(self._models_loaded)
        self.search.opened.connect(self._open_find)
        self.search.keep.connect(self._keep_find)
        self.favourites.opened.connect(self._open_favourite)
        self.favourites.used.connect(self._use_favourite)
        self.favourites.doing.connect(self._tell_going_on)
        self.training.finished.connect(self._training_finished)
        self.training.use_requested.connect(self.models.use)
        self.openings.own_kept.connect(self.galleries.mine_changed)
        self.crops.changed.connect(self.galleries.mine_changed)
        for part in (
            *(self.crops, self.latents, self.compare, self.model_sets, self.play, self.preview),
            *(self.sessions, self.finds, self.data, self.galleries, self.models),
            *(self.favourites, self.openings, self.menus, self.settings),
        ):
            part.failed.connect(warn)
        self.path.failed.connect(warn)
        self.path.told.connect(tell)
        self.compare.control.keep.connect(self.favourites.keep)
        self.compare.control.changed.connect(self.sessions.save_soon)
        for part in (self.favourites, self.menus, self.openings, self.play):
            part.told.connect(tell)
        self.undo.indexChanged.connect(self.sessions.save_soon)
        self.window.gallery.scrolled.connect(self.sessions.save_soon)

    def _connect_window(self) -> None:
        window = self.window
        window.canvas.dropped_here.connect(self.openings.drop_on_canvas)
        window.canvas.menu_wanted.connect(self._canvas_menu)
        window.gallery.dropped_here.connect(self.openings.drop)
        window.favourites.dropped_here.connect(self.openings.drop)
        window.favourites.menu_wanted.connect(self._favourite_menu)
        window.field_chosen.connect(self.set_field)
        window.theme_menu.set_choice(self.settings.settings.theme)
        window.theme_menu.chosen.connect(partial(self.settings.choose, "theme"))
        window.closing.connect(self.close)
        for do, slot in {
            Do.NEW: self.board.clear,
            Do.GET_DATA: self.data.fetch,
            Do.DREAMS: self.galleries.back_to_dreams,
            Do.KEEP: self.keep,
            Do.QUIT: window.close,
            Do.SEARCH: self.find_pegasi,
            Do.COPY_BOARD: self.copy_board,
            Do.CENTRE: self.board.centre_puck,
            Do.NEXT_MODE: self.board.next_mode,
            Do.NEXT_FIELD: self._next_field,
            Do.FIND: window.find_pictures,
            Do.BEST: self.field.go_to_best,
            Do.FIT: window.canvas.navigation.fit,
            Do.ZOOM_IN: window.canvas.zoom_in,
            Do.ZOOM_OUT: window.canvas.zoom_out,
            Do.COMPARE: window.preview.toggle,
            Do.FLIP_WING: self.wings.flip,
            Do.WING_BEHIND: self.wings.toggle_behind,
            Do.PAIR_OF_WINGS: self.wings.toggle_pair,
            Do.AUTOMATIC_WINGS: self.wings.reset,
            Do.FILL_REGIONS: self.regions.fill,
            Do.CLEAR_REGIONS: self.regions.clear,
            Do.TRAIN: window.show_training,
        }.items():
            window.action_for(do).triggered.connect(slot)

    # What the user does

    def keep(self) -> None:
        """Keep what is seen as a favourite."""
        renderer, board = self.blend.renderer, self.board.board
        if renderer is None:
            self.window.notice.inform("The models are not loaded yet: try again in a moment.")
        elif not board.pins:
            self.window.notice.inform("There is nothing to keep yet: pick two pictures first.")
        else:
            self.favourites.keep(board, renderer.engine.modelset)

    def find_pegasi(self) -> None:
        """Show the panel of finds, and search where no search is on."""
        self.window.show_search()
        self.window.search.start()

    def copy_board(self) -> None:
        """Put the board on the clipboard, as text that can be pasted again."""
        QGuiApplication.clipboard().setText(text_of_board(self.board.board))
        self._tell("The board is on the clipboard, as JSON.")

    def set_field(self, kind: FieldKind, score: str = "") -> None:
        """Fill the plane with pictures, with a score, or with nothing."""
        self.window.set_field(kind, score)
        self.field.set_kind(kind, score)
        self.sessions.save_soon()

    def _next_field(self) -> None:
        kinds = list(FieldKind)
        self.set_field(kinds[(kinds.index(self.field.kind) + 1) % len(kinds)])

    def _canvas_menu(self, pin: int, where: QPoint) -> None:
        show_canvas_menu(self.window, self.board, self.gallery.find_alike_to, pin, where)

    def _favourite_menu(self, favourite: Listed, where: QPoint) -> None:
        show_favourite_menu(self.window.favourites, favourite, where, self.compare.with_favourite)

    def _open_favourite(self, favourite: Favourite) -> None:
        board, renderer = favourite.recipe.board, self.blend.renderer
        self.blend.show_kept(board, favourite.picture)
        self.board.open(board, "Open favourite")
        models = None if renderer is None else renderer.engine.modelset
        if models is not None and models.fingerprint != favourite.recipe.models.get("set"):
            self._tell("Kept with other models: its own pixels are shown until the board changes.")

    def _open_find(self, find: Find) -> None:
        self.board.open(find.board, "Open a find")

    def _keep_find(self, find: Find) -> None:
        if self.blend.renderer is not None:
            self.favourites.keep(find.board, self.blend.renderer.engine.modelset)

    def _use_favourite(self, favourite: Favourite) -> None:
        name = favourite.path.name if favourite.path else "favourite"
        self.board.add(favourite.as_source(name))

    # What the parts say

    def _board_changed(self, change: Change) -> None:
        self.sessions.save_soon()

    def _models_loaded(self, renderer: Renderer) -> None:
        self.board.set_mode_reasons(mode_reasons(renderer.engine.missing))
        self.blend.set_renderer(renderer)
        self.field.set_renderer(renderer)
        self.path.films.set_renderer(renderer)
        self.compare.control.set_renderer(renderer)
        self.latents.set_renderer(renderer)
        self.gallery.set_engine(renderer.engine)
        self.search.set_renderer(renderer)
        self.play.set_renderer(renderer)
        self.preview.set_renderer(renderer)
        self.board.set_missing(renderer.engine.missing)
        if self._is_new and not self.undo.count():
            self.board.start_with(in_first_mode(self.board.board, renderer.engine.missing))
        self._is_new = False
        folder = renderer.engine.modelset.folder
        self.window.training.set_base(folder)

    def _threads(self) -> int:
        return self.settings.settings.threads

    def _settings_applied(self, old: Settings, new: Settings) -> None:
        """Let each setting hold at once."""
        self.window.theme_menu.set_choice(new.theme)
        if self._look is not None:
            self._look.follow(new)
        if new.favourites != old.favourites and new.favourites is not None:
            self.favourites.set_folder(new.favourites)
            self._tell(f"Favourites are kept in {new.favourites} from now on.")
        if new.threads != old.threads:
            self.models.load(self.models.folder)

    def _training_finished(self, run: Path) -> None:
        self.window.notice.inform(
            f"The training {run.name} is finished: “Use these weights” explores with them."
        )

    def _tell(self, text: str) -> None:
        self.window.statusBar().showMessage(text, TELLING_MILLISECONDS)

    def _tell_going_on(self, text: str) -> None:
        self.window.statusBar().showMessage(text)

    def _tell_latency(self, result: RenderResult) -> None:
        self.window.latency.setText(f"{result.milliseconds:.0f} ms")
