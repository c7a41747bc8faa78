"""Favourites written to files: one enlarged, several as a sheet, a film, an archive."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.favourites.exporting import MAX_SHEET, export_png, export_sheet, export_zip
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.store import Favourites
from explorer.core.films import MAX_FRAMES, Cut, film_kind, write_film
from explorer.ui.favourites.captions import USUAL, Caption, written
from explorer.ui.parts.answers import Chores
from explorer.ui.parts.event import Event
from training.files.errors import UserError

FILM = Cut(scale=8, rate=2)
"""Half a second a picture: favourites are looked at one by one, not as a movement."""


class FavouriteExports:
    """Writes favourites of ``favourites``: those of ``selected``, or all where there are none.

    ``told`` carries a sentence that is good to know, ``failed`` what went wrong.
    """

    def __init__(self, favourites: Favourites, chores: Chores) -> None:
        self.told, self.failed = Event[str](), Event[Exception]()
        self.favourites, self._chores = favourites, chores
        self.selected: tuple[Listed, ...] = ()

    def picture(self, favourite: Listed, path: Path, scale: int) -> None:
        """Write one as a PNG, enlarged."""
        self._do(lambda: export_png(favourite.read().picture, path, scale), path)

    def sheet(self, path: Path, captions: Sequence[Caption] = USUAL) -> None:
        """Write them as one picture, each above the lines that are wanted of it."""
        kept = self._wanted()

        def work() -> None:
            listed = kept()
            texts = [written(favourite, captions) for favourite in listed] if captions else []
            export_sheet(_pictures(listed, MAX_SHEET), path, texts)

        self._do(work, path)

    def film(self, path: Path) -> None:
        """Write them as a film of the kind that the path is named for, the oldest first."""
        kept = self._wanted()

        def work() -> None:
            kind = film_kind(path)
            write_film(path, kind, _pictures(kept()[::-1], MAX_FRAMES), FILM)

        self._do(work, path)

    def archive(self, path: Path) -> None:
        """Pack their files into one archive."""
        kept = self._wanted()
        self._do(lambda: export_zip([favourite.path for favourite in kept()], path), path)

    def _wanted(self) -> Callable[[], Sequence[Listed]]:
        """What is selected now, else what is in the folder when the work is done."""
        chosen, favourites = self.selected, self.favourites
        return lambda: chosen or _all(favourites)

    def _do(self, work: Callable[[], None], path: Path) -> None:
        self._chores.submit(
            work,
            lambda _: self.told.emit(f"Written to {path}."),
            self.failed.emit,
            must_finish=True,
        )


def _all(favourites: Favourites) -> list[Listed]:
    kept = [entry for entry in favourites.scan() if isinstance(entry, Listed)]
    if not kept:
        raise UserError("There are no favourites to export yet: keep one first.")
    return kept


def _pictures(favourites: Sequence[Listed], most: int) -> list[NDArray[np.uint8]]:
    if len(favourites) > most:
        raise UserError(
            f"That takes {most} pictures at most, and there are {len(favourites):,}: "
            "select fewer, with Ctrl or Shift and a click."
        )
    return [favourite.read().picture for favourite in favourites]
