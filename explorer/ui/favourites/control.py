"""Favourites: kept with one key, opened, deleted with undo, exported."""

from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QPoint, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QUndoStack
from PySide6.QtWidgets import QInputDialog, QMenu

from explorer.core.blend.blends import settled
from explorer.core.blend.reference import Reference
from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.engine import Engine
from explorer.core.favourites.exporting import MAX_SCALE, export_png, export_sheet, export_zip
from explorer.core.favourites.file import MAX_RATING, Favourite
from explorer.core.favourites.recipe import recipe_of
from explorer.core.favourites.store import Damaged, Entry, Favourites
from explorer.ui.favourites.edits import FavouriteEdits
from explorer.ui.favourites.view import FavouritesView
from explorer.ui.parts.dialogs import ask_target
from explorer.ui.parts.words import score
from explorer.ui.parts.worker import Chores
from training.files.errors import UserError

SETTLE_MILLISECONDS = 200
"""After a change of the folder, before it is read again."""
SCALES = (1, 4, 8, MAX_SCALE)
STARS = "\N{BLACK STAR}"


class FavouritesControl(QObject):
    """Connects the folder of favourites with the strip that shows it.

    ``opened`` carries a Favourite whose board is wanted, ``used`` one to be blended as a source,
    ``told`` a sentence that is good to know, ``failed`` one about what was not possible.
    """

    opened = Signal(object)
    used = Signal(object)
    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        favourites: Favourites,
        reference: Reference,
        chores: Chores,
        undo: QUndoStack,
        view: FavouritesView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._favourites, self._reference, self._chores = favourites, reference, chores
        self._view = view
        self.edits = FavouriteEdits(favourites, undo, self)
        self._opened: Favourite | None = None
        self._shown: tuple[Favourite, ...] = ()
        self._looks = 0
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self.look)
        self._watcher.directoryChanged.connect(self._changed)
        view.opened.connect(self.open)
        view.delete_wanted.connect(self.edits.delete)
        view.menu_wanted.connect(self._menu)
        view.folder_wanted.connect(self.show_folder)
        self.edits.changed.connect(self.look)
        self.edits.removed.connect(self._removed)
        self.edits.failed.connect(self.failed)

    @property
    def folder(self) -> Path:
        """Where favourites are kept."""
        return self._favourites.folder

    def look(self) -> None:
        """Read the folder again, beside all else, and show what it holds."""
        self._looks += 1
        turn = self._looks

        def done(entries: tuple[Entry, ...]) -> None:
            if turn == self._looks:  # else a newer look is on its way
                self._show(entries)

        self._chores.submit(self._favourites.scan, done, self._failed)

    def _removed(self, path: Path) -> None:
        """Take a row away at once: until the folder is read it could be deleted again."""
        self._shown = tuple(favourite for favourite in self._shown if favourite.path != path)
        self._view.set_favourites(self._shown)

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self._shown = tuple(e for e in entries if isinstance(e, Favourite))
        self._view.set_favourites(self._shown)
        self._tell_damaged(entries)
        if self.folder.is_dir() and str(self.folder) not in self._watcher.directories():
            self._watcher.addPath(str(self.folder))

    def keep(self, board: Board, engine: Engine) -> None:
        """Render a board by the reference and keep it, even when the window closes meanwhile.

        Of a favourite that was opened and not changed the pixels that it came with are kept.
        """
        opened = self._opened
        if opened is not None and opened.recipe.board == board:
            self._keep_opened(opened)
            return
        self.told.emit("Keeping this picture…")
        board = settled(engine, board)  # the reference might choose another placing than was seen
        rendering = self._reference.render(engine.modelset.folder, board)
        parents = self._parents_of(board)

        def work() -> Favourite:
            try:
                result = rendering.result()
            except BrokenProcessPool as error:
                raise UserError(
                    "The picture could not be kept, as the process that renders it was ended: "
                    "keep it again."
                ) from error
            return self._save(board, engine, result, parents)

        self._chores.submit(work, self._kept, self._not_kept, must_finish=True)

    def _keep_opened(self, favourite: Favourite) -> None:
        path = favourite.path
        if path is not None and path.parent == self.folder and path.is_file():
            self.told.emit(f"This picture is kept already, as {path.name}.")
            return

        def work() -> Favourite:
            return self._favourites.save(favourite)

        self._chores.submit(work, self._kept, self._not_kept, must_finish=True)

    def open(self, favourite: Favourite) -> None:
        """Show a favourite's board; what is kept from then on came from it."""
        self._opened = favourite
        self.opened.emit(favourite)

    def set_folder(self, folder: Path) -> None:
        """Keep favourites elsewhere from now on, and show what is there already."""
        for watched in self._watcher.directories():
            self._watcher.removePath(watched)
        self._favourites = self.edits.favourites = Favourites(folder)
        self.look()

    def show_folder(self) -> None:
        """Open the folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def export_sheet(self, path: Path) -> None:
        """Write all favourites as one picture."""

        def work() -> None:
            found = self._all()
            export_sheet([f.picture for f in found], path, [_caption(f) for f in found])

        self._export(work, path)

    def export_zip(self, path: Path) -> None:
        """Pack the files of all favourites into one archive."""
        self._export(lambda: export_zip([f.path for f in self._all() if f.path], path), path)

    def _save(
        self, board: Board, engine: Engine, result: RenderResult, parents: tuple[str, ...]
    ) -> Favourite:
        if result.error or result.picture is None:
            raise UserError(result.error or "There is no picture to keep: pick two pictures first.")
        recipe = recipe_of(board, result, engine.modelset, parents)
        return self._favourites.save(Favourite(result.picture, recipe))

    def _parents_of(self, board: Board) -> tuple[str, ...]:
        """A favourite whose pictures are still those of the board is what this one came from."""
        if self._opened is None:
            return ()
        old = self._opened.recipe
        same = [pin.source for pin in old.board.pins] == [pin.source for pin in board.pins]
        return (old.id,) if same else ()

    def _kept(self, favourite: Favourite) -> None:
        assert favourite.path is not None
        self.told.emit(f"Kept as {favourite.path.name} in {self.folder}.")
        self.look()

    def _not_kept(self, error: Exception) -> None:
        self.told.emit("")  # it is no longer being kept
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(str(error) or "Something went wrong: see the log, and try again.")

    def _changed(self) -> None:
        self._settle.start()

    def _tell_damaged(self, entries: tuple[Entry, ...]) -> None:
        damaged = [entry for entry in entries if isinstance(entry, Damaged)]
        tip = "\n".join(f"{entry.path.name}: {entry.problem}" for entry in damaged)
        self._view.set_damaged(len(damaged), tip)

    def _all(self) -> list[Favourite]:
        found = [e for e in self._favourites.scan() if isinstance(e, Favourite)]
        if not found:
            raise UserError("There are no favourites to export yet: keep one first.")
        return found

    # The menu of one favourite

    def _menu(self, favourite: Favourite, where: QPoint) -> None:
        menu = QMenu(self._view)
        menu.addAction("Open its board").triggered.connect(lambda: self.open(favourite))
        menu.addAction("Blend it as a picture").triggered.connect(lambda: self.used.emit(favourite))
        stars = menu.addMenu("Rate")
        for rating in range(MAX_RATING + 1):
            action = stars.addAction(STARS * rating or "No stars")
            action.triggered.connect(partial(self._rate, favourite, rating))
        menu.addAction("Notes…").triggered.connect(lambda: self._ask_notes(favourite))
        menu.addSeparator()
        out = menu.addMenu("Export as PNG")
        for scale in SCALES:
            action = out.addAction(f"{scale} \N{MULTIPLICATION SIGN}")
            action.triggered.connect(lambda _=False, s=scale: self._ask_export(favourite, s))
        menu.addAction("Show in folder").triggered.connect(self.show_folder)
        menu.addAction("Delete").triggered.connect(lambda: self.edits.delete(favourite))
        menu.exec(where)
        menu.deleteLater()

    def _rate(self, favourite: Favourite, rating: int, checked: bool = False) -> None:
        self.edits.annotate(favourite, rating=rating)

    def _ask_notes(self, favourite: Favourite) -> None:
        text, agreed = QInputDialog.getMultiLineText(
            self._view, "Notes", "What is there to say about it?", favourite.notes
        )
        if agreed:
            self.edits.annotate(favourite, notes=text)

    def _ask_export(self, favourite: Favourite, scale: int) -> None:
        stem = favourite.path.stem if favourite.path else "pegasus"
        path = ask_target(self._view, "Export", f"{stem}-{scale}x.png", "PNG (*.png)")
        if path is not None:
            self._export(lambda: export_png(favourite.picture, path, scale), path)

    def _export(self, work: object, path: Path) -> None:
        self._chores.submit(
            work,  # type: ignore[arg-type]
            lambda _: self.told.emit(f"Written to {path}."),
            self._failed,
            must_finish=True,
        )


def _caption(favourite: Favourite) -> str:
    pegasus = favourite.recipe.scores.pegasus
    stars = STARS * favourite.rating
    return " ".join(filter(None, (stars, f"pegasus {score(pegasus)}" if pegasus else "")))
