"""The menus of the window: what stands in them, and where."""

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from explorer.ui.actions import Do

WING_ACTIONS = (Do.FLIP_WING, Do.WING_BEHIND, Do.PAIR_OF_WINGS, Do.AUTOMATIC_WINGS)
REGION_ACTIONS = (Do.FILL_REGIONS, Do.CLEAR_REGIONS)
MENUS: dict[str, tuple[Do | None, ...]] = {
    "&File": (
        *(Do.NEW, None, Do.OPEN, Do.OPEN_FOLDER, Do.GET_DATA, Do.DREAMS, None),
        *(Do.KEEP, Do.EXPORT, Do.OPEN_OUTSIDE, Do.SAVE_LATENT, None),
        *(Do.EXPORT_SHEET, Do.EXPORT_FILM, Do.EXPORT_ZIP),
        *(Do.FAVOURITES_FOLDER, None, Do.SETTINGS, Do.QUIT),
    ),
    "&Edit": (Do.COPY, Do.COPY_LATENT, Do.COPY_BOARD, Do.PASTE, None, Do.FIND),
    "&Blend": (
        *(Do.SEARCH, Do.CHANCE, Do.RANDOM, Do.SURPRISE, Do.NEXT_SEED, Do.SEED_BEFORE, None),
        *(Do.CENTRE, Do.NEXT_MODE, Do.NEXT_FIELD, Do.BEST, Do.PARTS, None),
        *(Do.PATH, Do.PLAY, None, Do.COMPARE, Do.COMPARISON, Do.EVIDENCE, Do.ENLARGE, None),
        *(*WING_ACTIONS, None, *REGION_ACTIONS),
    ),
    "&Models": (Do.TRAIN, None, Do.OPEN_MODELS, Do.MODEL_SETS, Do.REVERT),
    "&View": (Do.FIT, Do.ZOOM_IN, Do.ZOOM_OUT, None),
    "&Help": (Do.SHORTCUTS, Do.WORDS, Do.LOG, None, Do.ABOUT),
}
ON_THE_PREVIEW = (
    *(Do.ENLARGE, Do.EVIDENCE, Do.COPY, Do.EXPORT, Do.OPEN_OUTSIDE),
    *(Do.COPY_LATENT, Do.SAVE_LATENT, Do.COPY_BOARD),
)
"""What the context menu of the preview offers."""


def fill_menus(bar: QMenuBar, actions: Mapping[Do, QAction]) -> dict[str, QMenu]:
    """Put all menus into the bar; return them by title."""
    menus = {}
    for title, entries in MENUS.items():
        menu = menus[title] = bar.addMenu(title)
        menu.setToolTipsVisible(True)
        for do in entries:
            menu.addSeparator() if do is None else menu.addAction(actions[do])
    return menus
