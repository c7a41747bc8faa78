"""A colour and a pattern for each source, so that colour is never the only sign."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap

from explorer.ui.canvas.pins import colour, faded

PATTERNS = (
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.Dense4Pattern,
)
"""One a pin, as there is one colour a pin."""
SIDE = 16
"""Of a swatch, in logical pixels."""


def fill_patterned(painter: QPainter, where: QRectF, pin: int, tint: float) -> None:
    """Fill a place with the colour of a pin, so much of it, and with its pattern."""
    painter.fillRect(where, faded(colour(pin), tint))
    painter.fillRect(where, QBrush(faded(colour(pin), 0.9), PATTERNS[pin % len(PATTERNS)]))


def swatch(pin: int, ratio: float) -> QIcon:
    """Return a small square of the colour and pattern of a pin."""
    pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter, where = QPainter(pixmap), QRectF(0.5, 0.5, SIDE - 1, SIDE - 1)
    fill_patterned(painter, where, pin, 0.35)
    painter.setPen(QPen(colour(pin), 1))
    painter.drawRect(where)
    painter.end()
    return QIcon(pixmap)
