"""Chance in the window: its panel, its controller, and its keys."""

from PySide6.QtCore import QObject

from explorer.ui.actions import Do
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.canvas.field_control import PAUSE_MILLISECONDS
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.parts.pause import Pause
from explorer.ui.parts.worker import EngineWork
from explorer.ui.play.control import PlayControl
from explorer.ui.window import Window


def play_room(
    board: BoardControl,
    blend: BlendControl,
    gallery: GalleryControl,
    work: EngineWork,
    window: Window,
    parent: QObject,
) -> PlayControl:
    """Make the controller of chance, and connect it to what the menus and keys ask for."""
    pause = Pause(PAUSE_MILLISECONDS, parent)
    control = PlayControl(board, blend, gallery, work, window.play, pause)
    for do, slot in {
        Do.RANDOM: control.draw_pair,
        Do.SURPRISE: control.draw_surprise,
        Do.NEXT_SEED: control.next_seed,
        Do.SEED_BEFORE: control.seed_before,
        Do.CHANCE: window.show_play,
    }.items():
        window.action_for(do).triggered.connect(slot)
    return control
