"""The program behind the window: makes the parts, connects them, and ends them in order."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoStack

from explorer.core.board import Board
from explorer.core.engine import Engine
from explorer.core.favourite_file import Favourite
from explorer.core.favourites import Favourites
from explorer.core.gallery import Gallery
from explorer.core.gallery_view import Selection
from explorer.core.home import Home, favourites_folder, read_settings, write_settings
from explorer.core.models import SHIPPED, KnownSet, Models
from explorer.core.options import OpenOptions
from explorer.core.reference import Reference
from explorer.core.render import RenderResult
from explorer.core.runs import Runs
from explorer.core.session import Session, load_session, reset_session, save_session
from explorer.core.starter import STARTER, first_board, starter_gallery
from explorer.ui.actions import Do
from explorer.ui.blend_control import BlendControl, Views
from explorer.ui.board_control import BoardControl
from explorer.ui.canvas_menu import show_canvas_menu
from explorer.ui.data_control import DataControl
from explorer.ui.favourites_control import FavouritesControl
from explorer.ui.gallery_control import GalleryControl
from explorer.ui.menu_control import MenuControl
from explorer.ui.models_control import ModelsControl
from explorer.ui.openings import Openings
from explorer.ui.runs import TrainingControl
from explorer.ui.style import Look
from explorer.ui.window import Window
from explorer.ui.worker import Chores, EngineWork
from training.errors import UserError

SAVE_MILLISECONDS = 2000
"""After a change, before the session is saved: a crash loses no more than that."""
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
        self._home, self._options, self._starter = home, options, starter
        self._rng = np.random.default_rng()
        self._closed = False
        self._gallery_path: Path | None = None
        self._wanted_selection: Selection | None = None
        self.undo = QUndoStack(self)
        self.window = window = Window(self.undo)
        self.work, self.chores, self.reference = EngineWork(self), Chores(self), Reference()
        self.board = BoardControl(self.undo, self)
        self.blend = BlendControl(self.work, _views(window), self)
        self.gallery = GalleryControl(self.work, window.gallery, self)
        self.data = DataControl(self.chores, window.gallery, home.cache, self)
        self.models = ModelsControl(
            self.chores, Models(home, shipped), home.cache, options.device, self
        )
        self.favourites = FavouritesControl(
            Favourites(_favourites_folder(home)),
            self.reference,
            self.chores,
            self.undo,
            window.favourites,
            self,
        )
        self.openings = Openings(
            self.board, self.gallery, self.data, self.models, self.favourites, self
        )
        self.menus = MenuControl(window, self.openings, self.blend, self.favourites, home.log, self)
        self.training = TrainingControl(Runs(home.runs, home.cache), window.training, self)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_MILLISECONDS)
        self._saving.timeout.connect(self.save)
        self._connect_parts()
        self._connect_window()
        if look is not None:
            look.changed.connect(window.dress)

    # Start and end

    def start(self) -> None:
        """Show the window as it was left, or as at the first start, and open what was named."""
        self._restore()
        self.window.show()
        self.models.load(self._options.models)
        self.favourites.look()
        self.training.find_again()
        self.openings.open_paths(self._options.paths)
        self.window.canvas.setFocus()

    def close(self) -> None:
        """Save, stop in order (watching, engine, chores, reference) and let go of the window."""
        if self._closed:
            return
        self._closed = True
        self.save()
        self._saving.stop()
        self.training.close()
        self.work.stop()
        self.chores.stop()
        self.reference.close()

    def save(self) -> None:
        """Save the session; a failure is told, and costs no more than the session."""
        geometry, layout = self.window.layout_now()
        session = Session(
            board=self.board.board,
            gallery=self._gallery_path,
            selection=self.gallery.selection,
            thumbnail=self.window.gallery.grid.thumbnails.side,
            geometry=geometry,
            layout=layout,
        )
        try:
            save_session(self._home.session, session)
        except UserError as error:
            self.window.notice.warn(str(error))

    def _restore(self) -> None:
        if self._options.reset:
            reset_session(self._home.session)
        first = not self._home.session.is_file()
        session, problem = load_session(self._home.session)
        self.window.restore(session.geometry, session.layout)
        self.window.gallery.set_side(session.thumbnail)
        dreams = session.selection if session.gallery is None else Selection()
        self._show_starter(dreams, with_first_blend=first or problem is not None)
        if not first and problem is None:
            self.board.start_with(session.board)
        data = self._options.data or session.gallery or (self._settings_data() if first else None)
        if data is not None:
            self._wanted_selection = session.selection
            self.data.open(data)
        if problem:
            self.window.notice.warn(problem)

    def _show_starter(self, selection: Selection, with_first_blend: bool) -> None:
        try:
            gallery = starter_gallery(self._starter)
        except UserError as error:
            self.window.notice.warn(str(error))
            return
        self._show_gallery(None, gallery, selection)
        if with_first_blend:
            self.board.start_with(first_board(gallery))

    def _settings_data(self) -> Path | None:
        try:
            data = read_settings(self._home.settings).data
        except UserError as error:
            self.window.notice.warn(str(error))
            return None
        return data if data is not None and data.exists() else None

    # Wiring

    def _connect_parts(self) -> None:
        warn, tell = self.window.notice.warn, self._tell
        self.board.changed.connect(self._board_changed)
        self.board.refused.connect(warn)
        self.blend.shown.connect(self._tell_latency)
        self.blend.failed.connect(warn)
        self.gallery.picked.connect(self.board.toggle)
        self.gallery.told.connect(tell)
        self.data.opened.connect(self._data_opened)
        self.models.loaded.connect(self._models_loaded)
        self.models.known.connect(self._list_models)
        self.favourites.opened.connect(self._open_favourite)
        self.favourites.used.connect(self._use_favourite)
        self.training.finished.connect(self._training_finished)
        self.training.use_requested.connect(self.models.use)
        for part in (self.data, self.models, self.favourites, self.openings, self.menus):
            part.failed.connect(warn)
        for part in (self.favourites, self.menus):
            part.told.connect(tell)
        self.undo.indexChanged.connect(self._save_soon)

    def _connect_window(self) -> None:
        window = self.window
        self.board.connect_views(window.canvas, window.controls, window.weights)
        window.canvas.dropped_here.connect(self.openings.drop_on_canvas)
        window.canvas.menu_wanted.connect(self._canvas_menu)
        window.gallery.dropped_here.connect(self.openings.drop)
        window.gallery.side_changed.connect(self._save_soon)
        window.gallery.selection_changed.connect(self._save_soon)
        window.favourites.dropped_here.connect(self.openings.drop)
        window.models_menu_opened.connect(self.models.ask_known)
        window.closing.connect(self.close)
        for do, slot in {
            Do.NEW: self.board.clear,
            Do.GET_DATA: self.data.fetch,
            Do.DREAMS: self.back_to_dreams,
            Do.KEEP: self.keep,
            Do.QUIT: window.close,
            Do.RANDOM: self.random_pair,
            Do.CENTRE: self.board.centre_puck,
            Do.NEXT_MODE: self._next_mode,
            Do.COMPARE: window.preview.toggle,
            Do.TRAIN: window.show_training,
            Do.REVERT: self.models.revert,
        }.items():
            window.action_for(do).triggered.connect(slot)

    # What the user does

    def keep(self) -> None:
        """Keep what is seen as a favourite."""
        engine, board = self.blend.engine, self.board.board
        if engine is None:
            self.window.notice.inform("The models are not loaded yet: try again in a moment.")
        elif not board.pins:
            self.window.notice.inform("There is nothing to keep yet: pick two pictures first.")
        else:
            self.favourites.keep(board, engine)

    def random_pair(self) -> None:
        """Pin a random body and random wings; the mode and its settings stay."""
        if sources := self.gallery.random_pair(self._rng):
            self.board.start_pair(sources, "Random pair")

    def back_to_dreams(self) -> None:
        """Look through the starter gallery again."""
        self.data.cancel()
        self._show_starter(Selection(), with_first_blend=False)
        self._save_soon()

    def _next_mode(self) -> None:
        self.board.next_mode(self.window.controls.unusable)

    def _canvas_menu(self, pin: int, where: object) -> None:
        show_canvas_menu(self.window, self.board, pin, where)  # type: ignore[arg-type]

    def _open_favourite(self, favourite: Favourite) -> None:
        board, engine = favourite.recipe.board, self.blend.engine
        self.blend.show_kept(board, favourite.picture)
        self.board.open(board, "Open favourite")
        if engine is not None and engine.modelset.fingerprint != favourite.recipe.models.get("set"):
            self._tell("Kept with other models: its own pixels are shown until the board changes.")

    def _use_favourite(self, favourite: Favourite) -> None:
        self.board.add(self.favourites.source_of(favourite, self.blend.engine))

    # What the parts say

    def _board_changed(self, board: Board) -> None:
        self.blend.set_board(board)
        self.gallery.set_board(board)
        self._save_soon()

    def _models_loaded(self, engine: Engine) -> None:
        self.blend.set_engine(engine)
        self.gallery.set_engine(engine)
        folder = engine.modelset.folder
        self.window.training.set_base(folder)
        shipped = folder.resolve() == self.models.shipped.resolve()
        self.window.model_name.setText(f"Models: {'as shipped' if shipped else folder.name}")
        self.window.model_name.setToolTip(str(folder))

    def _data_opened(self, path: Path, gallery: Gallery) -> None:
        selection, self._wanted_selection = self._wanted_selection, None
        self._show_gallery(path, gallery, selection)
        self.window.training.set_data(path)
        self._save_soon()
        try:
            settings = read_settings(self._home.settings)
            write_settings(self._home.settings, replace(settings, data=path.absolute()))
        except UserError as error:
            self.window.notice.warn(str(error))

    def _show_gallery(
        self, path: Path | None, gallery: Gallery, selection: Selection | None
    ) -> None:
        self._gallery_path = path
        self.gallery.set_gallery(gallery, selection)
        self.gallery.set_board(self.board.board)
        if not self.data.busy:
            self.window.gallery.show_invitation(gallery.dreams)

    def _training_finished(self, run: Path) -> None:
        self.window.notice.inform(
            f"The training {run.name} is finished: “Use these weights” explores with them."
        )

    def _list_models(self, known: list[KnownSet]) -> None:
        self.window.list_models(known, self.models.folder, self.models.use)

    def _tell(self, text: str) -> None:
        self.window.statusBar().showMessage(text, 0 if text.endswith("…") else TELLING_MILLISECONDS)

    def _tell_latency(self, result: RenderResult) -> None:
        self.window.latency.setText(f"{result.milliseconds:.0f} ms")

    def _save_soon(self) -> None:
        if not self._closed:
            self._saving.start()


def _views(window: Window) -> Views:
    return Views(window.canvas, window.preview, window.scores, window.weights, window.controls)


def _favourites_folder(home: Home) -> Path:
    with suppress(UserError):  # damaged settings are told about when data is looked for
        return favourites_folder(home, read_settings(home.settings))
    return home.favourites
