"""One row below the canvas: draw, record and play a path, how it is walked, and its films."""

from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QWidget,
)

from explorer.core.paths.path import SECONDS, PuckPath
from explorer.core.paths.walking import Ease, Ends, Pace
from explorer.ui.actions import icon_now
from explorer.ui.parts.calm import calm, padded
from explorer.ui.parts.narrow_box import narrow

Words = dict[StrEnum, tuple[str, str]]
ENDS: Words = {
    Ends.PING_PONG: ("Back", "There and back again, on and on"),
    Ends.ROUND: ("Round", "From the last point straight back to the first, on and on"),
    Ends.ONCE: ("Once", "Stop at the last point"),
}
EASES: Words = {
    Ease.BOTH: ("Gentle", "Start and end slowly"),
    Ease.NONE: ("Steady", "The same speed from start to end"),
    Ease.START: ("Gentle start", "Start slowly"),
    Ease.END: ("Gentle end", "End slowly"),
}
PACES: Words = {
    Pace.EVEN: ("Even", "The same distance in the same time"),
    Pace.LEGS: (
        "By point",
        "The same time from each point to the next; a recording goes as fast as you did",
    ),
}


NARROWEST, NARROW_WORDS = 320, 400
"""Width, in logical pixels, in which the bar still has room, and below which buttons lose words."""


class PathBar(QWidget):
    """Buttons and settings of the path; while a film is made, how far it is."""

    draw_toggled = Signal(bool)
    record_toggled = Signal(bool)
    play_toggled = Signal(bool)
    seconds_typed = Signal(float)
    ends_chosen = Signal(object)
    ease_chosen = Signal(object)
    pace_chosen = Signal(object)
    clear_wanted = Signal()
    export_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Path")
        self.draw = self._toggle("Draw", "draw", "Draw the way of the blend on the canvas")
        self.record = self._toggle("Record", "record", "Record where you move the blend")
        self.play = self._toggle("Play", "play", "Let the blend walk along the path")
        self.seconds = self._seconds_box()
        self.ends = self._choice("Loop: what comes after the last point", ENDS)
        self.ease = self._choice("Easing: where the walk is gentle", EASES)
        self.pace = self._choice("Pace: what takes the same time", PACES)
        self.export = QPushButton("Film…", self)
        self.export.setToolTip("Write the path as GIF, WebP, MP4, single frames or a strip")
        self.clear = QToolButton(self)
        self.clear.setToolTip("Clear the path")
        self.clear.setAccessibleName("Clear the path")
        self.progress, self.doing = QProgressBar(self), QLabel(self)
        self.progress.setTextVisible(False)
        self.cancel = QPushButton("Cancel", self)
        self._lay_out()
        self._connect()
        self.dress()
        self.set_path(PuckPath())
        self.clear_progress()

    def dress(self) -> None:
        """Draw the icons in the ink of the present theme."""
        for button, name in (
            *((self.draw, "draw"), (self.record, "record")),
            *((self.play, "stop" if self.play.isChecked() else "play"), (self.clear, "trash")),
        ):
            button.setIcon(icon_now(name))
        if self.record.isChecked():
            self.record.setIcon(_dot(QColor("#e5484d")))

    def set_path(self, path: PuckPath) -> None:
        """Show the settings of a path, and grey what needs one."""
        with QSignalBlocker(self.seconds):
            self.seconds.setValue(path.seconds)
        pairs = ((self.ends, path.ends), (self.ease, path.ease), (self.pace, path.pace))
        for box, value in pairs:
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(value))
        for widget in (self.play, self.export):
            widget.setEnabled(path.is_walkable)
        self.clear.setEnabled(bool(path.points))

    def set_state(self, editing: bool, recording: bool, playing: bool) -> None:
        """Show what is going on."""
        self.draw.setChecked(editing)
        self.record.setChecked(recording)
        self.play.setChecked(playing)
        self.play.setText("Stop" if playing else "Play")
        self.dress()

    def set_progress(self, done: int, total: int, text: str) -> None:
        """Show how far a film is; without a total, that it is not known."""
        counted = f" {done} of {total}" if total else ""
        self.doing.setText(f"{text}{counted}")
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self._pages.setCurrentIndex(1)

    def clear_progress(self) -> None:
        """Show the settings again."""
        self._pages.setCurrentIndex(0)

    def _toggle(self, text: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _seconds_box(self) -> QDoubleSpinBox:
        box = padded(QDoubleSpinBox(self))
        box.setRange(*SECONDS)
        box.setDecimals(1)
        box.setSingleStep(0.5)
        box.setSuffix(" s")
        box.setKeyboardTracking(False)
        box.setFixedWidth(66)
        box.setToolTip("Seconds from the first point to the last")
        box.setAccessibleName("Seconds of the path")
        return box

    def _choice(self, name: str, words: Words) -> QComboBox:
        box = calm(QComboBox(self))
        box.setAccessibleName(name)
        box.setToolTip("\n".join((name, *(f"{text}: {tip}" for text, tip in words.values()))))
        for value, (text, tip) in words.items():
            box.addItem(text, value)
            box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        longest = max(" ".join(text for text, _ in words.values()).split(), key=len)
        narrow(box, len(longest))
        box.setMinimumWidth(64)
        return box

    def _lay_out(self) -> None:
        settings, going = QWidget(self), QWidget(self)
        self._pages = QStackedLayout()
        row = QHBoxLayout(settings)
        for widget in (self.seconds, self.ends, self.ease, self.pace):
            row.addWidget(widget)
        row.addStretch(1)
        other = QHBoxLayout(going)
        other.addWidget(self.doing)
        other.addWidget(self.progress, 1)
        other.addWidget(self.cancel)
        for page in (settings, going):
            layout = page.layout()
            assert layout is not None
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(6)
            self._pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.draw, self.record, self.play, self.export, self.clear):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(14, 6, 14, 0)
        self._whole.setSpacing(6)
        self._whole.addLayout(buttons)
        self._whole.addLayout(self._pages, 1)
        self._wide = super().sizeHint().width()  # in which no word is cut

    def minimumSizeHint(self) -> QSize:
        """As narrow as in two rows."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), NARROWEST), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        ways = QBoxLayout.Direction
        narrow_now = event.size().width() < self._wide
        self._whole.setDirection(ways.TopToBottom if narrow_now else ways.LeftToRight)
        icons, words = (
            Qt.ToolButtonStyle.ToolButtonIconOnly,
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
        )
        for button in (self.draw, self.record, self.play):
            terse = event.size().width() < NARROW_WORDS
            button.setToolButtonStyle(icons if terse else words)
        super().resizeEvent(event)

    def _connect(self) -> None:
        self.draw.clicked.connect(self.draw_toggled)
        self.record.clicked.connect(self.record_toggled)
        self.play.clicked.connect(self.play_toggled)
        self.seconds.valueChanged.connect(self.seconds_typed)
        self.ends.activated.connect(lambda i: self.ends_chosen.emit(Ends(self.ends.itemData(i))))
        self.ease.activated.connect(lambda i: self.ease_chosen.emit(Ease(self.ease.itemData(i))))
        self.pace.activated.connect(lambda i: self.pace_chosen.emit(Pace(self.pace.itemData(i))))
        self.clear.clicked.connect(self.clear_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)


def _dot(ink: QColor) -> QIcon:
    """A dot in a colour of its own, as recorders have it."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(6, 6, 20, 20)
    painter.end()
    return QIcon(pixmap)
