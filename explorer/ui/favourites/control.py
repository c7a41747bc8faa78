"""Favourites: kept with one key, opened, deleted with undo, exported."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Protocol

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.favourites.exporting import export_png, export_sheet, export_zip
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.finding import found
from explorer.core.favourites.recipe import recipe_of
from explorer.core.favourites.store import Damaged, Entry, Favourites
from explorer.core.scores import PEGASUS
from explorer.ui.canvas.steps import Steps
from explorer.ui.favourites.edits import FavouriteEdits
from explorer.ui.parts.event import Event, Reports
from explorer.ui.parts.words import STARS, score
from training.files.errors import UserError
from training.models.modelset import ModelSet


class FavouritesShow(Protocol):
    """A strip of favourites, and what is to be done with one of them."""

    def set_favourites(self, items: Sequence[Favourite]) -> None: ...

    def set_damaged(self, count: int, problems: str) -> None: ...

    def show_folder(self, folder: Path) -> None: ...

    @property
    def opened(self) -> Reports[Favourite]: ...
    @property
    def used(self) -> Reports[Favourite]: ...
    @property
    def rated(self) -> Reports[Favourite, int]: ...
    @property
    def noted(self) -> Reports[Favourite, str]: ...
    @property
    def export_wanted(self) -> Reports[Favourite, Path, int]: ...
    @property
    def delete_wanted(self) -> Reports[Favourite]: ...
    @property
    def folder_wanted(self) -> Reports[()]: ...
    @property
    def text_typed(self) -> Reports[str]: ...
    @property
    def selected(self) -> Reports[tuple[Favourite, ...]]: ...


class Watch(Protocol):
    """Tells when a folder changes."""

    def watch(self, folder: Path) -> None: ...

    @property
    def changed(self) -> Reports[()]: ...


class Renders(Protocol):
    """Renders what is kept."""

    def render(self, modelset: Path, board: Board) -> Future[RenderResult]: ...


class Chores(Protocol):
    """Does work on files beside all else."""

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        must_finish: bool = False,
    ) -> None: ...


class FavouritesControl:
    """Connects the folder of favourites with the strip that shows it.

    ``opened`` carries a Favourite whose board is wanted, ``used`` one to be blended as a source,
    ``told`` a sentence that is good to know, ``doing`` one about what is going on (empty when it
    is over), ``failed`` one about what was not possible.
    """

    def __init__(
        self,
        favourites: Favourites,
        reference: Renders,
        chores: Chores,
        steps: Steps,
        watch: Watch,
        view: FavouritesShow,
    ) -> None:
        self.opened, self.used = Event[Favourite](), Event[Favourite]()
        self.told, self.doing, self.failed = Event[str](), Event[str](), Event[str]()
        self._favourites, self._reference, self._chores = favourites, reference, chores
        self._watch, self._view = watch, view
        self.edits = FavouriteEdits(favourites, steps)
        self._opened: Favourite | None = None
        self._shown: tuple[Favourite, ...] = ()
        self._selected: tuple[Favourite, ...] = ()
        self._text = ""
        self._looks = 0
        watch.changed.connect(self.look)
        self.edits.changed.connect(self.look)
        self.edits.removed.connect(self._removed)
        self.edits.failed.connect(self.failed.emit)
        self._listen(view)

    def _listen(self, view: FavouritesShow) -> None:
        view.opened.connect(self.open)
        view.used.connect(self.used.emit)
        view.rated.connect(lambda favourite, stars: self.edits.annotate(favourite, rating=stars))
        view.noted.connect(lambda favourite, text: self.edits.annotate(favourite, notes=text))
        view.export_wanted.connect(self.export)
        view.delete_wanted.connect(self.edits.delete)
        view.folder_wanted.connect(self.show_folder)
        view.text_typed.connect(self.find)
        view.selected.connect(self._select)

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
        self._show_found()

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self._shown = tuple(e for e in entries if isinstance(e, Favourite))
        self._show_found()
        self._tell_damaged(entries)
        self._watch.watch(self.folder)  # which may have been made since

    def find(self, text: str) -> None:
        """Show only the favourites in which all of this is said."""
        self._text = text
        self._show_found()

    def _show_found(self) -> None:
        self._view.set_favourites(found(self._shown, self._text))

    def _select(self, chosen: tuple[Favourite, ...]) -> None:
        """Take what is selected: of several, sheets and archives are made."""
        self._selected = chosen if len(chosen) > 1 else ()

    def keep(self, board: Board, models: ModelSet) -> None:
        """Render a board by the reference and keep it, even when the window closes meanwhile.

        Of a favourite that was opened and not changed the pixels that it came with are kept.
        """
        opened = self._opened
        if opened is not None and opened.recipe.board == board:
            self._keep_opened(opened)
            return
        self.doing.emit("Keeping this picture…")
        rendering = self._reference.render(models.folder, board)
        parents = self._parents_of(board)

        def work() -> Favourite:
            try:
                result = rendering.result()
            except BrokenProcessPool as error:
                raise UserError(
                    "The picture could not be kept, as the process that renders it was ended: "
                    "keep it again."
                ) from error
            return self._save(board, models, result, parents)

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
        self._favourites = self.edits.favourites = Favourites(folder)
        self.look()

    def show_folder(self) -> None:
        """Open the folder in the system's file manager."""
        self._view.show_folder(self.folder)

    def export(self, favourite: Favourite, path: Path, scale: int) -> None:
        """Write a favourite as a PNG, enlarged."""
        self._export(lambda: export_png(favourite.picture, path, scale), path)

    def export_sheet(self, path: Path) -> None:
        """Write the selected favourites, else all, as one picture."""

        chosen = self._selected

        def work() -> None:
            kept = chosen or self._all()
            export_sheet([f.picture for f in kept], path, [_caption(f) for f in kept])

        self._export(work, path)

    def export_zip(self, path: Path) -> None:
        """Pack the files of the selected favourites, else of all, into one archive."""
        chosen = self._selected
        self._export(
            lambda: export_zip([f.path for f in chosen or self._all() if f.path], path), path
        )

    def _save(
        self, board: Board, models: ModelSet, result: RenderResult, parents: tuple[str, ...]
    ) -> Favourite:
        if result.error or result.picture is None:
            raise UserError(result.error or "There is no picture to keep: pick two pictures first.")
        recipe = recipe_of(board, result, models, parents)
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
        self.doing.emit("")
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(str(error) or "Something went wrong: see the log, and try again.")

    def _tell_damaged(self, entries: tuple[Entry, ...]) -> None:
        damaged = [entry for entry in entries if isinstance(entry, Damaged)]
        tip = "\n".join(f"{entry.path.name}: {entry.problem}" for entry in damaged)
        self._view.set_damaged(len(damaged), tip)

    def _all(self) -> list[Favourite]:
        kept = [e for e in self._favourites.scan() if isinstance(e, Favourite)]
        if not kept:
            raise UserError("There are no favourites to export yet: keep one first.")
        return kept

    def _export(self, work: Callable[[], None], path: Path) -> None:
        self._chores.submit(
            work,
            lambda _: self.told.emit(f"Written to {path}."),
            self._failed,
            must_finish=True,
        )


def _caption(favourite: Favourite) -> str:
    pegasus = favourite.recipe.scores.values.get(PEGASUS.name)
    stars = STARS * favourite.rating
    told = f"{PEGASUS.name} {score(pegasus)}" if pegasus else ""
    return " ".join(filter(None, (stars, told)))
