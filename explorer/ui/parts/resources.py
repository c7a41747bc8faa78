"""Where the files that ship are, and icons made from them in the ink of the moment."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from training.files.places import RESOURCES

ICONS = RESOURCES / "icons"
SIZES = (16, 20, 24, 32, 48)


def icon(name: str, ink: QColor, faint: QColor) -> QIcon:
    """Return the line icon ``name`` in ``ink``, and in ``faint`` where it is disabled."""
    svg, made = (ICONS / f"{name}.svg").read_text(), QIcon()
    _draw(made, svg, ink, SIZES, QIcon.Mode.Normal)
    _draw(made, svg, faint, SIZES, QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """Return the program's own icon, in its own colours."""
    svg, made = (ICONS / "pegasus.svg").read_text(), QIcon()
    _draw(made, svg, QColor("#8aa4ff"), (16, 32, 48, 64, 128, 256), QIcon.Mode.Normal)
    return made


def _draw(icon: QIcon, svg: str, ink: QColor, sizes: tuple[int, ...], mode: QIcon.Mode) -> None:
    """Add a line drawing to an icon, in so many sizes."""
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", ink.name()).encode()))
    for size in sizes:
        pixmap = QPixmap(QSize(size, size))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        icon.addPixmap(pixmap, mode)
