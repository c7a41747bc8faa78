"""Draws the blend canvas: plane, pins and puck."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.ui.canvas.geometry import EDGE, HANDLE, Geometry
from explorer.ui.canvas.layers import Layer, Layers
from explorer.ui.canvas.loupe import FOOT
from explorer.ui.canvas.pins import colour, draw_pin, faded, framed, shadow, small_font
from explorer.ui.canvas.scene import Fill, Scene
from explorer.ui.parts.pixels import draw_sharp, on_pixels
from explorer.ui.parts.style import Theme

STRIP = 22.0
"""Height of what is written along the plane's edges."""
CARD_SHADOW = 8
OFF_THE_PLANE = "off the plane", "off plane", "off"
"""What is said of a blend that no point has; a small card has room for fewer words."""


def paint(painter: QPainter, scene: Scene, space: Geometry, theme: Theme, layers: Layers) -> None:
    """Draw the whole canvas; what has not changed comes from ``layers``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ringed = scene.focused or scene.target is not None
    whole = QRectF(QPointF(), space.size)
    filled = scene.fill.image, scene.fill.smooth
    of = (filled, scene.axes, scene.sized, scene.tidy, ringed, space, theme)
    layers.ground.draw(painter, whole, of, lambda on: _ground(on, scene, space, theme))
    if scene.axes:
        _axes(painter, scene, space, theme)
    else:
        _links(painter, scene, space)
    usual = painter.font()
    _legend(painter, scene, space, theme)
    painter.setFont(usual)
    _best(painter, scene.fill, space, theme)
    painter.setFont(usual)
    for i, layer in enumerate(layers.pins[: len(scene.places)]):
        draw_pin(painter, scene, i, space, theme, layer)
    if len(scene.pins) > 1:
        _puck(painter, scene, space, theme, layers.card)
    else:
        _invitation(painter, len(scene.pins), space.fitted, theme)


def _ground(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    """The plane with all that is written around it."""
    painter.fillRect(QRectF(QPointF(), space.size), QColor(theme.window))
    _plane(painter, scene, space, theme)
    if scene.axes:
        _name_axes(painter, space, theme)
    elif scene.tidy and len(scene.places) > 1:
        corners = [space.to_screen(scene.places[i]) for i in _outline(len(scene.places))]
        painter.setPen(QPen(faded(theme.muted, 0.45), 1.0, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(corners))
    if scene.sized:
        end = Qt.AlignmentFlag.AlignRight  # pins stand half-way
        _beside(painter, space.seen, "larger wings  \N{RIGHTWARDS ARROW}", theme, end)


def _plane(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    plane = space.plane
    ringed = scene.focused or scene.target is not None
    painter.setPen(QPen(QColor(theme.accent if ringed else theme.line), 1.4 if ringed else 1.0))
    painter.setBrush(QColor(theme.surface))
    painter.drawRoundedRect(plane, 12, 12)
    if scene.fill.image is not None:
        draw_sharp(painter, plane, scene.fill.image, scene.fill.smooth)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.line))
    for x in range(1, 10):
        for y in range(1, 10):
            painter.drawEllipse(space.to_screen((x / 10, y / 10)), 1.1, 1.1)


def _links(painter: QPainter, scene: Scene, space: Geometry) -> None:
    if len(scene.pins) < 2:
        return
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


def _name_axes(painter: QPainter, space: Geometry, theme: Theme) -> None:
    painter.setPen(QColor(theme.muted))
    below = QRectF(space.seen.left(), space.seen.bottom() + 4, space.seen.width(), STRIP)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "how much body  \N{RIGHTWARDS ARROW}")
    middle = Qt.AlignmentFlag.AlignHCenter
    _beside(painter, space.seen, "how much wing  \N{RIGHTWARDS ARROW}", theme, middle)


def _beside(
    painter: QPainter, seen: QRectF, text: str, theme: Theme, where: Qt.AlignmentFlag
) -> None:
    """Write along the left edge, upwards."""
    painter.save()
    painter.setPen(QColor(theme.muted))
    painter.translate(seen.left() - EDGE + 4, seen.bottom())
    painter.rotate(-90)
    strip = QRectF(0, 0, seen.height(), STRIP)
    painter.drawText(strip, where | Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()


def _legend(painter: QPainter, scene: Scene, space: Geometry, theme: Theme) -> None:
    """What the plane is filled with: words, and colours with their numbers, at its top edge."""
    fill, rect = scene.fill, legend_rect(scene, space)
    if rect.isEmpty():
        return
    painter.setFont(small_font(painter, bold=False))
    painter.setPen(QColor(theme.muted))
    left, centred = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignCenter
    title = QRectF(rect.left(), rect.top(), rect.width() / 2, STRIP)
    painter.drawText(title, left | Qt.AlignmentFlag.AlignVCenter, fill.title)
    at = QFontMetricsF(painter.font()).horizontalAdvance(fill.title) + 12
    step = min(34.0, (rect.width() - at) / max(len(fill.marks), 1))
    for i, mark in enumerate(fill.marks):
        box = QRectF(rect.left() + at + i * step, rect.top() + 2, step, STRIP - 5)
        painter.fillRect(box, QColor(mark.ink))
        painter.setPen(QColor(_ink_on(mark.ink)))
        painter.drawText(box, centred, mark.text)
    if fill.done < 1:
        bar = QRectF(rect.left(), rect.bottom() - 3, rect.width(), 3)
        painter.fillRect(bar, QColor(theme.line))
        bar.setWidth(bar.width() * fill.done)
        painter.fillRect(bar, QColor(theme.accent))


def legend_rect(scene: Scene, space: Geometry) -> QRectF:
    """Return where the legend is; empty where there is none."""
    if not scene.fill.title:
        return QRectF()
    return QRectF(space.seen.left(), space.seen.top() - STRIP - 4, space.seen.width(), STRIP)


def _best(painter: QPainter, fill: Fill, space: Geometry, theme: Theme) -> None:
    """A star on the best point."""
    if fill.best is None:
        return
    rect = best_rect(fill, space)
    painter.setFont(small_font(painter, bold=True))
    painter.setPen(QPen(QColor(theme.gold), 1.2))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(rect, 9, 9)
    painter.setPen(QColor(theme.text))
    painter.drawEllipse(space.to_screen(fill.best), 2.0, 2.0)
    star = f"\N{BLACK STAR} {fill.best_text}"
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, star)


def best_rect(fill: Fill, space: Geometry) -> QRectF:
    """Return where the best point is marked; empty where there is none."""
    if fill.best is None:
        return QRectF()
    at = space.to_screen(fill.best)
    return QRectF(at.x() - 24, at.y() - HANDLE - 24, 48, 20)


def _puck(painter: QPainter, scene: Scene, space: Geometry, theme: Theme, frame: Layer) -> None:
    """The blend's picture beside the point that it is of, and a line from the one to the other."""
    at = space.to_screen(scene.puck)
    if scene.card is not None:
        _card(painter, scene, on_pixels(scene.card.rect(at), space.ratio), at, theme, frame)
    gold = QColor(theme.muted if scene.ghost else theme.gold)
    style = Qt.PenStyle.DashLine if scene.ghost else Qt.PenStyle.SolidLine
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded("#000000", 0.35), 6.0))
    painter.drawEllipse(at, HANDLE - 2, HANDLE - 2)
    width = 4.0 if scene.focused and scene.chosen < 0 else 3.0
    painter.setPen(QPen(gold, width, style))
    painter.drawEllipse(at, HANDLE - 2, HANDLE - 2)
    if not scene.ghost:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gold)
        painter.drawEllipse(at, 2.5, 2.5)


