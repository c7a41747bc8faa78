"""How the line of a path is painted."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from explorer.ui.canvas.pins import faded
from explorer.ui.parts.style import theme_now

ARROW = 6.0
"""Of a head that tells the direction, from its middle to its point, in logical pixels."""


def draw_line(painter: QPainter, corners: Sequence[QPointF], ink: QColor, arrows: bool) -> None:
    """A line that is seen on dark and on light pictures, with its direction."""
    if len(corners) < 2:
        return
    way = QPainterPath(corners[0])
    for corner in corners[1:]:
        way.lineTo(corner)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    for colour, width in ((faded(theme_now().window, 0.65), 5.0), (ink, 2.0)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, cap, join))
        painter.drawPath(way)
    for share in (0.25, 0.5, 0.75) if arrows else (0.5,):
        _draw_arrow(painter, way, share, ink)


def _draw_arrow(painter: QPainter, way: QPainterPath, share: float, ink: QColor) -> None:
    if way.length() < 6 * ARROW:
        return
    painter.save()
    painter.translate(way.pointAtPercent(share))
    painter.rotate(-way.angleAtPercent(share))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    head = [QPointF(ARROW, 0), QPointF(-ARROW, ARROW * 0.8), QPointF(-ARROW, -ARROW * 0.8)]
    painter.drawPolygon(QPolygonF(head))
    painter.restore()
