"""The program behind the window: connects its parts, and starts and ends them in order."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from explorer.core.blend.field import FieldKind
from explorer.core.blend.renderer import Renderer
from explorer.core.board.first_mode import in_first_mode
from explorer.core.board.json import text_of_board
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.listing import Listed
from explorer.core.gallery.starter import STARTER
from explorer.core.gallery.view import Selection
from explorer.core.home.home import AtClosing, Home, Settings
from explorer.core.models import SHIPPED
from explorer.core.options import OpenOptions
from explorer.core.search.finds import Find
from explorer.core.session import Session
from explorer.ui.actions import Do
from explorer.ui.canvas_menu import show_canvas_menu
from explorer.ui.controllers import Controllers
from explorer.ui.favourites.menu import show_favourite_menu
from explorer.ui.parts.one_go import OneGo
from explorer.ui.parts.shown import mode_reasons
from explorer.ui.parts.style import Look
from explorer.ui.telling import Telling


class Program(Controllers):
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
        super().__init__(home, options.device, shipped, starter)
        self._options = options
        self._closed = False
        self._is_new = False
        self._painted = OneGo(self.window)
        self._telling = Telling(self)
        self._connect_parts()
        self._connect_saving()
        self._connect_window()
        self._look = look
        if look is not None:
            look.follow(self.settings.settings)
            look.changed.connect(self.window.dress)

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
        self.steps.resume(session.history, self.model)
        self._is_new = not saved
        self.path.start_with(session.path, session.path_shown)
        self.compare.control.start_with(session.comparison)
        self.window.training.form.skip.setChecked(session.skip_unreadable)
        self.finds.restore(self._options.reset)
        self.galleries.restore(session, self._options.data)

    # Wiring

    def _connect_parts(self) -> None:
        for hand, offer in (
            (self.wings, self.window.set_wings_usable),
            (self.regions, self.window.set_regions_usable),
        ):
            self.blend.shown.connect(hand.show)
            hand.usable.connect(offer)
        self.blend.requested.connect(lambda _: self._painted.wait())
        self.blend.failed.connect(lambda _: self._painted.go())
        self.blend.answered.connect(lambda *_: self._painted.go())
        self.gallery.picked.connect(self.board.toggle)
        self.field.sought.connect(self.board.go_to)
        self.galleries.data_opened.connect(self.window.training.set_data)
        self.galleries.changed.connect(self.preview.nearest.look)
        self.settings.applied.connect(self._settings_applied)
        self.models.loaded.connect(self._models_loaded)
        self.search.opened.connect(self._open_find)
        self.search.keep.connect(self._keep_find)
        self.favourites.opened.connect(self._open_favourite)
        self.favourites.used.connect(self._use_favourite)
        self.training.finished.connect(self._training_finished)
        self.training.use_requested.connect(self.models.use)
        self.openings.own_kept.connect(self.galleries.mine_changed)
        self.crops.changed.connect(self.galleries.mine_changed)
        self.compare.control.keep.connect(self.favourites.keep)

    def _connect_saving(self) -> None:
        """Save the session soon after whatever is kept in it has changed."""
        save_soon = self.sessions.save_soon
        self.board.changed.connect(lambda _: save_soon())
        self.gallery.changed.connect(save_soon)
        self.galleries.changed.connect(save_soon)
        self.compare.control.changed.connect(save_soon)
        self.undo.indexChanged.connect(save_soon)
        self.window.gallery.scrolled.connect(save_soon)

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
        self._telling.tell("The board is on the clipboard, as JSON.")

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
            self._telling.tell(
                "Kept with other models: its own pixels are shown until the board changes."
            )

    def _open_find(self, find: Find) -> None:
        self.board.open(find.board, "Open a find")

    def _keep_find(self, find: Find) -> None:
        if self.blend.renderer is not None:
            self.favourites.keep(find.board, self.blend.renderer.engine.modelset)

    def _use_favourite(self, favourite: Favourite) -> None:
        name = favourite.path.name if favourite.path else "favourite"
        self.board.add(favourite.as_source(name))

    # What the parts say

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

    def _settings_applied(self, old: Settings, new: Settings) -> None:
        """Let each setting hold at once."""
        self.window.theme_menu.set_choice(new.theme)
        if self._look is not None:
            self._look.follow(new)
        if new.favourites != old.favourites and new.favourites is not None:
            self.favourites.set_folder(new.favourites)
            self._telling.tell(f"Favourites are kept in {new.favourites} from now on.")
        if new.threads != old.threads:
            self.models.load(self.models.folder)

    def _training_finished(self, run: Path) -> None:
        self.window.notice.inform(
            f"The training {run.name} is finished: “Use these weights” explores with them."
        )
