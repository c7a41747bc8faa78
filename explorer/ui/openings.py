"""Whatever is named, dropped or pasted finds its place: board, gallery or models."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from explorer.core.board.json import board_of_text
from explorer.core.board.sources import Source
from explorer.core.favourites.file import read_favourite
from explorer.core.gallery.crop import Whole, centred, cropped, needs_crop
from explorer.core.gallery.mine import Mine, Origin, Own
from explorer.core.gallery.pictures import load_whole
from explorer.core.opening import Kind, kind_of, models_folder
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.favourites.control import FavouritesControl
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.gallery.crop_control import CropControl
from explorer.ui.gallery.data_control import DataControl
from explorer.ui.latents_control import LatentsControl
from explorer.ui.models_control import ModelsControl
from explorer.ui.parts.drops import LATENT_MIME, Dropped, dropped
from explorer.ui.parts.pixels import to_whole
from training.data.class_words import worded
from training.files.errors import UserError
from training.files.strict_json import Malformed

Place = tuple[float, float]


class Openings(QObject):
    """Opens paths and what comes by drag and drop.

    ``told`` carries a sentence that is good to know, ``failed`` one about what was not possible,
    ``own_kept`` says that a picture of the user's was kept.
    """

    told = Signal(str)
    own_kept = Signal()
    failed = Signal(str)

    def __init__(
        self,
        board: BoardControl,
        gallery: GalleryControl,
        data: DataControl,
        models: ModelsControl,
        favourites: FavouritesControl,
        mine: Mine,
        crops: CropControl,
        latents: LatentsControl,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._board, self._gallery, self._data = board, gallery, data
        self._models, self._favourites = models, favourites
        self._mine, self._crops, self._latents = mine, crops, latents

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open files and folders, whatever each of them is."""
        for path in paths:
            self._open(path, -1, None)

    def open_at_start(self, paths: tuple[Path, ...]) -> None:
        """Open what the command line names; its pictures take the place of those on the board."""
        sources: list[Source] = []
        latents: list[Path] = []
        for path in paths:
            with self._failures_told(path):
                match kind_of(path):
                    case Kind.PICTURE:
                        sources.append(self._own(path.name, load_whole(path)).source)
                    case Kind.LATENT:
                        latents.append(path)
                    case _:
                        self._open(path, -1, None)
        if sources:
            self._show(sources)
        if latents:
            self._latents.read(latents, lambda decoded: self._show([*sources, *decoded]))

    def _show(self, sources: list[Source]) -> None:
        self._board.show_pictures(sources, "Open pictures")

    def open_models(self, folder: Path) -> None:
        """Open a model set, and nothing else."""
        with self._failures_told(folder):
            if kind_of(folder) is not Kind.MODELS:
                raise UserError(
                    f"{folder} is no model set: choose a folder that has a modelset.json."
                )
            self._models.use(models_folder(folder))

    def drop(self, content: Dropped) -> None:
        """Take what was dropped somewhere else than on the canvas."""
        self._take(content, -1, None)

    def drop_on_canvas(self, content: Dropped, pin: int, x: float, y: float) -> None:
        """Take what was dropped on a pin, or with -1 on the plane at (x, y)."""
        self._take(content, pin, (x, y))

    def paste(self, data: QMimeData) -> bool:
        """Take what is on the clipboard; return whether there was anything."""
        content = dropped(data)
        if content != Dropped():
            self._take(content, -1, None)
        elif data.hasFormat(LATENT_MIME):
            npy = bytes(data.data(LATENT_MIME).data())
            self._latents.paste(npy, lambda decoded: self._put_all(decoded, -1, None))
        else:
            return self._paste_board(data.text())
        return True

    def _paste_board(self, text: str) -> bool:
        """Open the board that a text is; return whether it looked like one."""
        if not text.lstrip().startswith("{"):
            return False
        try:
            self._board.open(board_of_text(text), "Paste board")
        except Malformed as error:
            self.failed.emit(f"The text on the clipboard is no board ({error}): copy another.")
        return True

    def _take(self, content: Dropped, pin: int, place: Place | None) -> None:
        for name in content.names:
            source = self._gallery.source_named(name)
            if source is not None:
                self._put(source, pin, place)
        for path in content.paths:
            self._open(path, pin, place)
        if content.image is not None:
            try:
                self._put_own("pasted picture", to_whole(content.image, "The picture"), pin, place)
            except UserError as error:
                self.failed.emit(str(error))

    def _open(self, path: Path, pin: int, place: Place | None) -> None:
        with self._failures_told(path):
            match kind_of(path):
                case Kind.MODELS:
                    self._models.use(models_folder(path))
                case Kind.GALLERY:
                    self._data.open(path)
                case Kind.FAVOURITE:
                    self._favourites.open(read_favourite(path))
                case Kind.LATENT:
                    self._latents.read([path], lambda sources: self._put_all(sources, pin, place))
                case Kind.PICTURE:
                    self._put_own(path.name, load_whole(path), pin, place)

    @contextmanager
    def _failures_told(self, path: Path) -> Iterator[None]:
        try:
            yield
        except UserError as error:
            self.failed.emit(str(error))
        except OSError as error:  # such as a folder that may not be looked into
            self.failed.emit(f"{path} cannot be opened ({error.strerror}): change its rights.")

    def _put_own(self, name: str, whole: Whole, pin: int, place: Place | None) -> None:
        """Pin a picture of the user's, and offer its crop where there is something to choose."""
        own = self._own(name, whole)
        self._put(own.source, pin, place)
        if needs_crop(whole) and own.source in self._pinned():
            self._crops.offer(whole, own.source, own.origin.crop if own.origin else centred(whole))

    def _own(self, name: str, whole: Whole) -> Own:
        """Keep a picture of the user's; one that cannot be kept is there until the end."""
        crop = centred(whole)
        source, origin = Source.of(name, None, cropped(whole, crop)), Origin.of(whole, crop)
        try:
            own = self._mine.keep(source, origin)
        except UserError as error:
            self.failed.emit(str(error))
            return Own(source, origin, Path())
        self.own_kept.emit()
        return own

    def _pinned(self) -> list[Source]:
        return [pin.source for pin in self._board.board.pins]

    def _put_all(self, sources: list[Source], pin: int, place: Place | None) -> None:
        """Put what came a while later, when the pin may be gone."""
        for source in sources:
            self._put(source, pin if pin < len(self._pinned()) else -1, place)

    def _put(self, source: Source, pin: int, place: Place | None) -> None:
        if source in self._pinned():
            self.told.emit(f"{worded(source.name)} is on the board already.")
        elif place is None:
            self._board.add(source)
        else:
            self._board.put(source, pin, place)
