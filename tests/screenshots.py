"""A tour of the real window in pictures: ``python -m tests.screenshots FOLDER [--scene NAME ...]``.

Another picture is another line of :data:`SCENES`. Each scene is taken on each of the screens, light
and dark. The window has a home of its own, so that only the starter gallery is in the pictures: no
picture of a data set may be committed. Run it with QT_QPA_PLATFORM=offscreen where there is no
screen.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from explorer.core.blend.field import FieldKind
from explorer.core.board.modes import MODES
from explorer.core.home.home import Home, ThemeChoice
from explorer.core.options import OpenOptions
from explorer.ui.actions import Do
from explorer.ui.parts import dialogs
from explorer.ui.parts.style import Look
from explorer.ui.play.words import Act
from explorer.ui.program import Program
from explorer.ui.settings.view import SettingsView
from explorer.ui.shortcuts import shortcut_groups
from tests.film import film
from tests.scenes import BY_ROW, Scene
from tests.settling import PATIENCE, settle
from training.files.places import SHIPPED

FINDS = 8
"""That a search is pictured with."""
SEED = 11
"""Of what chance is pictured with."""
THEMES = (ThemeChoice.DARK, ThemeChoice.LIGHT)


class Screen(NamedTuple):
    """A screen that the window fills: pixels, and how many of them a logical pixel has."""

    width: int
    height: int
    scale: int = 1

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}"


SCREENS = (Screen(1366, 768), Screen(1920, 1080), Screen(2560, 1440, 2))


def _start(program: Program) -> None:
    """What a first start shows."""


def _pictures(program: Program) -> None:
    program.set_field(FieldKind.PICTURES)


def _scores(program: Program) -> None:
    program.set_field(FieldKind.SCORE)


def _mode(name: str) -> Scene:
    def show(program: Program) -> None:
        program.board.set_mode(MODES.named(name))

    return show


def _many(program: Program) -> None:
    gallery = program.gallery.gallery
    assert gallery is not None
    program.set_field(FieldKind.NOTHING)
    program.board.clear()
    for index in range(0, 8 * 45, 45):  # of all three classes
        program.board.add(gallery.source(index))


def _favourites(program: Program) -> None:
    for _ in range(3):
        program.play.draw_pair()
        program.keep()
        settle(program)
    program.window.statusBar().clearMessage()  # it names a folder that is gone by then


def _compare(program: Program) -> None:
    program.window.preview.toggle()


def _do(do: Do) -> Scene:
    """What an action of the menus shows."""

    def show(program: Program) -> None:
        program.window.action_for(do).trigger()

    return show


def _search(program: Program) -> None:
    """Search until there is something to see, and stop: else it goes on for a minute."""
    program.window.action_for(Do.SEARCH).trigger()
    deadline = time.monotonic() + PATIENCE
    while program.window.search.tiles.model().rowCount() < FINDS and time.monotonic() < deadline:
        QApplication.processEvents()
    program.search.stop()


def _beside(program: Program) -> None:
    """A blend beside what another mode makes of it."""
    program.compare.control.choose_mode(MODES.named("regions"))
    program.window.action_for(Do.COMPARISON).trigger()


def _chance(act: Act) -> Scene:
    """What chance draws by a seed, in its panel."""

    def show(program: Program) -> None:
        program.play.go_to(SEED)
        if act in (Act.VARIATIONS, Act.DREAMS):
            program.undo.undo()  # the pair of that seed
        program.window.show_play()
        settle(program)
        program.play.draw(act)

    return show


def _nearest(program: Program) -> None:
    pages = program.window.pages
    pages.turn_to(pages.number_of(program.window.nearest))


def _models(program: Program) -> QDialog | None:
    program.window.action_for(Do.MODEL_SETS).trigger()
    return program.model_sets.view


def _evidence(program: Program) -> None:
    program.window.action_for(Do.EVIDENCE).trigger()


def _enlarged(program: Program) -> QDialog:
    _evidence(program)
    program.window.action_for(Do.ENLARGE).trigger()
    return program.preview.enlarged


def _empty(program: Program) -> None:
    program.board.clear()


def _settings(program: Program) -> QDialog:
    page = SettingsView(program.window)
    program.settings.show_in(page)
    return page


def _shortcuts(program: Program) -> QDialog:
    groups = shortcut_groups(program.window.actions_by_name)
    return dialogs.shortcuts_page(program.window, groups)


def _words(program: Program) -> QDialog:
    return dialogs.words_page(program.window)


SCENES: dict[str, Scene] = {
    "start": _start,
    "field": _pictures,
    "scores": _scores,
    "linear": _mode("linear"),
    "regions": _mode("regions"),
    "refined": _mode("refined"),
    "original": _compare,
    "eight": _many,
    "favourites": _favourites,
    "training": _do(Do.TRAIN),
    "search": _search,
    "compare": _beside,
    "pairs": _chance(Act.PAIR),
    "surprise": _chance(Act.SURPRISE),
    "variations": _chance(Act.VARIATIONS),
    "dreams": _chance(Act.DREAMS),
    "nearest": _nearest,
    "models": _models,
    "evidence": _evidence,
    "enlarged": _enlarged,
    "path": _do(Do.PATH),
    "empty": _empty,
    "settings": _settings,
    "shortcuts": _shortcuts,
    "words": _words,
    **BY_ROW,
}
"""In this order, each from a first start on."""
DOCS = Path(__file__).parents[1] / "docs"
IN_DOCS = (
    *("start", "gallery", "own", "eight", "field", "scores", "weights", "painted", "undo"),
    *("search", "favourites", "drawn", "compare", "training", "settings", "shortcuts", "words"),
    *("notice", "sets", "wings", "latents", "nearest", "evidence", "enlarged"),
    *("dreams", "variations", "models", "refused", "libraries", "light"),
)
"""Scenes of which docs/ has a picture."""
COLOURS = 200
"""Of a picture in docs/: it takes a third of the room."""


def take(folder: Path, screen: Screen, theme: ThemeChoice, names: list[str]) -> list[Path]:
    """Take scenes on one screen, and return the files of their pictures."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    look = Look(app)
    with tempfile.TemporaryDirectory(prefix="pegasus-") as scratch:
        cache = Path(scratch) / "cache"  # what is compiled once serves all scenes
        shipped = Path(scratch) / "program" / "models"  # pictures do not tell where it is
        shipped.parent.mkdir()
        shipped.symlink_to(SHIPPED)
        taken = []
        for name in names:
            home = replace(Home.at(Path(scratch) / name), cache=cache)
            program = Program(home, OpenOptions(), look, shipped=shipped)
            program.settings.choose("theme", theme)
            path = folder / f"{name}-{screen.name}-{theme.value}.png"
            _take(program, QSize(screen.width, screen.height) / screen.scale, SCENES[name], path)
            taken.append(path)
        return taken


