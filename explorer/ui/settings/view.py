"""The settings' page: each line says what it is for, and holds as soon as it is changed."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.core.home.home import MAX_THREADS, AtClosing, Settings, ThemeChoice
from explorer.ui.parts import dialogs
from explorer.ui.parts.calm import calm, padded
from explorer.ui.preview.scores_view import role_label

THEMES = {
    ThemeChoice.SYSTEM: "As the system",
    ThemeChoice.LIGHT: "Light",
    ThemeChoice.DARK: "Dark",
}
CLOSINGS = {AtClosing.GO_ON: "Trainings go on", AtClosing.PAUSE: "Trainings are paused"}
ABOUT = {field.name: field.metadata for field in fields(Settings) if field.metadata}
WIDTH = 460


class SettingsView(QDialog):
    """A form of settings; ``chosen`` carries the name of one and its new value.

    ``clean_wanted`` says that the cache is to be emptied.
    """

    chosen = Signal(str, object)
    clean_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.theme, self.at_closing = self._box(THEMES), self._box(CLOSINGS)
        self.folder = QLabel(self, wordWrap=True)
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.folder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.change_folder = QPushButton("Change…", self)
        self.threads = padded(QSpinBox(self))
        self.threads.setRange(0, MAX_THREADS)
        self.threads.setSpecialValueText("As many as there are")
        self.threads.setKeyboardTracking(False)
        self.reduced_motion = QCheckBox(self)
        self.cache = role_label("caption", "Cache: measuring…", self)
        self.cache.setWordWrap(True)
        self.cache.setTextFormat(Qt.TextFormat.PlainText)
        self.clean = QPushButton("Empty", self)
        self.clean.setAccessibleName("Empty the cache")
        self.clean.setToolTip("Delete what can be made or fetched again when it is needed")
        self._lay_out()
        self.theme.activated.connect(self._theme_chosen)
        self.at_closing.activated.connect(self._closing_chosen)
        self.change_folder.clicked.connect(self._ask_folder)
        self.clean.clicked.connect(self._clean)
        self.threads.valueChanged.connect(self._threads_chosen)
        self.reduced_motion.clicked.connect(self._motion_chosen)

    def set_settings(self, settings: Settings, favourites: Path) -> None:
        """Show what holds, without saying that it was chosen."""
        boxes = self.theme, self.at_closing, self.threads, self.reduced_motion
        blockers = [QSignalBlocker(box) for box in boxes]
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        self.at_closing.setCurrentIndex(self.at_closing.findData(settings.at_closing))
        self.threads.setValue(settings.threads)
        self.reduced_motion.setChecked(settings.reduced_motion)
        self.folder.setText(str(favourites))
        self.folder.setToolTip(str(favourites))
        del blockers

    def set_cache(self, folder: Path, size: int) -> None:
        """Say how large the cache is, which may be deleted at any time."""
        self.cache.setText(
            f"Cache: {size / 1e6:,.0f} MB in {folder}. Decoded pictures, compiled graphs, "
            "scores of pictures and downloads can be made or fetched again."
        )
        self.clean.setEnabled(True)

    def set_cache_problem(self, text: str) -> None:
        """Say why the cache could not be emptied, or measured."""
        self.cache.setText(text)
        self.clean.setEnabled(True)

    def _box(self, words: dict[Any, str]) -> QComboBox:
        box = calm(QComboBox(self))
        for value, text in words.items():
            box.addItem(text, value)
        return box

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(10)
        column.addLayout(self._named_settings())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        kept = QHBoxLayout()
        kept.addWidget(self.cache, 1)
        kept.addWidget(self.clean, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(kept)
        column.addStretch(1)
        column.addWidget(buttons)
        self.resize(WIDTH + 40, self.sizeHint().height())

    def _named_settings(self) -> QGridLayout:
        """Each setting beside its name, over what is to be said of it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.change_folder)
        controls: dict[str, QWidget] = {
            "theme": self.theme,
            "favourites": self.change_folder,
            "threads": self.threads,
            "at_closing": self.at_closing,
            "reduced_motion": self.reduced_motion,
        }
        for i, (name, control) in enumerate(controls.items()):
            self._name(name, control)
            grid.addWidget(role_label("heading", ABOUT[name]["title"], self), 2 * i, 0)
            if control is self.change_folder:
                grid.addLayout(place, 2 * i, 1)
            else:
                grid.addWidget(control, 2 * i, 1)
            told = role_label("caption", ABOUT[name]["description"], self)
            told.setWordWrap(True)
            grid.addWidget(told, 2 * i + 1, 0, 1, 2)
            grid.setRowMinimumHeight(2 * i + 1, told.heightForWidth(WIDTH) + 12)
        return grid

    def _name(self, setting: str, control: QWidget) -> None:
        control.setAccessibleName(ABOUT[setting]["title"])
        control.setAccessibleDescription(ABOUT[setting]["description"])
        control.setToolTip(ABOUT[setting]["description"])

    def _theme_chosen(self, index: int) -> None:
        self.chosen.emit("theme", ThemeChoice(self.theme.itemData(index)))

    def _closing_chosen(self, index: int) -> None:
        self.chosen.emit("at_closing", AtClosing(self.at_closing.itemData(index)))

    def _threads_chosen(self, count: int) -> None:
        self.chosen.emit("threads", count)

    def _motion_chosen(self, reduced: bool) -> None:
        self.chosen.emit("reduced_motion", reduced)

    def _clean(self) -> None:
        self.clean.setEnabled(False)  # until it is done
        self.clean_wanted.emit()

    def _ask_folder(self) -> None:
        folder = dialogs.ask_folder(self, "Keep favourites in")
        if folder is not None:
            self.chosen.emit("favourites", folder)
