"""Looking about on the canvas, as on a map: the wheel zooms, the middle button or Space pans."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from explorer.ui.canvas.eye import NOTCH, Eye
from explorer.ui.canvas.geometry import Geometry

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Navigation(QObject):
    """Takes from a canvas the events that look about; ``changed`` carries where it looks now."""

    changed = Signal(object)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas, self.eye = canvas, Eye()
        self._panning: Qt.MouseButton | None = None
        self._last = QPointF()
        self._space = False
        canvas.installEventFilter(self)

    def fit(self) -> None:
        """See all of the plane."""
        self._look(Eye())

    def zoom(self, notches: float, at: QPointF) -> None:
        """Zoom in, or with less than 0 out; what is at a point of the screen stays there."""
        about = self._space_now().to_plane(at, beyond=True)
        self._look(self.eye.zoomed(NOTCH**notches, about))

    def _look(self, eye: Eye) -> None:
        self.eye = eye
        self.changed.emit(eye)

    def _space_now(self) -> Geometry:
        return Geometry(self._canvas.size().toSizeF(), self._canvas.devicePixelRatioF(), self.eye)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            self.zoom(event.angleDelta().y() / 120, event.position())
            event.accept()
            return True
        if isinstance(event, QMouseEvent):
            return self._pan(event)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            return self._hold_space(event)
        if event.type() is QEvent.Type.FocusOut:
            self._space = False
        return False

    def _hold_space(self, event: QKeyEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if not event.isAutoRepeat():
            self._space = event.type() is QEvent.Type.KeyPress
            self._show_hand()
        return True

    def _show_hand(self) -> None:
        if self._panning is not None:
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self._canvas.setCursor(Qt.CursorShape.CrossCursor)

    def _pan(self, event: QMouseEvent) -> bool:
        kind, button = event.type(), event.button()
        if kind is QEvent.Type.MouseButtonPress and self._panning is None:
            if button is not MIDDLE and not (self._space and button is LEFT):
                return False
            self._panning, self._last = button, event.position()
        elif self._panning is None:
            return False
        elif kind is QEvent.Type.MouseMove:
            way, self._last = event.position() - self._last, event.position()
            edge = self._space_now().plane.width()
            self._look(self.eye.moved(-way.x() / edge, -way.y() / edge))
        elif kind is QEvent.Type.MouseButtonRelease and button is self._panning:
            self._panning = None
        self._show_hand()
        return True
