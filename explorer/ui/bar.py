"""The tool bar: as many words as there is room for, and never an action out of sight."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

Priority = QAction.Priority


class Bar(QToolBar):
    """Shows words beside icons; where there is little room, the first groups lose theirs.

    An action that has lost its word keeps icon, tooltip and accessible name.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Tools", parent)
        self.setObjectName("tools")
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._terse: tuple[tuple[QAction, ...], ...] = ()
        self._wide = self._narrow = 0

    def set_terse(self, *groups: Sequence[QAction]) -> None:
        """Say which actions may lose their words: the first group first, and each as a whole."""
        self._let_tab_in()
        with_icons = ([one for one in group if not one.icon().isNull()] for group in groups)
        self._terse = tuple(map(tuple, with_icons))
        self._measure()
        self._fit(self.width())

    def _let_tab_in(self) -> None:
        """Let Tab go from left to right: Qt leaves the buttons of a bar to the mouse alone."""
        widgets = [self.widgetForAction(action) for action in self.actions()]
        for widget in widgets:
            if isinstance(widget, QToolButton):
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stops = [widget for widget in widgets if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def add_room(self) -> None:
        """Push what is added from here on to the far end."""
        room = QWidget(self)
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(room)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than with icons alone: nothing hides behind an arrow."""
        hint = super().minimumSizeHint()
        return QSize(max(self._narrow, hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(event.size().width())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._terse:
            self._measure()
            self._fit(self.width())

    def _measure(self) -> None:
        self._speak(0)
        self._wide = super().sizeHint().width()
        self._speak(len(self._terse))
        self._narrow = super().sizeHint().width()
        self.updateGeometry()

    def _fit(self, width: int) -> None:
        """Take words away until what is left has room."""
        for silent in range(len(self._terse) + 1):
            self._speak(silent)
            if super().sizeHint().width() <= width:
                return

    def _speak(self, silent: int) -> None:
        for i, group in enumerate(self._terse):
            wanted = Priority.LowPriority if i < silent else Priority.NormalPriority
            for action in group:
                if action.priority() is not wanted:
                    action.setPriority(wanted)
