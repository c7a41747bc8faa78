"""A whole window on a tiny model set; and every test of the window is held to leave nothing."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from explorer.core.engine.engine import Engine
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.engine.precision import AUTO
from explorer.core.home.home import Home, Settings
from explorer.core.options import OpenOptions
from explorer.ui.parts.style import CHOSEN, STILL, Look
from explorer.ui.program import Program
from explorer.ui.window import SIZE
from training.files.paper import mosaic
from training.models.modelset import ModelSet

PATIENCE = 180_000
"""Milliseconds that a test waits at most; on a busy machine all takes long."""
EACH = 12


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what Qt warns about fail the tests of the window."""
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # The offscreen platform says this of every window; it means nothing.
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves threads, running timers or windows behind."""
    threads, timers, windows = _left_over()
    yield
    qapp.processEvents()
    left = _left_over()
    leaks = [new - old for new, old in zip(left, (threads, timers, windows), strict=True)]
    owners = [timer.parent() for timer in leaks[1] if isinstance(timer, QTimer)]
    assert not any(leaks), f"left behind: {leaks}, timers of {owners}"


def _left_over() -> tuple[set[object], set[object], set[object]]:
    threads = {thread for thread in threading.enumerate() if thread.is_alive()}
    timers = {
        wrapper
        for wrapper in Shiboken.getAllValidWrappers()
        if isinstance(wrapper, QTimer) and wrapper.isActive()
    }
    windows = {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}
    return set(threads), set(timers), set(windows)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """The application dressed, and undressed again."""
    style, palette, blinking = qapp.style().objectName(), qapp.palette(), qapp.cursorFlashTime()
    look = Look(qapp)
    yield look
    look.follow(Settings())
    qapp.styleHints().colorSchemeChanged.disconnect(look.apply)
    look.deleteLater()
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setCursorFlashTime(blinking)
    for name in (CHOSEN, STILL):
        qapp.setProperty(name, None)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small starter gallery: stripes, not dreams, but in the format of those that ship."""
    folder = tmp_path_factory.mktemp("starter")
    rng = np.random.default_rng(0)
    tiles = rng.integers(0, 256, (3 * EACH, 4, 4, 3), np.uint8).repeat(8, 1).repeat(8, 2)
    sheet = mosaic(tiles.reshape(3, EACH, 32, 32, 3))
    Image.fromarray(sheet).save(folder / "atlas.png")
    names = [name for name in ("airplane", "bird", "horse") for _ in range(EACH)]
    items = [{"class": name, "confidence": 0.9, "realism": 0.8} for name in names]
    first = {"body": 2 * EACH, "wings": EACH, "mode": "linear", "puck": [0.5, 0.5]}
    gallery = {"format": 1, "columns": EACH, "made_by": "a test", "items": items, "first": first}
    (folder / "gallery.json").write_text(json.dumps(gallery))
    return folder


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory, tiny_set: ModelSet) -> Path:
    """The tiny set's graphs as the program keeps them: compiling takes half of a window's start."""
    folder = tmp_path_factory.mktemp("compiled")
    Engine(tiny_set, OpenVinoBackend(tiny_set, folder, AUTO)).prepare()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


OpenProgram = Callable[..., Program]


@pytest.fixture
def open_program(
    qtbot: QtBot, home: Home, tiny_set: ModelSet, starter: Path, compiled: Path
) -> Iterator[OpenProgram]:
    """Open the program, as often as a test asks, and close it at the end."""
    opened: list[Program] = []

    def open_one(look: Look | None = None, **options: object) -> Program:
        if not opened:
            shutil.copytree(compiled, home.compiled, dirs_exist_ok=True)
        program = Program(
            home,
            OpenOptions(**options),  # type: ignore[arg-type]
            look,
            shipped=tiny_set.folder,
            starter=starter,
        )
        opened.append(program)
        program.start()
        program.window.resize(*SIZE)  # the screen of tests is smaller than a person's
        qtbot.waitUntil(lambda: program.blend.renderer is not None, timeout=PATIENCE)
        return program

    yield open_one
    for program in opened:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
        for one in (
            program,
            program.window,
        ):  # now, so that what they own is gone when it is counted
            QCoreApplication.sendPostedEvents(one, QEvent.Type.DeferredDelete)


@pytest.fixture
def program(open_program: OpenProgram, qtbot: QtBot) -> Program:
    """The program as at its first start, its first blend rendered."""
    program = open_program()
    wait_for_blend(program, qtbot)
    return program


def wait_for_blend(program: Program, qtbot: QtBot) -> np.ndarray:
    """Wait until what is shown is the board's blend; return the picture."""

    def is_shown() -> bool:
        return program.blend.is_up_to_date

    qtbot.waitUntil(is_shown, timeout=PATIENCE)
    assert program.blend.picture is not None
    return program.blend.picture
