"""Draws thumbnails in a list: sharp pixels, a frame for what is chosen, a badge for pins."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from explorer.ui.gallery.model import IMAGE_ROLE, PIN_ROLE, TEXT_ROLE
from explorer.ui.parts.pixels import SIDE, draw_sharp, fitting_zoom, picture_rect
from explorer.ui.parts.style import PIN_COLOURS, theme_now

GAP, LEAST_GAP = 6, 2
LETTERS = 18
"""Height of a line of words below a picture, in logical pixels."""
TICK = "\N{CHECK MARK}"


class Thumbnails(QStyledItemDelegate):
    """Pictures of ``side`` logical pixels; ``text_height`` leaves room for words below.

    While ``several`` are selected, each of them has a frame and a tick.
    """

    def __init__(self, side: int, text_height: int = 0) -> None:
        super().__init__()
        self.side, self.text_height = side, text_height
        self.several = False
        self._width = 0

    @property
    def cell(self) -> QSize:
        """Size of one picture with its gap."""
        return QSize(max(self._width, self.side + LEAST_GAP), self.side + GAP + self.text_height)

    def fill(self, room: int, side: int, ratio: float) -> None:
        """Fill a row of ``room`` logical pixels with pictures of at least ``side``.

        They grow to the next whole multiple of their own pixels that fits, and share what is left.
        """
        self._width = room // max(1, room // (side + LEAST_GAP))
        zoom = fitting_zoom(self._width - LEAST_GAP, ratio)
        self.side = max(side, int(zoom * SIDE / ratio))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.cell

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        image, pin = index.data(IMAGE_ROLE), index.data(PIN_ROLE)
        cell, ratio = QRectF(option.rect), painter.device().devicePixelRatioF()
        painter.save()
        centre = QPointF(cell.center().x(), cell.top() + GAP / 2 + self.side / 2)
        where = picture_rect(centre, fitting_zoom(self.side, ratio), ratio)
        if image is not None:
            draw_sharp(painter, where, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter, where, option, -1 if pin is None else pin)
        if self.text_height:
            self._words(painter, cell, str(index.data(TEXT_ROLE) or ""))
        painter.restore()

    def _frame(
        self, painter: QPainter, where: QRectF, option: QStyleOptionViewItem, pin: int
    ) -> None:
        theme = theme_now()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        selected = self.several and bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            self._badge(painter, where, QColor(theme.accent), TICK)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if pin >= 0:
            colour = QColor(PIN_COLOURS[pin % len(PIN_COLOURS)])
            painter.setPen(QPen(colour, 3))
            painter.drawRoundedRect(where.adjusted(-1, -1, 1, 1), 2, 2)
            self._badge(painter, where, colour, str(pin + 1))
        elif focused or selected:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(where.adjusted(-1, -1, 1, 1), 2, 2)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(QColor(theme.text), 1.5))
            painter.drawRoundedRect(where.adjusted(-1, -1, 1, 1), 2, 2)
        if pin >= 0 and focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text), 1.2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(where.adjusted(2, 2, -2, -2), 2, 2)

    def _badge(self, painter: QPainter, where: QRectF, colour: QColor, text: str) -> None:
        badge = QRectF(where.left() - 3, where.top() - 3, 17, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(badge, 5, 5)
        font = QFont(painter.font())
        font.setBold(True)
        font.setPointSizeF(8.5)
        painter.setFont(font)
        painter.setPen(QColor("#14161d"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def _words(self, painter: QPainter, cell: QRectF, text: str) -> None:
        strip = QRectF(
            cell.left(), cell.bottom() - self.text_height, cell.width(), self.text_height
        )
        font = QFont(painter.font())
        font.setPointSizeF(max(7.5, font.pointSizeF() * 0.86))
        painter.setFont(font)
        painter.setPen(QColor(theme_now().muted))
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, text)
