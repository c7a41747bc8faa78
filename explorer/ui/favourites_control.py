"""Favourites: kept with one key, opened, deleted with undo, exported."""

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QPoint, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu

from explorer.core.board import Board, Source
from explorer.core.engine import Engine
from explorer.core.exporting import MAX_SCALE, export_png, export_sheet, export_zip
from explorer.core.favourite_file import MAX_RATING, Favourite
from explorer.core.favourite_recipe import fingerprints, recipe_of
from explorer.core.favourites import Damaged, Entry, Favourites
from explorer.core.reference import Reference
from explorer.core.render import RenderResult
from explorer.ui.favourites_view import FavouritesView
from explorer.ui.words import score
from explorer.ui.worker import Chores
from training.errors import UserError

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
        self._undo, self._view = undo, view
        self._parents: tuple[Board, str] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self.look)
        self._watcher.directoryChanged.connect(self._changed)
        view.opened.connect(self.open)
        view.delete_wanted.connect(self.delete)
        view.menu_wanted.connect(self._menu)
        view.folder_wanted.connect(self.show_folder)

    @property
    def folder(self) -> Path:
        """Where favourites are kept."""
        return self._favourites.folder

    def look(self) -> None:
        """Read the folder again and show what it holds."""
        try:
            entries = self._favourites.scan()
        except UserError as error:
            self.failed.emit(str(error))
            return
        self._view.set_favourites([e for e in entries if isinstance(e, Favourite)])
        self._tell_damaged(entries)
        if self.folder.is_dir() and str(self.folder) not in self._watcher.directories():
            self._watcher.addPath(str(self.folder))

    def keep(self, board: Board, engine: Engine) -> None:
        """Render a board by the reference and keep it, even when the window closes meanwhile."""
        self.told.emit("Keeping this picture…")
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

        self._chores.submit(work, self._kept, self._failed, must_finish=True)

    def open(self, favourite: Favourite) -> None:
        """Show a favourite's board; what is kept from then on came from it."""
        self._parents = favourite.recipe.board, favourite.recipe.id
        self.opened.emit(favourite)

    def delete(self, favourite: Favourite) -> None:
        """Put a favourite into the trash, as a step that can be undone."""
        if favourite.path is not None:
            self._undo.push(_Delete(self, favourite.path))

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
        if self._parents is None:
            return ()
        old, name = self._parents
        same = [pin.source for pin in old.pins] == [pin.source for pin in board.pins]
        return (name,) if same else ()

    def _kept(self, favourite: Favourite) -> None:
        assert favourite.path is not None
        self.told.emit(f"Kept as {favourite.path.name} in {self.folder}.")
        self.look()

    def _failed(self, error: Exception) -> None:
        self.failed.emit(str(error) or "The picture could not be kept: try again.")

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
            action.triggered.connect(lambda _=False, r=rating: self.annotate(favourite, rating=r))
        menu.addAction("Notes…").triggered.connect(lambda: self._ask_notes(favourite))
        menu.addSeparator()
        out = menu.addMenu("Export as PNG")
        for scale in SCALES:
            action = out.addAction(f"{scale} \N{MULTIPLICATION SIGN}")
            action.triggered.connect(lambda _=False, s=scale: self._ask_export(favourite, s))
        menu.addAction("Show in folder").triggered.connect(self.show_folder)
        menu.addAction("Delete").triggered.connect(lambda: self.delete(favourite))
        menu.exec(where)
        menu.deleteLater()

    def annotate(
        self, favourite: Favourite, rating: int | None = None, notes: str | None = None
    ) -> None:
        """Write stars or notes into a favourite's file."""
        if favourite.path is None:
            return
        try:
            self._favourites.annotate(favourite.path, rating, notes)
        except UserError as error:
            self.failed.emit(str(error))
        self.look()

    def _ask_notes(self, favourite: Favourite) -> None:
        text, agreed = QInputDialog.getMultiLineText(
            self._view, "Notes", "What is there to say about it?", favourite.notes
        )
        if agreed:
            self.annotate(favourite, notes=text)

    def _ask_export(self, favourite: Favourite, scale: int) -> None:
        stem = favourite.path.stem if favourite.path else "pegasus"
        name, _ = QFileDialog.getSaveFileName(
            self._view, "Export", str(Path.home() / f"{stem}-{scale}x.png"), "PNG (*.png)"
        )
        if name:
            path = Path(name)
            self._export(lambda: export_png(favourite.picture, path, scale), path)

    def _export(self, work: object, path: Path) -> None:
        self._chores.submit(
            work,  # type: ignore[arg-type]
            lambda _: self.told.emit(f"Written to {path}."),
            self._failed,
            must_finish=True,
        )

    # For undo

    def trash(self, path: Path) -> Path | None:
        """Move a file to the trash; return where it is, None where that failed."""
        try:
            return self._favourites.delete(path)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        finally:
            self.look()

    def restore(self, trashed: Path) -> Path | None:
        """Bring a file back; return where it is, None where that failed."""
        try:
            return self._favourites.restore(trashed)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        finally:
            self.look()

    def source_of(self, favourite: Favourite, engine: Engine | None) -> Source:
        """Return a favourite as a picture to blend, with its own latent where that fits."""
        name = favourite.path.name if favourite.path else "favourite"
        source = Source.of(name, None, favourite.picture)
        latent = favourite.recipe.latent_for(fingerprints(engine.modelset)) if engine else None
        if engine and latent is not None and latent.shape == engine.modelset.latent_shape:
            engine.sources.remember(source, latent)
        return source


class _Delete(QUndoCommand):
    def __init__(self, control: FavouritesControl, path: Path) -> None:
        super().__init__("Delete a favourite")
        self._control, self._path = control, path
        self._trashed: Path | None = None

    def redo(self) -> None:
        self._trashed = self._control.trash(self._path)
        if self._trashed is None:
            self.setObsolete(True)

    def undo(self) -> None:
        back = self._control.restore(self._trashed) if self._trashed else None
        self._path = back or self._path


def _caption(favourite: Favourite) -> str:
    pegasus = favourite.recipe.scores.pegasus
    stars = STARS * favourite.rating
    return " ".join(filter(None, (stars, f"pegasus {score(pegasus)}" if pegasus else "")))
