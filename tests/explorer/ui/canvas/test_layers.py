"""What is kept as pixels is what would be drawn; a move draws no more than what moves."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.core.blend.field import Field
from explorer.core.board.modes import GRAFT, SUM
from explorer.ui.canvas.layers import Layer, Layers
from explorer.ui.canvas.paint import OFF_THE_PLANE, foot_words, paint
from explorer.ui.canvas.scene import Scene
from explorer.ui.canvas.view import CanvasView
from explorer.ui.parts.one_go import OneGo
from explorer.ui.parts.style import DARK, LIGHT, theme_now
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE

PIXELS = np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3)


def _seen(canvas: CanvasView, layers: Layers) -> QImage:
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(canvas.font())
    paint(painter, canvas.scene, canvas.geometry_now, theme_now(), layers)
    painter.end()
    return image


def test_layers_show_what_is_drawn_without_them(program: Program, qtbot: QtBot) -> None:
    canvas, layers, blends = program.window.canvas, Layers(), program.board
    edits = (
        lambda: blends.move_puck(0.3, 0.7, 1),
        lambda: canvas.choose_pin(1),
        lambda: blends.lock(0, True),
        lambda: blends.toggle_hold(1),
        lambda: blends.set_mode(SUM),
        lambda: blends.set_mode(GRAFT),
        lambda: program.window.resize(1000, 700),
        lambda: canvas.zoom_in(),
        lambda: canvas.set_field(Field(0.2, "pictures", PIXELS)),
        lambda: canvas.set_field(Field(0.7, "pictures", PIXELS)),
        lambda: canvas.set_field(Field(1.0, "pictures", PIXELS.copy())),
    )
    for edit in edits:
        edit()
        QApplication.processEvents()
        assert _seen(canvas, layers) == _seen(canvas, Layers())


def test_a_layer_is_drawn_anew_where_what_it_shows_is_new(qtbot: QtBot) -> None:
    layer, drawn = Layer(), []
    image = QImage(40, 40, QImage.Format.Format_RGB32)

    def fill(painter: QPainter) -> None:
        drawn.append(1)
        painter.fillRect(QRectF(5, 5, 10, 10), QColor("red"))

    painter = QPainter(image)
    for left, of in ((5, LIGHT), (20, LIGHT), (20, DARK), (20, DARK)):
        layer.draw(painter, QRectF(left, 5, 10, 10), of, fill)
    painter.end()
    assert len(drawn) == 2
    assert image.pixelColor(25, 10) == QColor("red")  # what was drawn at 5 goes along


class _Painted(QObject):
    """Notes what of the canvas is painted."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self.rects: list[QRect] = []
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.rects.append(event.region().boundingRect())  # type: ignore[attr-defined]
        return False


def test_a_move_draws_what_moves(program: Program, qtbot: QtBot) -> None:
    canvas = program.window.canvas
    program.board.move_puck(0.48, 0.5, 1)
    qtbot.waitUntil(lambda: program.blend.is_up_to_date, timeout=PATIENCE)
    QApplication.processEvents()
    painted = _Painted(canvas)
    program.board.move_puck(0.5, 0.5, 2)
    qtbot.waitUntil(lambda: program.blend.is_up_to_date and bool(painted.rects), timeout=PATIENCE)
    whole = canvas.width() * canvas.height()
    areas = [rect.width() * rect.height() for rect in painted.rects]
    assert max(areas) < 0.8 * whole
    shown = canvas.grab().toImage()
    assert np.prod(shown.size().toTuple()) == whole


@pytest.mark.parametrize("comes", [True, False])
def test_a_window_is_painted_when_the_answer_comes_or_soon_without_it(
    program: Program, qtbot: QtBot, comes: bool
) -> None:
    canvas = program.window.canvas
    gate = OneGo(program.window)
    QApplication.processEvents()
    painted = _Painted(canvas)
    gate.wait()
    canvas.update()
    if comes:
        QApplication.processEvents()
        assert not painted.rects
        gate.go()
    qtbot.waitUntil(lambda: bool(painted.rects), timeout=PATIENCE)


def test_nothing_waits_to_be_painted_in_a_window_that_is_closed(program: Program) -> None:
    """An answer that was on its way comes too late then, and no timer goes on for it."""
    gate = OneGo(program.window)
    gate.wait()
    assert gate.is_waiting
    program.window.close()
    assert not gate.is_waiting
    gate.wait()
    assert not gate.is_waiting


def test_a_picture_without_a_score_has_no_bar_for_one(program: Program) -> None:
    canvas, picture = program.window.canvas, program.blend.picture
    card = canvas.scene.card
    assert card is not None
    foot = card.rect(canvas.geometry_now.to_screen(canvas.scene.puck))
    spot = foot.bottomLeft().toPoint() + QPoint(4, -4)
    seen = []
    for caption in ("pegasus 54", "", "pegasus 54"):
        canvas.set_picture(picture, caption)
        seen.append(canvas.grab().toImage().pixelColor(spot) == QColor(theme_now().gold))
    assert seen == [True, False, True]


def test_the_foot_of_a_small_card_has_whole_words(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QFont())

    def foot(words: str, **scene: Any) -> str:
        return foot_words(Scene(**scene), metrics, metrics.horizontalAdvance(words))

    for words in OFF_THE_PLANE:
        assert foot(words, ghost=True) == words
    assert foot("off th", ghost=True) == "off"
    assert foot("pegasus 54", caption="pegasus 54") == "pegasus 54"
    assert foot("54", caption="pegasus 54") == "54"
