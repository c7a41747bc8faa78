"""The path over the canvas: a line with points, which the mouse can draw and move.

It lies on the canvas as glass does: mouse and keys go through it, but while the path is edited.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.board.plane import Place
from explorer.core.paths.path import PuckPath
from explorer.ui.canvas.pins import faded
from explorer.ui.canvas.view import ARROWS, FINE, STEP, CanvasView
from explorer.ui.parts.style import theme_now
from explorer.ui.paths.line import draw_line

GRIP = 11.0
"""How near to a point a press takes it, in logical pixels."""
NEAR = 7.0
"""How near to the line a press puts a point into it."""
RADIUS, SMALL = 5.5, 2.4
"""Of a point while the path is edited, and otherwise."""
LEAST_STEP = 2.0
"""Between two places of a line that is being drawn, in logical pixels."""


class PathLayer(QWidget):
    """Shows the path; moves carry the number of their gesture, which the canvas' own never have."""

    point_moved = Signal(int, float, float, int)
    point_added = Signal(int, float, float, int)
    point_removed = Signal(int)
    line_drawn = Signal(object)
    left = Signal()

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._path = PuckPath()
        self._line: tuple[Place, ...] = ()
        self._editing = False
        self._held = self._chosen = -1
        self._gesture = 0
        self.setObjectName("path")
        self.setAccessibleName("Path of the blend")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMouseTracking(True)
        self.set_editing(False)
        self.setGeometry(canvas.rect())
        canvas.installEventFilter(self)

    @property
    def path(self) -> PuckPath:
        """What is shown."""
        return self._path

    @property
    def line(self) -> tuple[Place, ...]:
        """What is being drawn or recorded."""
        return self._line

    def set_path(self, path: PuckPath) -> None:
        """Show a path."""
        self._path = path
        self._chosen = min(self._chosen, len(path.points) - 1)
        self._describe()
        self.update()

    def set_line(self, line: Sequence[Place]) -> None:
        """Show a line that is on its way to become a path."""
        self._line = tuple(line)
        self.update()

    def set_editing(self, editing: bool) -> None:
        """Take mouse and keys, or let them through to the canvas."""
        self._editing, self._held = editing, -1
        self._line = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not editing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editing else Qt.FocusPolicy.NoFocus)
        if editing:
            self.setFocus()
        elif self.hasFocus():
            self._canvas.setFocus()
        self.update()

    def choose(self, index: int) -> None:
        """Let keys act on a point, or with -1 on none."""
        self._chosen = index
        self._describe()
        self.update()

    def _describe(self) -> None:
        count = len(self._path.points)
        chosen = f", point {self._chosen + 1} chosen" if self._chosen >= 0 else ""
        self.setAccessibleDescription(f"{count} points{chosen}" if count else "No path")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.setGeometry(self._canvas.rect())
        return False

    # The mouse

    def _screen(self, place: Place) -> QPointF:
        return self._canvas.geometry_now.to_screen(place)

    def _point_at(self, where: QPointF) -> int:
        """The point under the mouse, the nearest first; -1 for none."""
        near = [
            ((self._screen(point) - where).manhattanLength(), i)
            for i, point in enumerate(self._path.points)
        ]
        distance, index = min(near, default=(GRIP + 1, -1))
        return index if distance <= GRIP else -1

    def _leg_at(self, where: QPointF) -> int:
        """Before which point a new one goes that is put on the line; -1 beside the line."""
        space = self._canvas.geometry_now
        if not self._path.is_walkable or not space.plane.contains(where):
            return -1
        leg, far = self._path.nearest_leg(space.to_plane(where))
        return leg if far * space.plane.width() <= NEAR else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        where, self._gesture = event.position(), self._gesture + 1
        place = self._canvas.geometry_now.to_plane(where)
        self._held = self._point_at(where)
        leg = self._leg_at(where) if self._held < 0 else -1
        if leg >= 0:
            self.point_added.emit(leg, *place, self._gesture)
            self._held = leg
        if self._held >= 0:
            self.choose(self._held)
        else:
            self.set_line((place,))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._canvas.geometry_now.to_plane(event.position())
        if self._held >= 0:
            self.point_moved.emit(self._held, *place, self._gesture)
        elif self._line:
            moved = self._screen(self._line[-1]) - self._screen(place)
            if moved.manhattanLength() >= LEAST_STEP:
                self.set_line((*self._line, place))
        else:
            over = self._point_at(event.position()) >= 0
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.CrossCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        line, self._held, self._line = self._line, -1, ()
        if line:
            self.line_drawn.emit(line)
            self.choose(len(self._path.points) - 1)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self._point_at(QPointF(event.pos()))
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self._chosen
        menu = QMenu(self)
        delete = menu.addAction("Delete this point") if index >= 0 else None
        end = menu.addAction("Stop drawing")
        chosen = menu.exec(event.globalPos())
        if delete is not None and chosen is delete:
            self.point_removed.emit(index)
        elif chosen is end:
            self.left.emit()
        menu.deleteLater()

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, chosen, last = Qt.Key(event.key()), self._chosen, len(self._path.points) - 1
        if key is Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and chosen >= 0:
            self.point_removed.emit(chosen)
        elif key is Qt.Key.Key_PageDown:
            self.choose(min(chosen + 1, last))
        elif key is Qt.Key.Key_PageUp:
            self.choose(max(chosen - 1, min(last, 0)))
        elif key is Qt.Key.Key_Insert:
            self._insert(chosen)
        elif key in ARROWS and chosen >= 0:
            self._step(key, event)
        else:
            super().keyPressEvent(event)

    def _insert(self, chosen: int) -> None:
        """Put a point after the chosen one, half-way to the next."""
        points = self._path.points
        self._gesture += 1
        if not points:
            self.point_added.emit(0, 0.5, 0.5, self._gesture)
        else:
            here = points[chosen]
            there = points[chosen + 1] if 0 <= chosen < len(points) - 1 else (0.5, 0.5)
            place = (here[0] + there[0]) / 2, (here[1] + there[1]) / 2
            after = chosen + 1 if chosen >= 0 else len(points)
            self.point_added.emit(after, *place, self._gesture)
        self.choose(min(max(chosen + 1, 0), len(self._path.points) - 1))

    def _step(self, key: Qt.Key, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():  # a held key is one gesture
            self._gesture += 1
        step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        (right, down), (x, y) = ARROWS[key], self._path.points[self._chosen]
        self.point_moved.emit(self._chosen, x + right * step, y + down * step, self._gesture)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        corners = [self._screen(place) for place in self._path.corners]
        line = [self._screen(place) for place in self._line]
        if not corners and not line and not self._editing:
            return
        painter, theme = QPainter(self), theme_now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._editing:
            self._veil(painter)
        else:
            painter.setClipRegion(self._around_pictures())
        draw_line(painter, corners, QColor(theme.accent), self._editing)
        draw_line(painter, line, QColor(theme.gold), False)
        for i in range(len(self._path.points) - 1, -1, -1):
            self._draw_point(painter, i, corners[i])
        painter.end()

    def _veil(self, painter: QPainter) -> None:
        """Let what lies below step back, so that one sees that it is not what the mouse moves."""
        veil = faded(theme_now().surface, 0.55)
        painter.setPen(QPen(QColor(theme_now().accent), 1.4))
        painter.setBrush(veil)
        painter.drawRoundedRect(self._canvas.geometry_now.plane, 12, 12)

    def _around_pictures(self) -> QRegion:
        """Everything but pins with their names, puck and blend, which a line must not cross."""
        scene, space = self._canvas.scene, self._canvas.geometry_now
        free = QRegion(self.rect())
        rects = [*map(space.pin_rect, scene.places), *map(space.tag_rect, scene.places)]
        if len(scene.pins) > 1:
            rects.append(space.puck_rect(scene.puck))
        if self._canvas.card_rect is not None:
            rects.append(self._canvas.card_rect)
        for rect in rects:
            free -= QRegion(rect.adjusted(-3, -3, 3, 3).toAlignedRect())
        return free

    def _draw_point(self, painter: QPainter, index: int, where: QPointF) -> None:
        theme, many = theme_now(), len(self._path.points) > 24
        if not self._editing:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            radius = SMALL + 2 if index == 0 else SMALL
            painter.drawEllipse(where, radius, radius)
            return
        chosen = index == self._chosen
        radius = RADIUS - 1.5 if many and not chosen else RADIUS
        painter.setPen(QPen(QColor(theme.gold if chosen else theme.accent), 2))
        painter.setBrush(QColor(theme.accent if index == 0 else theme.raised))
        painter.drawEllipse(where, radius, radius)
