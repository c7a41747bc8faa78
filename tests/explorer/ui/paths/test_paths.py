"""Journeys along a path, with the mouse and the keys, through the real window."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.core.films import GIF, MP4, STRIP, Cut
from explorer.core.paths.path import PuckPath
from explorer.core.paths.walking import Ends
from explorer.ui.actions import Do
from explorer.ui.paths.film_dialog import FilmDialog
from explorer.ui.paths.films_control import Wish
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, drag, on_screen, press


def draw(program: Program, qtbot: QtBot, *places: tuple[float, float]) -> None:
    layer = program.window.path_layer
    way = [on_screen(program, place) for place in places]
    qtbot.mousePress(layer, LEFT, pos=way[0])
    for point in way[1:]:
        qtbot.mouseMove(layer, point)
    qtbot.mouseRelease(layer, LEFT, pos=way[-1])


@pytest.fixture
def drawing(program: Program, qtbot: QtBot) -> Program:
    """The bar shown and its button pressed."""
    program.window.action_for(Do.PATH).trigger()
    qtbot.mouseClick(program.window.path_bar.draw, LEFT)
    qtbot.waitUntil(lambda: program.window.path_layer.size() == program.window.canvas.size())
    return program


def near(places: tuple[tuple[float, float], ...], *wanted: tuple[float, float]) -> bool:
    return len(places) == len(wanted) and np.allclose(places, wanted, atol=0.01)


def test_a_path_is_drawn_edited_undone_and_there_after_a_restart(
    drawing: Program, qtbot: QtBot, open_program: OpenProgram
) -> None:
    control, layer = drawing.path.control, drawing.window.path_layer
    board = drawing.board.board
    draw(drawing, qtbot, (0.2, 0.2), (0.5, 0.2), (0.8, 0.2))
    assert near(control.path.points, (0.2, 0.2), (0.8, 0.2))
    draw(drawing, qtbot, (0.8, 0.8))  # a click adds a point
    draw(drawing, qtbot, (0.5, 0.2), (0.5, 0.25), (0.5, 0.3))  # the line takes one
    assert near(control.path.points, (0.2, 0.2), (0.5, 0.3), (0.8, 0.2), (0.8, 0.8))
    draw(drawing, qtbot, (0.8, 0.8), (0.7, 0.8), (0.6, 0.9))  # a point goes elsewhere
    assert near(control.path.points[-1:], (0.6, 0.9))
    qtbot.keyClick(layer, Qt.Key.Key_PageUp)
    qtbot.keyClick(layer, Qt.Key.Key_Delete)
    assert near(control.path.points, (0.2, 0.2), (0.5, 0.3), (0.6, 0.9))
    qtbot.keyClick(layer, Qt.Key.Key_Left)
    whole = control.path
    assert near(whole.points[2:], (0.58, 0.9))
    assert drawing.board.board == board  # the mouse was the path's
    steps = drawing.undo.count()
    assert steps == 6
    for _ in range(steps):
        press(drawing, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert control.path == PuckPath()
    for _ in range(steps):
        press(drawing, qtbot, Qt.Key.Key_Y, ctrl=True)
    assert control.path == whole
    qtbot.keyClick(layer, Qt.Key.Key_Escape)
    assert not drawing.window.path_bar.draw.isChecked()
    drag(drawing, qtbot, on_screen(drawing, board.puck), on_screen(drawing, (0.4, 0.5)))
    assert drawing.board.board.puck[0] == pytest.approx(0.4, abs=0.02)  # the canvas' again
    drawing.window.close()
    again = open_program()
    assert again.path.control.path == whole and again.window.path_layer.path == whole
    assert again.window.path_bar.isVisible()


def test_a_path_is_seen_right_beside_a_picture_and_not_over_it(
    drawing: Program, qtbot: QtBot
) -> None:
    """A name is wider than its picture: what is beside the picture above it is free."""
    layer, space = drawing.window.path_layer, drawing.window.canvas.geometry_now
    place = drawing.board.board.pins[0].place
    picture, tag = space.pin_rect(place), space.tag_rect(place)
    beside = tag.right() - 3
    assert beside - picture.right() > 8
    way = [QPointF(beside, picture.top() + 4), QPointF(beside, picture.bottom() - 8)]
    way += [QPointF(picture.center().x(), picture.bottom() - 8)]
    draw(drawing, qtbot, *(space.to_plane(point) for point in way))
    qtbot.keyClick(layer, Qt.Key.Key_Escape)
    alone = QImage(layer.size(), QImage.Format.Format_ARGB32)
    alone.fill(0)
    layer.render(alone, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    assert alone.pixelColor(round(beside), round(picture.center().y())).alpha() > 100
    inside = picture.adjusted(2, 2, -2, -2).toRect()
    part = alone.copy(inside)
    across, down = range(part.width()), range(part.height())
    drawn = [part.pixelColor(x, y).alpha() for x in across for y in down]
    assert not any(drawn)


def test_a_path_is_hidden_with_its_bar_and_stays_so_after_a_restart(
    drawing: Program, qtbot: QtBot, open_program: OpenProgram
) -> None:
    draw(drawing, qtbot, (0.2, 0.2), (0.5, 0.2), (0.8, 0.2))
    path = drawing.path.control.path
    drawing.window.action_for(Do.PATH).trigger()
    assert not drawing.window.path_bar.isVisible() and not drawing.window.path_layer.isVisible()
    drawing.window.close()
    window = (again := open_program()).window
    assert again.path.control.path == path and path.is_walkable
    assert not window.path_bar.isVisible() and not window.path_layer.isVisible()
    window.action_for(Do.PATH).trigger()
    assert window.path_bar.isVisible() and window.path_layer.isVisible()


def test_what_the_puck_does_is_recorded_and_replayed_as_one_step(
    program: Program, qtbot: QtBot
) -> None:
    bar, control = program.window.path_bar, program.path.control
    program.window.action_for(Do.PATH).trigger()
    qtbot.mouseClick(bar.record, LEFT)
    start = on_screen(program, program.board.board.puck)
    drag(program, qtbot, start, *(start + QPoint(-8 * i, 3 * i) for i in range(1, 12)))
    assert len(program.window.path_layer.line) > 5
    last = program.board.board.puck
    qtbot.mouseClick(bar.record, LEFT)
    assert near(control.path.points[-1:], last) and control.path.is_walkable
    choose(bar.ends, Ends.ONCE)
    bar.seconds.setValue(0.5)
    before = program.undo.count()
    qtbot.mouseClick(bar.play, LEFT)
    assert bar.play.text() == "Stop"
    qtbot.waitUntil(lambda: not control.is_playing, timeout=PATIENCE)
    assert program.undo.count() == before + 1 and program.board.board.puck == pytest.approx(last)
    wait_for_blend(program, qtbot)


def test_a_film_is_made_while_exploring_goes_on(
    drawing: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    draw(drawing, qtbot, (0.2, 0.5), (0.8, 0.5))
    program, target = drawing, tmp_path / "path.gif"
    board, path = program.board.board, program.path.control.path
    program.path.films.make(Wish(target, GIF, 8, Cut(scale=2)))
    program.board.move_puck(0.9, 0.5, 1)
    qtbot.waitUntil(lambda: not program.path.films.is_busy, timeout=PATIENCE)
    assert not program.window.notice.text
    with Image.open(target) as image:
        assert image.size == (64, 64)
        assert sum(1 for _ in ImageSequence.Iterator(image)) == 8
        image.seek(4)
        seen = np.asarray(image.convert("RGB"))[::2, ::2].astype(int)
    renderer = program.blend.renderer
    assert renderer is not None
    wanted = renderer.points(board, path.places([1.0])).pictures[0]
    assert np.abs(seen - wanted).mean() < 8  # noise has more than 256 colours
    wait_for_blend(program, qtbot)


def test_the_dialog_says_what_comes_of_it_and_greys_what_cannot_be_made(
    drawing: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    path = PuckPath(((0.1, 0.1), (0.9, 0.9)), seconds=3.0)
    dialog = FilmDialog(path, 40.0, drawing.window)
    try:
        assert dialog.frames.value() == 150  # there and back at 25 a second
        assert dialog.told.text() == "256 × 256 pixels, 6.0 seconds"
        assert dialog.cost.text().startswith("150 blends to compute, about 6 seconds.")
        dialog.frames.setValue(200)
        assert dialog.cost.text().startswith("200 blends to compute, about 8 seconds.")
        dialog.rate.setValue(50)
        assert dialog.frames.value() == 300 and "fit" not in dialog.cost.text()
        long = FilmDialog(replace(path, seconds=30.0), 40.0, dialog)
        assert long.frames.value() == 600 == long.frames.maximum()
        assert "the walk has 1,500 frames, and 600 fit" in long.cost.text()
        dialog.rate.setValue(25)
        dialog.scale.setValue(16)
        assert dialog.told.text().startswith("512 × 512")
        model, place = dialog.kind.model(), dialog.kind.findText("MP4 (not here)")
        assert not model.flags(model.index(place, 0)) & Qt.ItemFlag.ItemIsEnabled
        assert MP4.label in dialog.problem.text() and "pip install" in dialog.problem.text()
        dialog.kind.setCurrentIndex(dialog.kind.findText(STRIP.label))
        assert dialog.frames.value() == 9 and "side by side" in dialog.told.text()
        assert dialog.wish(Path("x.png")) == Wish(Path("x.png"), STRIP, 9, Cut(16, 25, True))
    finally:
        dialog.deleteLater()


def test_the_bar_fits_a_narrow_window(drawing: Program) -> None:
    assert drawing.window.path_bar.minimumSizeHint().width() <= 320
