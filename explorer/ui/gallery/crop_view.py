"""The frame over a picture of the user's own: dragged, pulled at its corners, moved by keys."""

import itertools

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.gallery.crop import Crop, Whole
from explorer.ui.parts.arrows import ARROWS
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.parts.pixels import to_image
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.style import theme_now
from explorer.ui.preview.scores_view import role_label

HEIGHT = 190
REACH = 12
"""How near a corner the mouse must be to take it, in logical pixels."""
STEP, FINE = 1 / 16, 1 / 64
"""Of the frame's side, for each press of a key."""
SHADE = QColor(0, 0, 0, 150)
_CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))
_MIDDLE = (0.5, 0.5)
_gestures = itertools.count()


class CropFrame(QWidget):
    """A picture with a square frame; what is outside of it is darkened."""

    placed = Signal(float, float, int)
    """Where the frame's corner is to be, in pixels of the picture, and the gesture's number."""
    resized = Signal(float, object, int)
    """The frame's side, which point of it stays, and the gesture's number."""
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Crop frame")
        self.setToolTip(
            "Drag the frame, or its corners; by keys: arrows, finer with Shift, + and −, Enter"
        )
        self._image = QImage()
        self._crop = Crop(0, 0, 1)
        self._held: tuple[QPointF, Crop, tuple[float, float] | None] | None = None
        self._gesture = 0

    @property
    def crop(self) -> Crop:
        """The frame as it is shown."""
        return self._crop

    def sizeHint(self) -> QSize:
        return QSize(280, HEIGHT)

    def set_picture(self, picture: Whole) -> None:
        """Show another picture."""
        self._image = to_image(picture)
        self.update()

    def set_crop(self, crop: Crop) -> None:
        """Show the frame somewhere else."""
        self._crop = crop
        self.setAccessibleDescription(
            f"{crop.side} pixels wide, {crop.left} from the left and {crop.top} from the top"
        )
        self.update()

    @property
    def scale(self) -> float:
        """Logical pixels of the screen for each pixel of the picture."""
        wide, high = max(1, self._image.width()), max(1, self._image.height())
        return min((self.width() - 4) / wide, (self.height() - 4) / high)

    def frame_on_screen(self) -> QRectF:
        """Return where the frame is drawn."""
        corner = self._picture_rect().topLeft()
        at = QPointF(self._crop.left, self._crop.top) * self.scale + corner
        side = self._crop.side * self.scale
        return QRectF(at.x(), at.y(), side, side)

    def _picture_rect(self) -> QRectF:
        wide, high = self._image.width() * self.scale, self._image.height() * self.scale
        return QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)

    def _corner_at(self, point: QPointF) -> tuple[int, int] | None:
        frame = self.frame_on_screen()
        for across, down in _CORNERS:
            x, y = frame.left() + across * frame.width(), frame.top() + down * frame.height()
            if (QPointF(x, y) - point).manhattanLength() < REACH:
                return across, down
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point, corner = event.position(), self._corner_at(event.position())
        if corner is None and not self.frame_on_screen().contains(point):
            return
        self._gesture = next(_gestures)
        stays = None if corner is None else (1.0 - corner[0], 1.0 - corner[1])
        self._held = point, self._crop, stays

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._held is None:
            self._show_cursor(point)
            return
        start, crop, stays = self._held
        gap = (point - start) / self.scale
        if stays is None:
            self.placed.emit(crop.left + gap.x(), crop.top + gap.y(), self._gesture)
        else:
            out = [move * (1 - 2 * s) for move, s in zip((gap.x(), gap.y()), stays, strict=True)]
            self.resized.emit(crop.side + max(out, key=abs), stays, self._gesture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.done.emit()

    def _show_cursor(self, point: QPointF) -> None:
        corner = self._corner_at(point)
        shape = Qt.CursorShape.ArrowCursor
        if corner is not None:
            falling = corner[0] == corner[1]
            shape = Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
        elif self.frame_on_screen().contains(point):
            shape = Qt.CursorShape.SizeAllCursor
        self.setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self._grow(1 if event.angleDelta().y() < 0 else -1, STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = max(1, round(self._crop.side * (FINE if fine else STEP)))
        if way := ARROWS.get(Qt.Key(event.key())):
            left, top = self._crop.left + way[0] * step, self._crop.top + way[1] * step
            self.placed.emit(left, top, next(_gestures))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._grow(1 if event.key() == Qt.Key.Key_Plus else -1, STEP)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _grow(self, way: int, step: float) -> None:
        by = max(1, round(2 * step * self._crop.side))
        self.resized.emit(self._crop.side + way * by, _MIDDLE, next(_gestures))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, frame = QPainter(self), self.frame_on_screen()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.drawImage(self._picture_rect(), self._image)
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(self._picture_rect())
        inside.addRect(frame)
        painter.fillPath(outside.subtracted(inside), SHADE)
        ink = QColor(theme_now().accent)
        painter.setPen(QPen(QColor("#ffffff"), 3 if self.hasFocus() else 2))
        painter.drawRect(frame)
        painter.setPen(QPen(ink, 1.5))
        painter.drawRect(frame)
        painter.setBrush(ink)
        painter.setPen(QPen(QColor("#ffffff"), 1))
        for across, down in _CORNERS:
            x, y = frame.left() + across * frame.width(), frame.top() + down * frame.height()
            painter.drawEllipse(QPointF(x, y), 4.5, 4.5)
        painter.end()


class CropView(QFrame):
    """The frame, with the picture's name above and what ends it below."""

    centre_wanted = Signal()
    done = Signal()
    changed = Signal()
    """It is shown now, or hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.frame = CropFrame(self)
        self.placed, self.resized = self.frame.placed, self.frame.resized
        self.name = ElidedLabel("heading", "", self)
        self.more = role_label("caption", "", self)
        self._finish = QPushButton("Done", self)
        self._finish.setProperty("primary", True)
        self._centre = QPushButton("Centre", self)
        self._centre.setToolTip("Take the largest square in the middle")
        self._finish.clicked.connect(self.done)
        self._centre.clicked.connect(self.centre_wanted)
        self.frame.done.connect(self.done)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(role_label("heading", "Crop", self))
        head.addWidget(self.name, 1)
        head.addWidget(self.more)
        for button in (self._finish, self._centre):
            foot.addWidget(button)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.frame)
        layout.addLayout(foot)

    def show_picture(self, name: str, picture: Whole, more: int) -> None:
        """Show the frame over a picture; ``more`` wait for theirs."""
        self.name.setText(name)
        self.name.setToolTip(plain_tip(name))
        self.more.setText(f"{more} more" if more else "")
        self.frame.set_picture(picture)
        self.show()
        self.changed.emit()

    def set_crop(self, crop: Crop) -> None:
        """Show the frame somewhere else."""
        self.frame.set_crop(crop)

    def hide_picture(self) -> None:
        """Show no frame any more."""
        self.hide()
        self.changed.emit()
