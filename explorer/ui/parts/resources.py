"""Where the files that ship are, and icons made from them in the ink of the moment."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from training.files.places import RESOURCES

ICONS = RESOURCES / "icons"
SIZES = (16, 20, 24, 32, 48)


def _drawn(svg: str, ink: QColor, size: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", ink.name()).encode()))
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap


def icon(name: str, ink: QColor, faint: QColor) -> QIcon:
    """Return the line icon ``name`` in ``ink``, and in ``faint`` where it is disabled."""
    svg = (ICONS / f"{name}.svg").read_text()
    made = QIcon()
    for size in SIZES:
        made.addPixmap(_drawn(svg, ink, size), QIcon.Mode.Normal)
        made.addPixmap(_drawn(svg, faint, size), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """Return the program's own icon, in its own colours."""
    svg = (ICONS / "pegasus.svg").read_text()
    made = QIcon()
    for size in (16, 32, 48, 64, 128, 256):
        made.addPixmap(_drawn(svg, QColor("#8aa4ff"), size))
    return made
