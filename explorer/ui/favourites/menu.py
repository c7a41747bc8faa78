"""The context menu of a favourite, and what it asks."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QInputDialog, QMenu

from explorer.core.favourites.exporting import MAX_SCALE
from explorer.core.favourites.file import MAX_RATING
from explorer.core.favourites.listing import Listed
from explorer.ui.favourites.view import FavouritesView
from explorer.ui.parts.dialogs import EXPORTS, ask_target
from explorer.ui.parts.words import STARS

SCALES = (1, 4, 8, MAX_SCALE)


def show_favourite_menu(
    view: FavouritesView, favourite: Listed, where: QPoint, compare: Callable[[Listed], None]
) -> None:
    """Show the menu of a favourite; the view reports what is chosen, ``compare`` apart."""
    menu = QMenu(view)
    menu.addAction("Open its board").triggered.connect(lambda: view.opened.emit(favourite))
    menu.addAction("Blend it as a picture").triggered.connect(lambda: view.used.emit(favourite))
    menu.addAction("Compare the board with it").triggered.connect(lambda: compare(favourite))
    stars = menu.addMenu("Rate")
    for rating in range(MAX_RATING + 1):
        action = stars.addAction(STARS * rating or "No stars")
        action.triggered.connect(partial(_rate, view, favourite, rating))
    menu.addAction("Notes…").triggered.connect(lambda: _ask_notes(view, favourite))
    menu.addAction("Tags…").triggered.connect(lambda: _ask_tags(view, favourite))
    menu.addAction("Show its lineage").triggered.connect(
        lambda: view.lineage_wanted.emit(favourite)
    )
    menu.addSeparator()
    out = menu.addMenu("Export as PNG")
    for scale in SCALES:
        action = out.addAction(f"{scale} \N{MULTIPLICATION SIGN}")
        action.triggered.connect(partial(_ask_export, view, favourite, scale))
    menu.addAction("Show in folder").triggered.connect(view.folder_wanted)
    menu.addAction("Delete").triggered.connect(lambda: view.delete_wanted.emit(favourite))
    menu.exec(where)
    menu.deleteLater()


def _rate(view: FavouritesView, favourite: Listed, rating: int, checked: bool = False) -> None:
    view.rated.emit(favourite, rating)


def _ask_notes(view: FavouritesView, favourite: Listed) -> None:
    text, agreed = QInputDialog.getMultiLineText(
        view, "Notes", "What is there to say about it?", favourite.notes
    )
    if agreed:
        view.noted.emit(favourite, text)


def _ask_tags(view: FavouritesView, favourite: Listed) -> None:
    text, agreed = QInputDialog.getText(
        view, "Tags", "Words to find it by, with commas between:", text=", ".join(favourite.tags)
    )
    if agreed:
        view.tagged.emit(favourite, tags_in(text))


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags that are typed with commas between them, each once."""
    tags = (" ".join(tag.split()) for tag in text.split(","))
    return tuple(dict.fromkeys(filter(None, tags)))


def _ask_export(view: FavouritesView, favourite: Listed, scale: int, checked: bool = False) -> None:
    stem = favourite.path.stem
    path: Path | None = ask_target(view, "Export", f"{stem}-{scale}x.png", EXPORTS)
    if path is not None:
        view.export_wanted.emit(favourite, path, scale)
