"""A panel that is higher than its room."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

FRAME = 2
"""The frame that shows the focus, above and below, in logical pixels."""


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """Return an area that shows ``content`` in its own width, and scrolls it up and down."""
    area = QScrollArea()
    _fill(area, content, name)
    return area


class LowArea(QScrollArea):
    """As high as what is in it, up to a height from which it scrolls."""

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self._content, self._most = content, content.maximumHeight()
        _fill(self, content, name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_most(self, height: int) -> None:
        """Ask for no more than this, in logical pixels."""
        if height != self._most:
            self._most = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        content = self._content
        height = content.heightForWidth(self.viewport().width())
        wanted = height if height >= 0 else content.sizeHint().height()
        return QSize(content.sizeHint().width(), min(wanted + FRAME, self._most))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when the content does."""
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _fill(area: QScrollArea, content: QWidget, name: str) -> None:
    area.setAccessibleName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
