"""Draws the blend canvas: plane, pins and puck. Nothing here keeps a state."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from explorer.core.board.board import Pin
from explorer.core.board.plane import Place
from explorer.ui.canvas.geometry import BUTTON, Geometry
from explorer.ui.parts.pixels import draw_sharp
from explorer.ui.parts.style import PIN_COLOURS, Theme

ROUND = 5.0
PILL, PILL_GAP = 18.0, 5.0
"""Height of the words on a pin, and how far from it they are; in logical pixels."""


@dataclass(frozen=True)
class Scene:
    """All that is to be seen; ``hovered`` and ``chosen`` are pins, or -1.

    ``places`` are where pins are drawn, ``texts`` their weights as written. The plane has ``axes``
    where they are amounts; ``tidy`` pins stand in their places.
    """

    pins: tuple[Pin, ...] = ()
    places: tuple[Place, ...] = ()
    originals: tuple[QImage, ...] = ()
    axes: bool = False
    tidy: bool = True
    puck: Place = (0.5, 0.5)
    ghost: bool = False
    weights: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    picture: QImage | None = None
    field: QImage | None = None
    legend: str = ""
    caption: str = ""
    hovered: int = -1
    chosen: int = -1
    target: int | None = None
    focused: bool = False


def colour(index: int) -> QColor:
    """Return the colour of a pin."""
    return QColor(PIN_COLOURS[index % len(PIN_COLOURS)])


def faded(of: QColor | str, alpha: float) -> QColor:
    made = QColor(of)
    made.setAlphaF(min(max(alpha, 0.0), 1.0))
    return made


def paint(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    """Draw the whole canvas."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _plane(painter, scene, space, theme)
    if scene.axes:
        _axes(painter, scene, space, theme)
    else:
        _links(painter, scene, space, theme)
        _below(painter, space.plane, scene.legend, theme)
    for i, place in enumerate(scene.places):
        _pin(painter, scene, i, place, space, theme)
    if len(scene.pins) > 1:
        _puck(painter, scene, space.puck_rect(scene.puck), theme)
    else:
        _invitation(painter, len(scene.pins), space.plane, theme)


def _plane(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    plane = space.plane
    ringed = scene.focused or scene.target is not None
    painter.setPen(QPen(QColor(theme.accent if ringed else theme.line), 1.4 if ringed else 1.0))
    painter.setBrush(QColor(theme.surface))
    painter.drawRoundedRect(plane, 12, 12)
    if scene.field is not None:
        draw_sharp(painter, plane, scene.field)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.line))
    for x in range(1, 10):
        for y in range(1, 10):
            painter.drawEllipse(space.to_screen((x / 10, y / 10)), 1.1, 1.1)


