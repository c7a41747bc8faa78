"""Where in the large picture the classifier sees a body, and where wings, drawn over it."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QObject, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from explorer.core.engine.backends import Floats
from explorer.ui.parts.outline import outline
from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.pixel_view import PixelView

SEEN = 0.4
"""Share of a part from which on a place counts as one where it is seen: nearly all pictures of a
horse, a bird or an aeroplane have such places of their own part, and none of the other."""
TINT = 0.45
"""How much of its colour lies over a place that is all of a part."""


@dataclass(frozen=True)
class Sign:
    """What a part is shown by: a colour, a pattern, and a kind of line around it."""

    name: str
    ink: str
    pattern: Qt.BrushStyle
    line: Qt.PenStyle


SIGNS = (
    Sign("body", "#5ec8ff", Qt.BrushStyle.BDiagPattern, Qt.PenStyle.SolidLine),
    Sign("wings", "#ffb03b", Qt.BrushStyle.FDiagPattern, Qt.PenStyle.DashLine),
)
"""Of a body and of wings; blue and orange are told apart by nearly everyone."""


class EvidenceLayer(QWidget):
    """Lies over a picture; the mouse goes through to it."""

    def __init__(self, picture: PixelView) -> None:
        super().__init__(picture)
        self._picture = picture
        self._seen: list[tuple[Sign, QImage, QPainterPath, list[QLineF]]] = []
        self.setAccessibleName("What the classifier sees")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        picture.installEventFilter(self)
        self.resize(picture.size())

    def set_evidence(self, evidence: Floats | None) -> None:
        """Show the shares of a body and of wings at each pixel, (2, 32, 32); None for nothing."""
        parts = () if evidence is None else zip(SIGNS, evidence, strict=True)
        self._seen = [_seen(sign, share) for sign, share in parts]
        self.update()

    def areas(self) -> tuple[int, ...]:
        """Return at how many of the picture's pixels each part is seen."""
        return tuple(round(_area(path)) for _, _, path, _ in self._seen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.resize(self._picture.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.image is None:
            return
        painter, area = QPainter(self), self._picture.area
        for sign, tint, inside, edges in self._seen:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, tint)
            _draw_inside(painter, area, sign, inside)
            _draw_edges(painter, area, sign, edges)
        painter.end()


def draw_swatch(painter: QPainter, where: QRectF, sign: Sign) -> None:
    """Draw what a part is shown by, for a legend."""
    painter.fillRect(where, _faded(sign.ink, TINT))
    painter.fillRect(where, QBrush(QColor(sign.ink), sign.pattern))
    painter.setPen(QPen(QColor(sign.ink), 1.4, sign.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(where)


def _seen(sign: Sign, share: Floats) -> tuple[Sign, QImage, QPainterPath, list[QLineF]]:
    inside = share >= SEEN
    path = QPainterPath()
    for row, column in zip(*(axis.tolist() for axis in np.nonzero(inside)), strict=True):
        path.addRect(column, row, 1, 1)
    return sign, _tint(sign, share), path, outline(inside)


def _tint(sign: Sign, share: Floats) -> QImage:
    """The colour of a part, as strong at each pixel as the part is there."""
    ink = QColor(sign.ink)
    pixels = np.empty((SIDE, SIDE, 4), np.uint8)
    pixels[..., :3] = ink.red(), ink.green(), ink.blue()
    pixels[..., 3] = np.rint(255 * TINT * np.clip(share, 0, 1))
    return QImage(pixels.data, SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGBA8888).copy()


def _area(path: QPainterPath) -> float:
    return path.elementCount() / 5  # each pixel is a rectangle of five corners


def _draw_inside(painter: QPainter, area: QRectF, sign: Sign, inside: QPainterPath) -> None:
    scale = area.width() / SIDE
    painter.save()
    painter.translate(area.topLeft())
    painter.setClipPath(QTransform.fromScale(scale, scale).map(inside))
    whole = QRectF(0, 0, area.width(), area.height())
    for ink, shift in ((QColor(0, 0, 0, 120), 1), (QColor(sign.ink), 0)):  # seen on any picture
        painter.setBrushOrigin(shift, 0)
        painter.fillRect(whole, QBrush(ink, sign.pattern))
    painter.restore()


def _draw_edges(painter: QPainter, area: QRectF, sign: Sign, edges: list[QLineF]) -> None:
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(area.width() / SIDE, area.width() / SIDE)
    for ink, width, line in (
        (QColor(0, 0, 0, 150), 3.6, Qt.PenStyle.SolidLine),
        (QColor(sign.ink), 2.0, sign.line),
    ):
        pen = QPen(ink, width, line)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(edges)
    painter.restore()


def _faded(ink: str, share: float) -> QColor:
    made = QColor(ink)
    made.setAlphaF(share)
    return made
