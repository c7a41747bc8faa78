"""Draws the pins of the canvas: picture, name and weight, lock, buttons."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from explorer.core.board.pins import title
from explorer.core.board.plane import Place
from explorer.ui.canvas.geometry import BUTTON, Geometry
from explorer.ui.canvas.layers import Layer
from explorer.ui.canvas.scene import Scene
from explorer.ui.parts.pixels import draw_sharp
from explorer.ui.parts.style import PIN_COLOURS, Theme

ROUND = 5.0


def colour(index: int) -> QColor:
    """Return the colour of a pin."""
    return QColor(PIN_COLOURS[index % len(PIN_COLOURS)])


def faded(of: QColor | str, alpha: float) -> QColor:
    """Return a colour that lets through what is under it."""
    made = QColor(of)
    made.setAlphaF(min(max(alpha, 0.0), 1.0))
    return made


def draw_pin(
    painter: QPainter, scene: Scene, i: int, space: Geometry, theme: Theme, layer: Layer
) -> None:
    """Draw a pin with all that belongs to it; all but its weight comes from ``layer``."""
    place: Place = scene.places[i]
    rect, tag, pin = space.pin_rect(place), space.tag_rect(place), scene.pins[i]
    marked = i in (scene.hovered, scene.chosen) or scene.target == i
    is_hovered = i == scene.hovered
    beside = tag.translated(-rect.topLeft()).getRect()
    of = (pin.source, i, pin.locked, pin.held is None, marked, is_hovered, beside, theme)
    layer.draw(painter, pin_room(rect, tag), of, lambda on: _pin(on, scene, i, rect, tag, theme))
    _write(painter, tag, (1, scene.texts[i], True), theme)


def pin_room(rect: QRectF, tag: QRectF) -> QRectF:
    """Return what a pin covers with its shadow and its buttons."""
    reach = BUTTON + 2
    return rect.united(tag).adjusted(-reach, -reach, reach, reach)


def _pin(painter: QPainter, scene: Scene, i: int, rect: QRectF, tag: QRectF, theme: Theme) -> None:
    """Draw what does not change as the puck moves."""
    pin = scene.pins[i]
    marked = i in (scene.hovered, scene.chosen) or scene.target == i
    shadow(painter, rect, 4)
    framed(painter, rect, scene.originals[i], QPen(colour(i), 4 if marked else 2.5), theme.raised)
    _tag(painter, tag, i, theme)
    _write(painter, tag, (0, title(i, pin), False), theme)
    if pin.held is not None:
        painter.setPen(QPen(QColor(theme.text), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _padlock(painter, QPointF(tag.right() - 9, tag.bottom() - 9))
    if i == scene.hovered:
        _button(painter, rect.topRight(), theme, None if pin.locked else _cross)
        _button(painter, rect.topLeft(), theme, _padlock if pin.locked else _open_padlock)
    elif pin.locked:
        _button(painter, rect.topLeft(), theme, _padlock)


def shadow(painter: QPainter, rect: QRectF, depth: int) -> None:
    """Let what is drawn over ``rect`` stand out."""
    painter.setPen(Qt.PenStyle.NoPen)
    for grow in range(depth, 0, -1):
        painter.setBrush(faded("#000000", 0.05))
        painter.drawRoundedRect(
            rect.adjusted(-grow, -grow + 2, grow, grow + 2), ROUND + grow, ROUND + grow
        )


def framed(painter: QPainter, rect: QRectF, image: QImage | None, pen: QPen, back: str) -> None:
    """Draw a picture with a frame around it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawRect(rect)
    if image is not None:
        draw_sharp(painter, rect, image)
    half = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-half, -half, half, half), 2, 2)


def small_font(painter: QPainter, bold: bool) -> QFont:
    """Return the font of the words on the plane."""
    font = QFont(painter.font())
    font.setPointSizeF(max(7.5, font.pointSizeF() * 0.86))
    font.setBold(bold)
    return font


def _tag(painter: QPainter, rect: QRectF, i: int, theme: Theme) -> None:
    painter.setPen(QPen(faded(colour(i), 0.8), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(rect, 7, 7)


def _write(painter: QPainter, rect: QRectF, line: tuple[int, str, bool], theme: Theme) -> None:
    """Write a line of a tag, by its number; a long name gives way in its middle."""
    number, text, bold = line
    usual, half = painter.font(), rect.height() / 2
    painter.setFont(small_font(painter, bold))
    strip = QRectF(rect.left() + 3, rect.top() + number * (half - 1) + 0.5, rect.width() - 6, half)
    middle = Qt.TextElideMode.ElideMiddle
    shown = QFontMetricsF(painter.font()).elidedText(text, middle, strip.width())
    painter.setPen(QColor(theme.text))
    painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, shown)
    painter.setFont(usual)


def _button(painter: QPainter, centre: QPointF, theme: Theme, glyph: object) -> None:
    if not callable(glyph):
        return
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(QColor(theme.raised))
    painter.drawEllipse(centre, BUTTON, BUTTON)
    painter.setPen(QPen(QColor(theme.text), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    glyph(painter, centre)


def _cross(painter: QPainter, centre: QPointF) -> None:
    for sign in (-1, 1):
        painter.drawLine(centre + QPointF(-3.5, -3.5 * sign), centre + QPointF(3.5, 3.5 * sign))


def _padlock(painter: QPainter, centre: QPointF, open_by: float = 0.0) -> None:
    painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 1, 8, 6), 1.5, 1.5)
    bow = QRectF(centre.x() - 2.5 + open_by, centre.y() - 5.5, 5, 8)
    painter.drawArc(bow, 0, 180 * 16)


def _open_padlock(painter: QPainter, centre: QPointF) -> None:
    _padlock(painter, centre, 3.5)
