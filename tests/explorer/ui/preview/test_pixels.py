"""The large picture's pixels: whole sharp squares at every size, as large as there is room for."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from explorer.ui.parts.pixels import to_image
from explorer.ui.preview.pixel_view import PixelView


def _pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


@pytest.mark.parametrize("side", [128, 159, 160, 257, 500])
def test_each_pixel_is_a_sharp_square_of_whole_pixels(qtbot: QtBot, side: int) -> None:
    picture = np.random.default_rng(side).integers(0, 256, (32, 32, 3), np.uint8)
    view = PixelView("a test")
    qtbot.addWidget(view)
    view.resize(side, side)
    view.set_image(to_image(picture))
    zoom, area = side // 32, view.area
    assert area.width() == area.height() == 32 * zoom
    assert view.rect().contains(area.toRect())
    left, top = round(area.left()), round(area.top())
    shown = _pixels(view.grab().toImage())[top : top + 32 * zoom, left : left + 32 * zoom]
    assert np.array_equal(shown, picture.repeat(zoom, 0).repeat(zoom, 1))
