"""The regions over the large picture, under a brush that paints them."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QResizeEvent, QShowEvent

from explorer.core.board.board import MAX_PINS, Pin
from explorer.core.board.pins import title
from explorer.core.board.regions import Painted, Shares
from explorer.ui.canvas.pins import colour, small_font
from explorer.ui.parts.outline import outline
from explorer.ui.parts.pixels import SIDE
from explorer.ui.preview.brush import BrushLayer
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.regions.areas import Area, areas, owners
from explorer.ui.regions.patterns import fill_patterned

TINT = 0.22
"""How much of its colour lies over what is painted."""
LABEL = 8.5
"""Radius of the disc behind a number, in logical pixels."""


class RegionsLayer(BrushLayer):
    """Patterns over what is painted, lines between regions, and the number of each."""

    pin_wanted = Signal(int)
    """A digit was pressed: the pin to paint with, -1 to rub out."""

    def __init__(self, picture: PixelView) -> None:
        super().__init__(picture, "Regions of the blend")
        self._pins: Sequence[Pin] = ()
        self._painted: Painted = np.zeros((0, SIDE, SIDE), np.int64)
        self._evident: Shares | None = None
        self._areas: list[Area] = []
        self._lines: list[QLineF] = []
        self._drawn: QImage | None = None
        self._cells: tuple[int, int] | None = None
        self._is_seen = True
        self.setToolTip(
            "Paint with the mouse, or with arrow keys and the space bar. 1 to 8 choose the "
            "picture, 0 rubs out"
        )

    @property
    def areas(self) -> tuple[Area, ...]:
        """The regions that have a number."""
        return tuple(self._areas)

    def set_regions(self, pins: Sequence[Pin], painted: Painted, evident: Shares | None) -> None:
        """Show what is painted, and to which pin the rest goes by evidence, where that is known."""
        self._pins, self._painted, self._evident = pins, painted, evident
        self._drawn = None
        if self.isVisible():  # else nobody sees them, and a drag needs not wait for them
            self._divide()

    def _divide(self) -> None:
        """Find the regions: where each one's number is, and the lines between them."""
        pins, painted, evident = self._pins, self._painted, self._evident
        self._areas, self._lines = [], []
        if evident is not None and len(evident) == len(painted):
            owner = owners(painted, evident)
            self._areas = areas(owner, painted)
            for pin in range(len(painted)):
                self._lines += outline(owner == pin, framed=False)
        said = [title(area.pin, pins[area.pin]) for area in self._areas]
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def set_cells(self, grid: tuple[int, int], adds: bool) -> None:
        self._cells = grid
        super().set_cells(grid, adds)

    def set_brush(self, radius: float, adds: bool) -> None:
        self._cells = None
        super().set_brush(radius, adds)

    def set_seen(self, seen: bool) -> None:
        """Draw the regions, or the picture alone under the brush."""
        self._is_seen = seen
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text in "0123456789"[: MAX_PINS + 1]:
            self.pin_wanted.emit(int(text) - 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drawn = None

    def showEvent(self, event: QShowEvent) -> None:
        self._divide()

    def paint_under(self, painter: QPainter) -> None:
        if not self._is_seen:
            return
        area = self.area
        painter.drawImage(area, self._patterns(area))
        self._draw_lines(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(painter, True))
        for each in self._areas:
            self._draw_number(painter, each)

    def _patterns(self, area: QRectF) -> QImage:
        """Draw what is painted once; it is the same until the paint or the size is another."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(area.width() * ratio), round(area.height() * ratio))
        if self._drawn is None or self._drawn.size() != size:
            self._drawn = _clear_image(size, ratio)
            painter = QPainter(self._drawn)
            for pin, mask in enumerate(self._painted):
                if mask.any():
                    painter.drawImage(QPointF(0, 0), _patterned(size, ratio, pin, mask))
            painter.end()
        return self._drawn

    def _draw_lines(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.translate(area.topLeft())
        painter.scale(area.width() / SIDE, area.width() / SIDE)
        if self._cells is not None:
            rows, columns = self._cells
            grid = [QLineF(x * SIDE / columns, 0, x * SIDE / columns, SIDE) for x in range(columns)]
            grid += [QLineF(0, y * SIDE / rows, SIDE, y * SIDE / rows) for y in range(rows)]
            painter.setPen(_cosmetic(QColor(255, 255, 255, 60), 1.0))
            painter.drawLines(grid)
        for ink, width in ((QColor(0, 0, 0, 110), 2.6), (QColor(255, 255, 255, 210), 1.1)):
            painter.setPen(_cosmetic(ink, width))
            painter.drawLines(self._lines)
        painter.restore()

    def _draw_number(self, painter: QPainter, area: Area) -> None:
        """A full disc where it is painted, a hollow one where it goes by evidence."""
        at, ink = self.to_screen(area.spot), colour(area.pin)
        painter.setPen(QPen(ink, 1.6))
        painter.setBrush(ink if area.is_painted else QColor(0, 0, 0, 120))
        painter.drawEllipse(at, LABEL, LABEL)
        painter.setPen(QColor("#10131c" if area.is_painted else "#ffffff"))
        place = QRectF(at.x() - LABEL, at.y() - LABEL, 2 * LABEL, 2 * LABEL)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(area.pin + 1))


def _patterned(size: QSize, ratio: float, pin: int, mask: np.ndarray) -> QImage:
    """Return the pattern of a pin, as strong as ``mask`` (32, 32) says, 0 to 255."""
    made, alpha = _clear_image(size, ratio), np.ascontiguousarray(mask, np.uint8)
    where = QRectF(0, 0, size.width() / ratio, size.height() / ratio)
    painter = QPainter(made)
    fill_patterned(painter, where, pin, TINT)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(where, QImage(alpha.data, SIDE, SIDE, SIDE, QImage.Format.Format_Alpha8))
    painter.end()
    return made


def _clear_image(size: QSize, ratio: float) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    return image


def _cosmetic(ink: QColor, width: float) -> QPen:
    pen = QPen(ink, width)
    pen.setCosmetic(True)
    return pen
