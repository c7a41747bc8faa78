"""What the menus do: ask where there is something to ask, and pass it on."""

import json

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from explorer.core.blend.latents import npy_of
from explorer.core.engine.backends import Floats
from explorer.core.films import GIF, MP4, WEBP
from explorer.core.home.home import Home
from explorer.ui.actions import Do
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.canvas.parts_dialog import ask_parts, classes_besides
from explorer.ui.favourites.captions_dialog import ask_captions
from explorer.ui.favourites.control import FavouritesControl
from explorer.ui.gallery.control import GalleryControl
from explorer.ui.openings import Openings
from explorer.ui.parts import dialogs
from explorer.ui.parts.drops import latent_mime
from explorer.ui.picture_acts import PictureActs
from explorer.ui.settings.control import SettingsControl
from explorer.ui.settings.view import SettingsView
from explorer.ui.shortcuts import shortcut_groups
from explorer.ui.window import Window
from training.files.atomic import write_whole
from training.files.errors import UserError

FILMS = (GIF, WEBP, MP4)


class MenuControl(QObject):
    """Carries out the actions that ask, export, copy or explain.

    ``told`` carries a sentence that is good to know, ``failed`` one about what was not possible.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        window: Window,
        openings: Openings,
        board: BoardControl,
        blend: BlendControl,
        gallery: GalleryControl,
        favourites: FavouritesControl,
        settings: SettingsControl,
        home: Home,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._openings, self._board, self._blend = window, openings, board, blend
        self._gallery, self._favourites = gallery, favourites
        self._settings, self._home = settings, home
        for do, slot in {
            Do.OPEN: self.open_files,
            Do.OPEN_FOLDER: self.open_folder,
            Do.OPEN_MODELS: self.open_models,
            Do.FAVOURITES_FOLDER: self.choose_favourites_folder,
            Do.SETTINGS: self.show_settings,
            Do.PARTS: self.choose_parts,
            Do.EXPORT_SHEET: self.export_sheet,
            Do.EXPORT_FILM: self.export_film,
            Do.EXPORT_ZIP: self.export_zip,
            Do.SAVE_LATENT: self.save_latent,
            Do.COPY_LATENT: self.copy_latent,
            Do.PASTE: self.paste,
            Do.SHORTCUTS: self.show_shortcuts,
            Do.WORDS: self.show_words,
            Do.LOG: self.show_log,
            Do.ABOUT: self.show_about,
        }.items():
            window.action_for(do).triggered.connect(slot)
        window.gallery.open_folder_wanted.connect(self.open_folder)
        acts = PictureActs(window, blend, home.seen, self)
        acts.told.connect(self.told)
        acts.failed.connect(self.failed)

    def open_files(self) -> None:
        """Ask for files, and open them."""
        self._openings.open_paths(dialogs.ask_files(self._window))

    def open_folder(self) -> None:
        """Ask for a folder of pictures, and look through it."""
        folder = dialogs.ask_folder(self._window, "Look through a folder of pictures")
        self._openings.open_paths((folder,) if folder else ())

    def open_models(self) -> None:
        """Ask for a model set, and explore with it."""
        folder = dialogs.ask_folder(self._window, "Open a model set")
        if folder is not None:
            self._openings.open_models(folder)

    def choose_favourites_folder(self) -> None:
        """Ask where favourites are to be kept; those that are kept stay where they are."""
        folder = dialogs.ask_folder(self._window, "Keep favourites in")
        if folder is not None:
            self._settings.choose("favourites", folder)

    def show_settings(self) -> None:
        """Show the settings until their page is closed; each holds at once."""
        page = SettingsView(self._window)
        self._settings.show_in(page)
        page.exec()
        self._settings.let_go()
        page.deleteLater()

    def choose_parts(self) -> None:
        """Ask which classes of models and gallery give the body, and which wings."""
        renderer, gallery = self._blend.renderer, self._gallery.gallery
        known = () if renderer is None else renderer.engine.modelset.classes
        if len(known) + len(classes_besides(known, gallery)) < 2:
            self.failed.emit("The models in use do not tell classes apart: train a classifier.")
        elif chosen := ask_parts(self._window, known, gallery, self._board.board):
            self._board.set_parts(*chosen)

    def export_sheet(self) -> None:
        """Ask for captions and where to, and write the favourites as one picture."""
        captions = ask_captions(self._window)
        if captions is None:
            return
        path = dialogs.ask_target(self._window, "Contact sheet", "pegasi.png", dialogs.EXPORTS)
        if path is not None:
            self._favourites.exports.sheet(path, captions)

    def export_film(self) -> None:
        """Ask where to, and write the favourites as a film."""
        kinds = ";;".join(f"{kind.label} (*{kind.suffix})" for kind in FILMS if not kind.missing)
        path = dialogs.ask_target(self._window, "Film", "pegasi.gif", kinds)
        if path is not None:
            self._favourites.exports.film(path)

    def export_zip(self) -> None:
        """Ask where to, and pack the files of the favourites."""
        path = dialogs.ask_target(self._window, "Archive", "pegasi.zip", "Zip archive (*.zip)")
        if path is not None:
            self._favourites.exports.archive(path)

    def copy_latent(self) -> None:
        """Put the latent of the blend on the clipboard, its numbers as text."""
        latent = self._latent()
        if latent is not None:
            text = json.dumps(latent.tolist())
            QGuiApplication.clipboard().setMimeData(latent_mime(npy_of(latent), text))
            self.told.emit("The latent is on the clipboard; as text it is nested lists of numbers.")

    def save_latent(self) -> None:
        """Ask where to, and write the latent of the blend."""
        latent = self._latent()
        if latent is None:
            return
        path = dialogs.ask_target(self._window, "Save latent", "latent.npy", dialogs.LATENTS)
        if path is None:
            return
        try:
            write_whole(path, npy_of(latent))
        except UserError as error:
            self.failed.emit(str(error))
        else:
            shape = " x ".join(map(str, latent.shape))
            self.told.emit(f"{shape} numbers are written to {path}.")

    def _latent(self) -> Floats | None:
        latent = self._blend.latent
        if latent is None and self._blend.picture is not None:
            self.failed.emit("This picture was kept: move the blend a little to have its latent.")
        elif latent is None:
            self.failed.emit("There is no latent yet: pick two pictures first.")
        return latent

    def paste(self) -> None:
        """Pin the picture or latent on the clipboard, or open the board."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not self._openings.paste(data):  # None where its owner is gone
            self.told.emit("There is no picture, latent or board on the clipboard.")

    def show_shortcuts(self) -> None:
        """Show what keys do."""
        dialogs.show_shortcuts(self._window, shortcut_groups(self._window.actions_by_name))

    def show_words(self) -> None:
        """Show what the window's own words mean."""
        dialogs.show_words(self._window)

    def show_log(self) -> None:
        """Open the log in the system's editor."""
        if self._home.log.is_file():
            dialogs.show_in_system(self._home.log)
            self.told.emit(f"The log is {self._home.log}.")
        else:
            self.told.emit("The log is empty: nothing went wrong so far.")

    def show_about(self) -> None:
        """Say what the program is."""
        dialogs.show_about(self._window)
