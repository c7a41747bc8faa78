"""What a person does with mouse and keyboard."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QIcon, QImage
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from explorer.ui.program import Program

LEFT = Qt.MouseButton.LeftButton


def click_picture(program: Program, qtbot: QtBot, row: int) -> None:
    grid = program.window.gallery.grid
    index = grid.model().index(row, 0)
    grid.scrollTo(index)
    qtbot.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(index).center())


def drag(program: Program, qtbot: QtBot, start: QPoint, *way: QPoint) -> None:
    canvas = program.window.canvas
    qtbot.mousePress(canvas, LEFT, pos=start)
    for point in way:
        qtbot.mouseMove(canvas, point)
    qtbot.mouseRelease(canvas, LEFT, pos=way[-1])


def on_screen(program: Program, place: tuple[float, float]) -> QPoint:
    return program.window.canvas.geometry_now.to_screen(place).toPoint()


def press(program: Program, qtbot: QtBot, key: Qt.Key, ctrl: bool = False) -> None:
    control = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    program.window.activateWindow()
    qtbot.keyClick(program.window.canvas, key, control)


def choose(box: QComboBox, value: object) -> None:
    index = box.findData(value)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def drop_files(program: Program, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop(program, data)


def drop(program: Program, data: QMimeData) -> None:
    """Drop what was dragged here on the plane."""
    event = QDropEvent(
        QPointF(on_screen(program, (0.3, 0.3))),
        Qt.DropAction.CopyAction,
        data,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    program.window.canvas.dropEvent(event)


def in_front(panel: QWidget) -> bool:
    """A panel behind another one counts as visible, and shows nothing."""
    return not panel.visibleRegion().isEmpty()


def colour_at(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    """Return red, green and blue of a pixel, in 0..255."""
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def ink_of(icon: QIcon) -> str:
    """Return the colour of an icon's most opaque pixel, as #rrggbb."""
    image = icon.pixmap(24).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha).name()
