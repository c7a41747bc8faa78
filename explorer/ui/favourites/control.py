"""Favourites: kept with one key, opened, deleted, each with undo, exported."""

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from functools import partial
from pathlib import Path
from typing import Protocol

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.finding import lineage, matching
from explorer.core.favourites.listing import Damaged, Entry, Listed
from explorer.core.favourites.recipe import recipe_of
from explorer.core.favourites.store import Favourites, Look
from explorer.ui.canvas.steps import Steps
from explorer.ui.favourites.edits import FavouriteEdits, Keep, Written
from explorer.ui.favourites.exports import FavouriteExports
from explorer.ui.parts.answers import Chores
from explorer.ui.parts.event import Event, Reports
from training.files.errors import UserError
from training.models.modelset import ModelSet

FIRST_LOOK, LONGEST_LOOK = 0.2, 5.0
"""Seconds that files are read before what was read is shown: at first, and at most."""


class FavouritesShow(Protocol):
    """A strip of favourites, and what is to be done with one of them."""

    def set_favourites(self, items: Sequence[Listed], unread: int = 0) -> None: ...

    def set_lineage(self, of: Listed | None) -> None: ...

    def set_damaged(self, count: int, problems: str) -> None: ...

    def show_folder(self, folder: Path) -> None: ...

    @property
    def opened(self) -> Reports[Listed]: ...
    @property
    def used(self) -> Reports[Listed]: ...
    @property
    def rated(self) -> Reports[Listed, int]: ...
    @property
    def noted(self) -> Reports[Listed, str]: ...
    @property
    def tagged(self) -> Reports[Listed, tuple[str, ...]]: ...
    @property
    def lineage_wanted(self) -> Reports[Listed]: ...
    @property
    def all_wanted(self) -> Reports[()]: ...
    @property
    def export_wanted(self) -> Reports[Listed, Path, int]: ...
    @property
    def delete_wanted(self) -> Reports[Listed]: ...
    @property
    def folder_wanted(self) -> Reports[()]: ...
    @property
    def text_typed(self) -> Reports[str]: ...
    @property
    def selected(self) -> Reports[tuple[Listed, ...]]: ...


class Watch(Protocol):
    """Tells when a folder changes."""

    def watch(self, folder: Path) -> None: ...

    @property
    def changed(self) -> Reports[()]: ...


