"""The live curve of a training's loss."""

import numpy as np
import pyqtgraph  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

POINTS = 300
"""Most points of the curve; more would be noise at the width of a dock."""


class LossPlot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Loss over steps, in the colours of the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Loss over steps")
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setLabel("bottom", "steps")
        self.setLabel("left", "loss")
        self._curve = self.plot()
        self._dress()

    def set_losses(self, losses: np.ndarray) -> None:
        """Show (n, 2) rows of step and loss; values that are not finite are left out."""
        points = averaged(losses[np.isfinite(losses).all(axis=1)], POINTS)
        self._curve.setData(points[:, 0], points[:, 1])

    def shown(self) -> np.ndarray:
        """Return the points of the curve, (n, 2)."""
        xs, ys = self._curve.getData()
        return np.empty((0, 2)) if xs is None else np.stack([xs, ys], axis=1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette from light to dark and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_curve"):
            self._dress()

    def _dress(self) -> None:
        palette = self.palette()
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            # Else it writes 850, and beside it that these are thousandths.
            axis.enableAutoSIPrefix(False)
            axis.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            axis.setTextPen(palette.color(QPalette.ColorRole.PlaceholderText))
        accent = palette.color(QPalette.ColorRole.Accent)
        self._curve.setPen(pyqtgraph.mkPen(accent, width=2))


def averaged(points: np.ndarray, most: int) -> np.ndarray:
    """Return ``points`` (n, d), or the means of ``most`` neighbouring groups where n is larger."""
    if len(points) <= most:
        return points
    edges = np.linspace(0, len(points), most + 1).astype(int)
    sums = np.add.reduceat(points, edges[:-1], axis=0)
    return sums / np.diff(edges)[:, None]
