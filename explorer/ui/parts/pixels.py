"""Pictures between numpy and Qt, and drawn so that each of their pixels is a sharp square."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from training.data.decoding import decode_whole

SIDE = 32

Picture = NDArray[np.uint8]
"""(32, 32, 3) uint8 RGB."""


def to_image(picture: Picture) -> QImage:
    """Return a Qt image of ``picture`` (h, w, 3) that owns its pixels (a numpy buffer may go).

    Its format is the screen's: another one is drawn pixel by pixel, in four times the time.
    """
    pixels = np.ascontiguousarray(picture, np.uint8)
    height, width, _ = pixels.shape
    image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def to_whole(image: QImage, name: str) -> NDArray[np.uint8]:
    """Return a Qt image as (h, w, 3) uint8, as if it came from a file.

    Raises
    ------
    training.files.errors.UserError
        Where the image is empty or too large.
    """
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub wants bytes
    return decode_whole(bytes(content.data()), name)


def fitting_zoom(room: float, ratio: float, side: int = SIDE) -> int:
    """Return how many whole device pixels each pixel may get in ``room`` logical pixels."""
    return max(1, int(room * ratio) // side)


def picture_rect(centre: QPointF, zoom: int, ratio: float, side: int = SIDE) -> QRectF:
    """Return the place, on device pixels, of a picture of ``zoom`` device pixels a pixel."""
    edge = side * zoom
    left, top = round(centre.x() * ratio - edge / 2), round(centre.y() * ratio - edge / 2)
    return QRectF(left / ratio, top / ratio, edge / ratio, edge / ratio)


def on_pixels(rect: QRectF, ratio: float) -> QRectF:
    """Return a rectangle moved on to device pixels, so that what is in it stays sharp."""
    left, top = round(rect.left() * ratio) / ratio, round(rect.top() * ratio) / ratio
    return QRectF(left, top, rect.width(), rect.height())


def draw_sharp(painter: QPainter, where: QRectF, image: QImage, smooth: bool = False) -> None:
    """Draw ``image`` over ``where`` with no smoothing, or ``smooth``."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(where, image)
