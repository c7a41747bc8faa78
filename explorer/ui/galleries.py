"""Which gallery is shown: the dreams that come with the program, or a data set of the user's."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.core.board import Board
from explorer.core.gallery import Gallery
from explorer.core.gallery_view import Selection
from explorer.core.home import read_settings, write_settings
from explorer.core.starter import first_board, starter_gallery
from explorer.ui.data_control import DataControl
from explorer.ui.gallery_control import GalleryControl
from explorer.ui.gallery_view import GalleryView
from training.errors import UserError


class Galleries(QObject):
    """Shows the dreams or a data set, and remembers the latter for the next start.

    Parameters
    ----------
    settings
        The file in which the data set is remembered.
    starter
        Folder of the starter gallery.

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
        starter: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown, self._data, self._view = shown, data, view
        self._settings, self._starter = settings, starter
        self._path: Path | None = None
        self._wanted: tuple[Path, Selection] | None = None
        data.opened.connect(self._opened)

    @property
    def path(self) -> Path | None:
        """The data set that is shown; None for the dreams."""
        return self._path

    def show_dreams(self, selection: Selection | None = None) -> Board:
        """Show the starter gallery; return the blend that it proposes to start with."""
        try:
            gallery = starter_gallery(self._starter)
        except UserError as error:
            self.failed.emit(str(error))
            return Board()
        self._show(None, gallery, selection)
        return first_board(gallery)

    def back_to_dreams(self) -> None:
        """Show the starter gallery again, and let go of what is on its way."""
        self._data.cancel()
        self.show_dreams()

    def open(self, path: Path, selection: Selection) -> None:
        """Show a data set as soon as it is read, by a selection of its pictures."""
        self._wanted = path, selection
        self._data.open(path)

    def known_data(self) -> Path | None:
        """Return the data set that was used last, by a window or on the command line."""
        try:
            data = read_settings(self._settings).data
        except UserError as error:
            self.failed.emit(str(error))
            return None
        return data if data is not None and data.exists() else None

    def _opened(self, path: Path, gallery: Gallery) -> None:
        wanted, self._wanted = self._wanted, None
        # What was wanted of another data set, which was let go of, is nothing to this one.
        self._show(path, gallery, wanted[1] if wanted and wanted[0] == path else None)
        self.data_opened.emit(path)
        try:
            settings = read_settings(self._settings)
            write_settings(self._settings, replace(settings, data=path.absolute()))
        except UserError as error:
            self.failed.emit(str(error))

    def _show(self, path: Path | None, gallery: Gallery, selection: Selection | None) -> None:
        self._path = path
        self._shown.set_gallery(gallery, selection)
        if not self._data.busy:
            self._view.show_invitation(gallery.dreams)
        self.changed.emit()
