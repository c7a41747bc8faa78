"""What the user does with the program as a whole, from menus, by keys, or in a view."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from explorer.core.blend.field import FieldKind
from explorer.core.blend.renderer import Renderer
from explorer.core.board.json import text_of_board
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.listing import Listed
from explorer.core.home.home import Home
from explorer.ui.actions import Do
from explorer.ui.canvas_menu import show_canvas_menu
from explorer.ui.controllers import Controllers
from explorer.ui.favourites.menu import show_favourite_menu
from explorer.ui.telling import Telling

if TYPE_CHECKING:
    from explorer.core.search.finds import Find


class Deeds(Controllers):
    """The parts of the program, and what is done with several of them at once."""

    def __init__(self, home: Home, device: str, shipped: Path, starter: Path) -> None:
        super().__init__(home, device, shipped, starter)
        self._telling = Telling(self)
        self._opened_early: Favourite | None = None
        """What was opened before there were models to compare its own with."""
        self._connect_views()
        self._connect_actions()

    def _connect_views(self) -> None:
        window = self.window
        window.canvas.grabbed.connect(self.work.expect_moves)
        window.canvas.dropped_here.connect(self.openings.drop_on_canvas)
        window.canvas.menu_wanted.connect(self._canvas_menu)
        window.gallery.dropped_here.connect(self.openings.drop)
        window.favourites.dropped_here.connect(self.openings.drop)
        window.favourites.menu_wanted.connect(self._favourite_menu)
        window.field.chosen.connect(self.set_field)
        self.favourites.opened.connect(self._open_favourite)
        self.favourites.used.connect(self._use_favourite)
        window.late_search.then(lambda _: self.search.opened.connect(self._open_find))
        window.late_search.then(lambda _: self.search.keep.connect(self._keep_find))

    def _connect_actions(self) -> None:
        window = self.window
        for do, slot in {
            Do.NEW: self.board.clear,
            Do.GET_DATA: self.data.fetch,
            Do.DREAMS: self.galleries.back_to_dreams,
            Do.KEEP: self.keep,
            Do.QUIT: window.close,
            Do.SEARCH: self.find_pegasi,
            Do.RANDOM: lambda: self.play.draw_pair(),
            Do.SURPRISE: lambda: self.play.draw_surprise(),
            Do.NEXT_SEED: lambda: self.play.next_seed(),
            Do.SEED_BEFORE: lambda: self.play.seed_before(),
            Do.CHANCE: window.show_play,
            Do.PLAY: lambda: self.path.control.toggle_playing(),
            Do.COMPARISON: window.show_comparison,
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
        board = favourite.recipe.board
        self.blend.show_kept(board, favourite.picture)
        self.board.open(board, "Open favourite")
        self._opened_early = favourite
        if self.blend.renderer is not None:
            self._tell_other_models(self.blend.renderer)

    def _tell_other_models(self, renderer: Renderer) -> None:
        """Say once that the favourite on the board is of other models than those in use."""
        opened, self._opened_early = self._opened_early, None
        if opened is None or opened.recipe.board != self.board.board:
            return
        if renderer.engine.modelset.fingerprint != opened.recipe.models.get("set"):
            self._telling.tell(
                "Kept with other models: its own pixels are shown until the board changes."
            )

    def _open_find(self, find: "Find") -> None:
        self.board.open(find.board, "Open a find")

    def _keep_find(self, find: "Find") -> None:
        if self.blend.renderer is not None:
            self.favourites.keep(find.board, self.blend.renderer.engine.modelset)

    def _use_favourite(self, favourite: Favourite) -> None:
        name = favourite.path.name if favourite.path else "favourite"
        self.board.add(favourite.as_source(name))