class Renders(Protocol):
    """Renders what is kept."""

    def render(self, modelset: Path, board: Board) -> Future[RenderResult]: ...


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
        self.exports = FavouriteExports(favourites, chores)
        self._opened: Favourite | None = None
        self._shown: tuple[Listed, ...] = ()
        self._unread = 0
        self._text, self._of = "", ""
        self._looks = 0
        watch.changed.connect(self.look)
        self.edits.changed.connect(self.look)
        self.edits.removed.connect(self._removed)
        self.edits.failed.connect(self.failed.emit)
        self.exports.told.connect(self.told.emit)
        self.exports.failed.connect(self._failed)
        self._listen(view)

    def _listen(self, view: FavouritesShow) -> None:
        edit = self.edits.annotate
        view.opened.connect(self._open_listed)
        view.used.connect(self._use_listed)
        view.rated.connect(lambda favourite, stars: edit(favourite, rating=stars))
        view.noted.connect(lambda favourite, text: edit(favourite, notes=text))
        view.tagged.connect(lambda favourite, tags: edit(favourite, tags=tags))
        view.lineage_wanted.connect(self.show_lineage)
        view.all_wanted.connect(self.show_all)
        view.export_wanted.connect(self.exports.picture)
        view.delete_wanted.connect(self.edits.delete)
        view.folder_wanted.connect(self.show_folder)
        view.text_typed.connect(self.find)
        view.selected.connect(self._select)

    @property
    def folder(self) -> Path:
        """Where favourites are kept."""
        return self._favourites.folder

    def look(self) -> None:
        """Read the folder again, beside all else, and show what it holds.

        Of a large folder that was never read, the newest are shown while others are being read.
        """
        self._looks += 1
        self._look_on(self._looks, FIRST_LOOK)

    def _look_on(self, turn: int, seconds: float) -> None:
        favourites = self._favourites

        def done(look: Look) -> None:
            if turn != self._looks:  # a newer look is on its way
                return
            self._show(look)
            if look.unread:
                self._look_on(turn, min(2 * seconds, LONGEST_LOOK))

        self._chores.submit(lambda: favourites.look(seconds), done, self._failed)

    def _removed(self, path: Path) -> None:
        """Take a row away at once: until the folder is read it could be deleted again."""
        self._shown = tuple(favourite for favourite in self._shown if favourite.file != str(path))
        self._show_matching()

    def _show(self, look: Look) -> None:
        self._shown = tuple(e for e in look.entries if isinstance(e, Listed))
        self._unread = look.unread
        self._show_matching()
        self._tell_damaged(look.entries)
        self._watch.watch(self.folder)  # which may have been made since

    def find(self, text: str) -> None:
        """Show only the favourites in which all of this is said."""
        self._text = text
        self._show_matching()

    def show_lineage(self, favourite: Listed) -> None:
        """Show only what a favourite came from, itself, and what came from it."""
        if len(lineage(favourite, self._shown)) == 1:
            self.told.emit("It came from no other favourite, and none came from it so far.")
            return
        self._of = favourite.id
        self._show_matching()

    def show_all(self) -> None:
        """Show more than a lineage again."""
        self._of = ""
        self._show_matching()

    def _show_matching(self) -> None:
        of = next((favourite for favourite in self._shown if favourite.id == self._of), None)
        self._of = "" if of is None else self._of
        shown = self._shown if of is None else lineage(of, self._shown)
        self._view.set_lineage(of)
        self._view.set_favourites(matching(shown, self._text), self._unread)

    def _select(self, chosen: tuple[Listed, ...]) -> None:
        """Take what is selected: of several, sheets, films and archives are made."""
        self.exports.selected = chosen if len(chosen) > 1 else ()

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

        def made() -> Favourite:
            try:
                result = rendering.result()
            except BrokenExecutor as error:
                raise UserError(
                    "The picture could not be kept, as the process that renders it was ended: "
                    "keep it again."
                ) from error
            return _favourite(board, models, result, parents)

        self._write(made)

    def _keep_opened(self, favourite: Favourite) -> None:
        if (path := favourite.path) and path.parent == self.folder and path.is_file():
            self.told.emit(f"This picture is kept already, as {path.name}.")
            return
        self._write(lambda: favourite)

    def _write(self, made: Callable[[], Favourite]) -> None:
        """Write a favourite as soon as it is made, as a step that has its place from now on."""
        step = self.edits.keep()

        def failed(error: Exception) -> None:
            self.doing.emit("")
            self.edits.not_kept(step)
            self._failed(error)

        kept = partial(self._kept, step)
        self._chores.submit(lambda: step.write(made()), kept, failed, must_finish=True)

    def _open_listed(self, listed: Listed) -> None:
        if favourite := self._read(listed):
            self.open(favourite)

    def _use_listed(self, listed: Listed) -> None:
        if favourite := self._read(listed):
            self.used.emit(favourite)

    def _read(self, listed: Listed) -> Favourite | None:
        try:
            return listed.read()
        except UserError as error:
            self.failed.emit(str(error))
            return None

    def open(self, favourite: Favourite) -> None:
        """Show a favourite's board; what is kept from then on came from it."""
        self._opened = favourite
        self.opened.emit(favourite)

    def set_folder(self, folder: Path) -> None:
        """Keep favourites elsewhere from now on, and show what is there already."""
        favourites = self._favourites.elsewhere(folder)
        self._favourites = self.edits.favourites = self.exports.favourites = favourites
        self.look()

    def show_folder(self) -> None:
        """Open the folder in the system's file manager, and say where it is: not all have one."""
        self._view.show_folder(self.folder)
        self.told.emit(f"Favourites are in {self.folder}.")

    def _parents_of(self, board: Board) -> tuple[str, ...]:
        """A favourite whose pictures are still those of the board is what this one came from."""
        if self._opened is None:
            return ()
        old = self._opened.recipe
        same = [pin.source for pin in old.board.pins] == [pin.source for pin in board.pins]
        return (old.id,) if same else ()

    def _kept(self, step: Keep, written: Written) -> None:
        self.doing.emit("")
        if step.is_wanted:
            self.told.emit(f"Kept as {written.path.name} in {written.path.parent}.")
        self.edits.landed(step, written)
        self.look()

    def _failed(self, error: Exception) -> None:
        self.failed.emit(str(error) or "Something went wrong: see the log, and try again.")

    def _tell_damaged(self, entries: Sequence[Entry]) -> None:
        damaged = [entry for entry in entries if isinstance(entry, Damaged)]
        tip = "\n".join(f"{entry.path.name}: {entry.problem}" for entry in damaged)
        self._view.set_damaged(len(damaged), tip)


def _favourite(
    board: Board, models: ModelSet, result: RenderResult, parents: tuple[str, ...]
) -> Favourite:
    if result.error or result.picture is None:
        raise UserError(result.error or "There is no picture to keep: pick two pictures first.")
    return Favourite(result.picture, recipe_of(board, result, models, parents))
