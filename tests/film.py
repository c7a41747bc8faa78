"""A film of wings that are set by hand, as the window shows it: ``python -m tests.film FILE``.

The mouse is drawn where it is pressed: a picture of a window has none.
"""

import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from explorer.core.home.home import Home, ThemeChoice
from explorer.core.options import OpenOptions
from explorer.ui.parts.style import Look
from explorer.ui.program import Program
from explorer.ui.wings.dot import ROOM, Dot
from tests.settling import settle
from training.files.atomic import whole_file

SIZE = 960, 600
BODY, WINGS, PUCK = "starter/horse/1", "starter/airplane/64", (0.5, 0.68)
STEPS = 14
"""Frames that a drag takes."""
MILLISECONDS = 80
"""That a frame is seen."""
HELD = 8
"""Frames that the beginning and the end are seen longer."""
COLOURS = 160
ARROW = ((0, 0), (0, 17), (4, 13), (7, 19), (10, 18), (7, 12), (12, 12))

Frame = NDArray[np.uint8]
"""(h, w, 3) uint8."""


def film(path: Path) -> None:
    """Open the window as at a first start, set its wings by hand, and write that as a GIF."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as scratch:
        program = Program(Home.at(Path(scratch)), OpenOptions(), Look(app))
        program.settings.choose("theme", ThemeChoice.DARK)
        program.start()
        program.window.resize(*SIZE)
        settle(program)
        _prepare(program)
        settle(program)
        frames = list(_frames(program))
        program.window.close()
        program.window.deleteLater()
    _write(path, frames)


def _prepare(program: Program) -> None:
    """Leave canvas, picture and the page of wings, with a horse and wings that fit."""
    window, gallery = program.window, program.gallery.gallery
    window.gallery_dock.hide()
    window.search_dock.hide()
    window.favourites.hide()
    assert gallery is not None
    pictures = [gallery.find(name) for name in (BODY, WINGS)]
    program.board.show_pictures([gallery.source(i) for i in pictures if i is not None], "Film")
    program.board.move_puck(*PUCK, 0)
    window.pages.turn_to(1)


def _frames(program: Program) -> Iterator[Frame]:
    """Turn the near wing and back, make it longer, move it, and turn the far one."""
    yield from [_grab(program.window)] * HELD
    for limb, turn, longer in ((0, 0.9, 1.0), (0, -0.7, 1.3), (1, -0.5, 1.0)):
        root, tip = program.window.dots.dots(limb)
        yield from _drag(program, tip, _turned(_at(program, root), _at(program, tip), turn, longer))
    root, _ = program.window.dots.dots(0)
    start = _at(program, root)
    yield from _drag(program, root, [start + QPointF(22, 8) * share for share in _eased()])
    yield from [_grab(program.window)] * HELD


def _at(program: Program, dot: Dot) -> QPointF:
    return QPointF(dot.mapTo(program.window, QPoint(round(ROOM), round(ROOM))))


def _eased() -> list[float]:
    """Shares of a way, slow at its ends."""
    return [(1 - math.cos(math.pi * i / STEPS)) / 2 for i in range(1, STEPS + 1)]


def _turned(root: QPointF, tip: QPointF, turn: float, longer: float) -> list[QPointF]:
    """Return where a tip goes that turns about its root, in radians, and grows."""
    arm = tip - root
    angle, length = math.atan2(arm.y(), arm.x()), math.hypot(arm.x(), arm.y())
    ends = [(angle + share * turn, length * (1 + share * (longer - 1))) for share in _eased()]
    return [root + QPointF(math.cos(a), math.sin(a)) * far for a, far in ends]


def _drag(program: Program, dot: Dot, way: list[QPointF]) -> Iterator[Frame]:
    window, middle = program.window, QPoint(round(ROOM), round(ROOM))
    QTest.mousePress(dot, Qt.MouseButton.LeftButton, pos=middle)
    for spot in way:
        at = spot.toPoint()
        QTest.mouseMove(dot, dot.mapFrom(window, at))
        settle(program, quiet=0.02)
        yield _grab(window, at)
    QTest.mouseRelease(dot, Qt.MouseButton.LeftButton, pos=dot.mapFrom(window, at))
    settle(program, quiet=0.02)
    yield from [_grab(window, at)] * 3


def _grab(window: QWidget, mouse: QPoint | None = None) -> Frame:
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    if mouse is not None:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#000000"), 1.2))
        painter.setBrush(QColor("#ffffff"))
        painter.drawPolygon(QPolygonF([QPointF(mouse) + QPointF(*corner) for corner in ARROW]))
        painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def _write(path: Path, frames: list[Frame]) -> None:
    """Write a GIF with one palette for all frames: what stays the same takes no room then."""
    sample = Image.fromarray(np.concatenate(frames[:: max(1, len(frames) // 6)]))
    palette = sample.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    made = [Image.fromarray(f).quantize(palette=palette, dither=Image.Dither.NONE) for f in frames]
    with whole_file(path) as file:
        made[0].save(
            file, "GIF", save_all=True, append_images=made[1:], duration=MILLISECONDS, loop=0
        )


if __name__ == "__main__":
    film(Path(sys.argv[1]))