def _links(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    pins = scene.pins
    if len(pins) < 2:
        return
    corners = [space.to_screen(scene.places[i]) for i in _outline(len(pins))]
    if scene.tidy:
        painter.setPen(QPen(faded(theme.muted, 0.45), 1.0, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(corners))
    puck = space.to_screen(scene.puck)
    for i, place in enumerate(scene.places):
        share = min(abs(scene.weights[i]), 1.0)
        painter.setPen(QPen(faded(colour(i), 0.15 + 0.75 * share), 1.0 + 4.0 * share))
        painter.drawLine(space.to_screen(place), puck)


def _outline(pins: int) -> Sequence[int]:
    """Pins in the order of their outline; the corner layout reads in rows."""
    return (0, 1, 3, 2) if pins == 4 else range(pins)


def _axes(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    plane, puck = space.plane, space.to_screen(scene.puck)
    painter.setPen(QPen(faded(theme.gold, 0.8), 1.2, Qt.PenStyle.DashLine))
    painter.drawLine(puck, QPointF(puck.x(), plane.bottom()))
    painter.drawLine(puck, QPointF(plane.left(), puck.y()))
    _below(painter, plane, "how much body  →", theme)
    painter.save()
    painter.translate(plane.left() - 26, plane.bottom())
    painter.rotate(-90)
    side = QRectF(0, 0, plane.height(), 22)
    painter.drawText(side, Qt.AlignmentFlag.AlignCenter, "how much wing  →")
    painter.restore()


def _below(painter: QPainter, plane: QRectF, text: str, theme: Theme) -> None:
    painter.setPen(QColor(theme.muted))
    strip = QRectF(plane.left(), plane.bottom() + 4, plane.width(), 22)
    painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, text)


def _shadow(painter: QPainter, rect: QRectF, depth: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for grow in range(depth, 0, -1):
        painter.setBrush(faded("#000000", 0.05))
        painter.drawRoundedRect(
            rect.adjusted(-grow, -grow + 2, grow, grow + 2), ROUND + grow, ROUND + grow
        )


def _framed(painter: QPainter, rect: QRectF, image: QImage | None, pen: QPen, back: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawRect(rect)
    if image is not None:
        draw_sharp(painter, rect, image)
    half = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-half, -half, half, half), 2, 2)


def _pin(
    painter: QPainter, scene: Scene, i: int, place: Place, space: Geometry, theme: Theme
) -> None:
    rect = space.pin_rect(place)
    marked = i in (scene.hovered, scene.chosen) or scene.target == i
    _shadow(painter, rect, 4)
    _framed(painter, rect, scene.originals[i], QPen(colour(i), 4 if marked else 2.5), theme.raised)
    fits = rect.bottom() + PILL + 2 * PILL_GAP < space.size.height()
    middle = PILL_GAP + PILL / 2
    centre = QPointF(rect.center().x(), rect.bottom() + middle if fits else rect.top() - middle)
    text = f"{i + 1}  ·  {scene.texts[i]}"
    _pill(painter, text, centre, QColor(theme.raised), theme.text, colour(i))
    locked = scene.pins[i].locked
    if i == scene.hovered:
        _button(painter, rect.topRight(), theme, None if locked else _cross)
        _button(painter, rect.topLeft(), theme, _padlock if locked else _open_padlock)
    elif locked:
        _button(painter, rect.topLeft(), theme, _padlock)


def _puck(painter: QPainter, scene: Scene, rect: QRectF, theme: Theme) -> None:
    _shadow(painter, rect, 9)
    width = 4.0 if scene.focused and scene.chosen < 0 else 3.0
    _framed(painter, rect, scene.picture, QPen(QColor(theme.gold), width), theme.raised)
    if scene.caption:
        centre = QPointF(rect.center().x(), rect.bottom() + 15)
        _pill(painter, scene.caption, centre, QColor(theme.gold), _ink_on(theme.gold), None)


def _ink_on(back: str) -> str:
    return "#14161d" if QColor(back).lightnessF() > 0.5 else "#ffffff"


def _pill(
    painter: QPainter, text: str, centre: QPointF, back: QColor, ink: str, edge: QColor | None
) -> None:
    font = QFont(painter.font())
    font.setPointSizeF(max(7.5, font.pointSizeF() * 0.86))
    font.setBold(edge is None)
    painter.setFont(font)
    width = QFontMetricsF(font).horizontalAdvance(text) + 16
    rect = QRectF(centre.x() - width / 2, centre.y() - PILL / 2, width, PILL)
    painter.setPen(QPen(faded(edge, 0.8), 1.0) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(rect, 9, 9)
    painter.setPen(QColor(ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


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


def _invitation(painter: QPainter, pins: int, plane: QRectF, theme: Theme) -> None:
    big, small = (
        ("Pick a second picture", "Click one in the gallery, and a blend appears between the two.")
        if pins
        else ("Pick two pictures", "Click them in the gallery, or drop picture files here.")
    )
    font = QFont(painter.font())
    painter.setPen(QColor(theme.text))
    headline = QFont(font)
    headline.setPointSizeF(font.pointSizeF() * 1.5)
    headline.setBold(True)
    painter.setFont(headline)
    middle = plane.adjusted(20, plane.height() * (0.66 if pins else 0.42), -20, 0)
    painter.drawText(middle, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, big)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    below = middle.adjusted(0, 34, 0, 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(below, int(flags), small)