def _card(
    painter: QPainter, scene: Scene, rect: QRectF, at: QPointF, theme: Theme, frame: Layer
) -> None:
    picture = rect.adjusted(0, 0, 0, -FOOT)
    told = bool(scene.ghost or scene.caption)
    rect = rect if told else picture  # a foot without words would be an empty bar
    near = QPointF(
        min(max(at.x(), rect.left()), rect.right()), min(max(at.y(), rect.top()), rect.bottom())
    )
    painter.setPen(QPen(faded(theme.gold, 0.8), 1.6))
    painter.drawLine(at, near)
    frame.draw(
        painter,
        card_room(rect),
        (rect.width(), theme),
        lambda on: _empty_card(on, rect, picture, theme),
    )
    if scene.picture is not None:
        draw_sharp(painter, picture, scene.picture)
    painter.setFont(small_font(painter, bold=True))
    painter.setPen(QColor(_ink_on(theme.gold)))
    foot = QRectF(rect.left(), picture.bottom(), rect.width(), FOOT)
    words = foot_words(scene, painter.fontMetrics(), foot.width())
    painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, words)


def foot_words(scene: Scene, metrics: QFontMetrics, width: float) -> str:
    """Return what is written under the blend's picture: as much as ``width`` has room for."""
    number = scene.caption.rpartition(" ")[2]
    ways = OFF_THE_PLANE if scene.ghost else (scene.caption, number)
    fitting = (words for words in ways if metrics.horizontalAdvance(words) <= width)
    return next(fitting, ways[-1])


def _empty_card(painter: QPainter, rect: QRectF, picture: QRectF, theme: Theme) -> None:
    shadow(painter, rect, CARD_SHADOW)
    painter.fillRect(rect, QColor(theme.gold))
    framed(painter, picture, None, QPen(QColor(theme.gold), 3.0), theme.raised)


def card_room(rect: QRectF) -> QRectF:
    """Return what a card covers with its shadow."""
    reach = CARD_SHADOW + 2
    return rect.adjusted(-reach, -reach, reach, reach)


def _ink_on(back: str) -> str:
    return "#14161d" if QColor(back).lightnessF() > 0.5 else "#ffffff"


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
