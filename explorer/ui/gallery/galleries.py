"""Which gallery is shown: the dreams that ship, the user's own pictures, or a data set."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.core.board.board import Board
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.mine import Mine, Own
from explorer.core.gallery.starter import first_board
from explorer.core.gallery.view import Selection
from explorer.core.home.home import read_settings, write_settings
from explorer.core.session import Session
from explorer.ui.canvas.steps import Step, Steps
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.gallery.data_control import DataControl
from explorer.ui.gallery.view import DATA, DREAMS, MINE, GalleryView
from training.files.errors import UserError


class Galleries(QObject):
    """Shows the dreams, the user's own pictures or a data set, which is known at the next start.

    Parameters
    ----------
    settings
        The file in which the data set is remembered.
    dreams
        Returns the starter gallery, or raises a ``UserError``.
    mine
        The pictures of the user's own.

    ``data_opened`` carries the path of a data set that is shown from now on, ``changed`` says that
    another gallery is shown, ``failed`` carries a sentence.
    """

    data_opened = Signal(object)
    changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        shown: GalleryControl,
        data: DataControl,
        view: GalleryView,
        settings: Path,
        dreams: Callable[[], Gallery],
        mine: Mine,
        steps: Steps,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown, self._data, self._view = shown, data, view
        self._settings, self._dreams, self._mine = settings, dreams, mine
        self._steps = steps
        self._path: Path | None = None
        self._known: Path | None = None
        self._wanted: tuple[Path, Selection] | None = None
        self._scroll = 0
        self._remembered: tuple[Path, Selection] | None = None
        data.opened.connect(self._opened)
        view.cancel_wanted.connect(self._let_go)
        view.collection_chosen.connect(self._choose)
        view.remove_wanted.connect(self._remove)

    @property
    def to_restore(self) -> tuple[Path | None, Selection]:
        """The data set to show at the next start, None for the dreams, and what of it.

        One that could not be read, such as a folder on a disk that is not there, stays wanted.
        """
        return self._remembered or (self._path, self._shown.selection)

    def restore(self, session: Session, named: Path | None) -> None:
        """Open what is named now, else what was chosen on the command line since, else the last."""
        if session.gallery:
            self._remembered = session.gallery, session.selection
        known = self._known_data()
        news = known if known and known != session.data and known.exists() else None
        self._list_collections()
        if data := named or news or session.gallery:
            same = data == session.gallery
            self._scroll = session.scroll if same else 0
            self.open(data, session.selection if same else Selection())

    def show_dreams(self, selection: Selection | None = None) -> Board:
        """Show the starter gallery; return the blend that it proposes to start with."""
        try:
            gallery = self._dreams()
        except UserError as error:
            self.failed.emit(str(error))
            return Board()
        self._show(None, gallery, selection)
        return first_board(gallery)

    def back_to_dreams(self) -> None:
        """Show the starter gallery again, and let go of what is on its way."""
        self._data.cancel()
        self._let_go()
        self.show_dreams()

    def show_mine(self, selection: Selection | None = None) -> None:
        """Show the user's own pictures, and let go of what is on its way."""
        self._data.cancel()
        self._let_go()
        self._show(self._mine.folder, self._mine.gallery(), selection)

    def mine_changed(self) -> None:
        """Show the user's own pictures as they are now, where they are shown."""
        if self._path == self._mine.folder:
            self._show(self._path, self._mine.gallery(), self._shown.selection)

    def take_away(self, own: Own) -> bool:
        """Keep a picture of the user's no longer; return whether that worked."""
        return self._changed_mine(self._mine.remove, own)

    def bring_back(self, own: Own) -> bool:
        """Keep a picture again that was taken away; return whether that worked."""
        return self._changed_mine(self._mine.restore, own)

    def _changed_mine(self, change: Callable[[Own], None], own: Own) -> bool:
        try:
            change(own)
        except UserError as error:
            self.failed.emit(str(error))
            return False
        self.mine_changed()
        return True

    def _remove(self, name: str) -> None:
        if self._path == self._mine.folder and (own := self._mine.find(name)):
            self._steps.push(_TakeAway(self, own))

    def _choose(self, collection: str) -> None:
        """Show another collection."""
        if collection == MINE:
            self.show_mine()
        elif collection == DREAMS:
            self.back_to_dreams()
        elif self._known is not None and self._path != self._known:
            self.open(self._known, Selection())

    def open(self, path: Path, selection: Selection) -> None:
        """Show a data set as soon as it is read, by a selection of its pictures."""
        if path == self._mine.folder:
            self.show_mine(selection)
            return
        self._wanted = path, selection
        self._data.open(path)

    @property
    def known(self) -> Path | None:
        """The data set that the settings name; None for none."""
        return self._known

    def _known_data(self) -> Path | None:
        """Read which data set was used last, by a window or on the command line."""
        try:
            self._known = read_settings(self._settings).data
        except UserError as error:
            self.failed.emit(str(error))
        return self._known

    def _let_go(self) -> None:
        self._remembered = None

    def _opened(self, path: Path, gallery: Gallery) -> None:
        wanted, self._wanted, self._remembered = self._wanted, None, None
        # What was wanted of another data set, which was let go of, is nothing to this one.
        self._show(path, gallery, wanted[1] if wanted and wanted[0] == path else None)
        self._view.scroll_to(self._scroll)
        self._scroll = 0
        self.data_opened.emit(path)
        try:
            settings = read_settings(self._settings)
            write_settings(self._settings, replace(settings, data=path.absolute()))
            self._known = path.absolute()
        except UserError as error:
            self.failed.emit(str(error))

    def _show(self, path: Path | None, gallery: Gallery, selection: Selection | None) -> None:
        self._path = path
        self._shown.set_gallery(gallery, selection)
        self._view.set_invitation(gallery.dreams)
        self._list_collections()
        self.changed.emit()

    def _list_collections(self) -> None:
        """Show which collections there are: what ships, one's own, and the data set of late."""
        names = {DREAMS: "Dreams of the model", MINE: "Mine"}
        own = self._path not in (None, self._mine.folder)
        if data := self._path if own else self._known:
            names[DATA] = data.name
        current = DATA if own else DREAMS if self._path is None else MINE
        self._view.set_collections(names, current)


class _TakeAway:
    text = "Remove a picture of mine"

    def __init__(self, galleries: Galleries, own: Own) -> None:
        self._galleries, self._own = galleries, own

    def do(self) -> bool:
        return self._galleries.take_away(self._own)

    def undo(self) -> bool:
        return self._galleries.bring_back(self._own)

    def take_in(self, later: Step) -> bool:
        return False
