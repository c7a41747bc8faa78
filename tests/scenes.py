"""Scenes of the tour that show what a row of docs/features.md says."""

import json
import shutil
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from explorer.commands.parts import system_packages
from explorer.core.blend.latents import npy_of
from explorer.core.board.modes import GRAFT, REGIONS
from explorer.core.gallery.starter import STARTER
from explorer.core.home.home import ThemeChoice
from explorer.core.scores import REALISM
from explorer.ui.actions import Do
from explorer.ui.parts.drops import latent_mime
from explorer.ui.program import Program
from tests.settling import PATIENCE, settle
from training.files.places import SHIPPED
from training.models.modelset import MANIFEST

Scene = Callable[[Program], QWidget | None]
"""Brings the window to what is to be seen; a widget that it returns is pictured instead."""


def _gallery(program: Program) -> None:
    """Birds, those first that look most like photographs."""
    gallery = program.window.gallery
    QTest.keyClicks(gallery.search, "bird")
    gallery.order.setCurrentIndex(gallery.order.findData(REALISM.name))
    gallery.order.activated.emit(gallery.order.currentIndex())


def _own(program: Program) -> None:
    """A picture that is no square, dropped: what the program came with, as one's own."""
    data = QMimeData()
    data.setImageData(QImage(str(STARTER / "atlas.png")).copy(0, 320, 192, 96).scaled(768, 384))
    program.openings.paste(data)


def _weights(program: Program) -> None:
    """Five pictures, by weights that no point of the plane has."""
    gallery = program.gallery.gallery
    assert gallery is not None
    program.board.clear()
    for index in (244, 260, 264, 9, 75):
        program.board.add(gallery.source(index))
    for pin, weight in enumerate((0.3, 0.3, 0.2, 0.1)):
        program.board.set_weight(pin, weight)


def _painted(program: Program) -> None:
    """Regions, painted by the mouse."""
    program.board.set_mode(REGIONS)
    settle(program)
    pages = program.window.pages
    pages.turn_to(pages.number_of(program.window.regions))
    for pin, way in ((1, ((4, 4), (28, 12))), (0, ((6, 26), (26, 24)))):
        program.regions.choose(pin)
        _stroke(program, *way)


def _stroke(program: Program, start: tuple[float, float], end: tuple[float, float]) -> None:
    layer, left = program.window.region_layer, Qt.MouseButton.LeftButton
    first, last = (layer.to_screen(spot).toPoint() for spot in (start, end))
    QTest.mousePress(layer, left, pos=first)
    for i in range(1, 9):
        QTest.mouseMove(layer, (QPointF(first) + QPointF(last - first) * (i / 8)).toPoint())
    QTest.mouseRelease(layer, left, pos=last)


def _menu(title: str) -> Scene:
    """A menu of the window, after an edit or two."""

    def show(program: Program) -> QWidget:
        program.board.move_puck(0.6, 0.4, 1)
        program.board.set_mode(GRAFT)
        settle(program)
        return program.window.menus[title]

    return show


def _wings(program: Program) -> None:
    """The wings' page, with a tip that was dragged."""
    pages, (_, tip) = program.window.pages, program.window.dots.dots(0)
    pages.turn_to(pages.number_of(program.window.wings))
    settle(program)
    left, middle = Qt.MouseButton.LeftButton, tip.rect().center()
    QTest.mousePress(tip, left, pos=middle)
    QTest.mouseMove(tip, middle + QPoint(40, 50))
    QTest.mouseRelease(tip, left, pos=middle)


def _drawn(program: Program) -> None:
    """A path along the plane, in clicks."""
    window = program.window
    window.action_for(Do.PATH).trigger()
    window.path_bar.draw.click()
    settle(program)
    for place in ((0.2, 0.8), (0.4, 0.3), (0.6, 0.65), (0.8, 0.25)):
        where = window.canvas.geometry_now.to_screen(place).toPoint()
        QTest.mouseClick(window.path_layer, Qt.MouseButton.LeftButton, pos=where)


def _notice(program: Program) -> None:
    """What a name leads to that nothing has."""
    program.openings.open_paths((Path("holiday.png"),))


def _refused(program: Program) -> None:
    """A model set whose manifest promises another latent than its graphs give, found when tried."""
    folder = program.models.shipped.parent / "odd"  # which goes with all else of the tour
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    manifest = folder / MANIFEST
    told = json.loads(manifest.read_text()) | {"latent_shape": [4, 8, 8]}
    manifest.write_text(json.dumps(told))
    program.openings.open_models(folder)
    deadline = time.monotonic() + PATIENCE
    while not program.window.notice.text and time.monotonic() < deadline:
        QApplication.processEvents()


def _libraries(program: Program) -> QLabel:
    """What ``make run`` asks where Qt lacks a library, as a terminal shows it."""
    said = StringIO()
    with (
        redirect_stdout(said),
        patch.object(system_packages, "missing_packages", return_value=["libegl1"]),
        patch.object(system_packages.shutil, "which", return_value="/usr/bin/apt-get"),
        patch.object(system_packages.os, "geteuid", return_value=1000),
        patch.object(system_packages.sys.stdin, "isatty", return_value=True),
        patch("builtins.input", side_effect=_asked),
    ):
        system_packages.main(())
    label = QLabel(f"$ make run\n{said.getvalue()}", program.window)
    label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setContentsMargins(16, 12, 16, 12)
    label.setWindowFlag(Qt.WindowType.Window)
    label.setMinimumSize(label.sizeHint())
    return label


def _asked(question: str) -> str:
    print(question)
    return "n"


def _latents(program: Program) -> None:
    """A latent of one's own beside the pictures: a third as deep as what is seen."""
    latent = program.blend.latent
    assert latent is not None
    program.openings.paste(latent_mime(npy_of(latent / np.float32(3)), ""))


def _light(program: Program) -> None:
    """The light theme, on whatever screen."""
    program.settings.choose("theme", ThemeChoice.LIGHT)


BY_ROW: dict[str, Scene] = {
    "gallery": _gallery,
    "own": _own,
    "weights": _weights,
    "painted": _painted,
    "undo": _menu("&Edit"),
    "drawn": _drawn,
    "notice": _notice,
    "sets": _menu("&Models"),
    "wings": _wings,
    "latents": _latents,
    "refused": _refused,
    "libraries": _libraries,
    "light": _light,
}
