"""One picture, as large as whole-number zoom allows, with square pixels."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.ui.parts.pixels import SIDE, draw_sharp, fitting_zoom, picture_rect
from explorer.ui.parts.style import theme_now


class PixelView(QWidget):
    """One picture with square pixels, as large as whole-number zoom allows."""

    changed = Signal()
    """Another image is shown."""
    doubled = Signal()
    """It was clicked twice."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setMinimumSize(4 * SIDE, 4 * SIDE)

    @property
    def image(self) -> QImage | None:
        return self._image

    def sizeHint(self) -> QSize:
        return QSize(8 * SIDE, 8 * SIDE)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(width, 12 * SIDE)

    def set_image(self, image: QImage | None) -> None:
        """Show an image, or an empty frame."""
        self._image = image
        self.update()
        self.changed.emit()

    @property
    def area(self) -> QRectF:
        """Where on this widget the picture is."""
        ratio = self.devicePixelRatioF()
        zoom = fitting_zoom(min(self.width(), self.height()), ratio)
        return picture_rect(QRectF(self.rect()).center(), zoom, ratio)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.doubled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, where = QPainter(self), self.area
        painter.fillRect(where, QColor(theme_now().raised))
        if self._image is not None:
            draw_sharp(painter, where, self._image)
        painter.end()
