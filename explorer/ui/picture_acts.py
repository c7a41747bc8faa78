"""What is done with the large picture: copied, exported, opened in another program."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from explorer.core.favourites.exporting import MAX_SCALE, export_png
from explorer.ui.actions import Do
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.parts import dialogs
from explorer.ui.parts.pixels import Picture, to_image
from explorer.ui.parts.shown import Shown
from explorer.ui.window import Window
from training.files.errors import UserError

NOTHING = "There is nothing to {} yet: pick two pictures first."


class Called(NamedTuple):
    """What each of the three pictures is called in a sentence, and as a file."""

    words: str
    file: str


CALLED = {
    Shown.BLEND: Called("blend", "pegasus.png"),
    Shown.COPY: Called("model's copy", "copy.png"),
    Shown.ORIGINAL: Called("original", "original.png"),
}
TEXTS = {
    Do.COPY: "&Copy the {}",
    Do.EXPORT: "&Export the {}…",
    Do.OPEN_OUTSIDE: "Open the {} in another pro&gram",
}
"""Of the actions, which are named for what they act upon."""


class PictureActs(QObject):
    """Acts upon what the large picture shows, and says what that is.

    ``told`` carries a sentence that is good to know, ``failed`` one about what was not possible.

    Parameters
    ----------
    blend
        Has the pictures of which one is shown.
    seen
        A folder for pictures that other programs are given.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self, window: Window, blend: BlendControl, seen: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._blend, self._seen = window, blend, seen
        for do, slot in {
            Do.COPY: self.copy,
            Do.EXPORT: self.export,
            Do.OPEN_OUTSIDE: self.open_outside,
        }.items():
            window.action_for(do).triggered.connect(slot)
        window.preview.shown_changed.connect(self._name)
        self._name()

    def copy(self) -> None:
        """Put what is shown on the clipboard."""
        picture, called = self._shown()
        if picture is None:
            self.failed.emit(NOTHING.format("copy"))
            return
        QGuiApplication.clipboard().setImage(to_image(picture))
        self.told.emit(f"The {called.words} is on the clipboard.")

    def export(self) -> None:
        """Write what is shown, enlarged."""
        picture, called = self._shown()
        if picture is None:
            self.failed.emit(NOTHING.format("export"))
            return
        title = f"Export the {called.words}"
        path = dialogs.ask_target(self._window, title, called.file, dialogs.EXPORTS)
        if path is None:
            return
        try:
            export_png(picture, path, MAX_SCALE)
        except UserError as error:
            self.failed.emit(str(error))
        else:
            self.told.emit(f"The {called.words} is written to {path}.")

    def open_outside(self) -> None:
        """Open what is shown, enlarged, in the program that the system has for it."""
        picture, called = self._shown()
        if picture is None:
            self.failed.emit(NOTHING.format("open"))
            return
        path = self._seen / called.file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            export_png(picture, path, MAX_SCALE)
        except (OSError, UserError) as error:
            self.failed.emit(f"The picture cannot be written ({error}): export it elsewhere.")
            return
        if dialogs.show_in_system(path):
            self.told.emit(f"The {called.words} is opened from {path}.")
        else:
            self.failed.emit(f"No program for pictures was found: the picture is {path}.")

    def _shown(self) -> tuple[Picture | None, Called]:
        shown = self._window.preview.shown
        return self._blend.picture_of(shown), CALLED[shown]

    def _name(self) -> None:
        """Say in the menus what is acted upon."""
        _, called = self._shown()
        for do, text in TEXTS.items():
            self._window.action_for(do).setText(text.format(called.words))