def _take(program: Program, size: QSize, scene: Scene, path: Path) -> None:
    program.start()
    program.window.resize(size)
    settle(program)
    shown = scene(program)
    if shown is not None:
        shown.show()
    settle(program)
    _save(shown or program.window, path)
    if shown is not None:
        shown.deleteLater()
    program.window.close()
    program.window.deleteLater()


def _save(widget: QWidget, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} could not be written")


def illustrate(names: list[str]) -> None:
    """Take the pictures that docs/ has of scenes, and with that of wings their film."""
    with tempfile.TemporaryDirectory() as scratch:
        taken = take(Path(scratch), SCREENS[0], ThemeChoice.DARK, names)
        for name, path in zip(names, taken, strict=True):
            image = Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            image.save(DOCS / "screenshots" / f"{name}.png", optimize=True)
            print(f"{name}.png")
    if "wings" in names:
        film(DOCS / "images" / "wings.gif")


def main(arguments: list[str] | None = None) -> None:
    """Take what is asked for, each screen in a process of its own: a scale holds for one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scene", nargs="+", choices=SCENES, default=list(SCENES))
    parser.add_argument("--screen", choices=[screen.name for screen in SCREENS])
    parser.add_argument("--theme", nargs="+", type=ThemeChoice, default=THEMES)
    parser.add_argument("--docs", action="store_true", help="take those of docs/, and its film")
    asked = parser.parse_args(arguments)
    if asked.docs:
        illustrate([name for name in asked.scene if name in IN_DOCS])
        return
    if asked.screen is None:
        for screen in SCREENS:
            environment = {**os.environ, "QT_SCALE_FACTOR": str(screen.scale)}
            words = [*(arguments or sys.argv[1:]), "--screen", screen.name]
            subprocess.run(
                [sys.executable, "-m", __spec__.name, *words], env=environment, check=True
            )
        return
    screen = next(screen for screen in SCREENS if screen.name == asked.screen)
    for theme in asked.theme:
        for path in take(asked.folder, screen, theme, asked.scene):
            print(path)


if __name__ == "__main__":
    main()
