"""Asks how a path becomes a film."""

from pathlib import Path

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.core.films import KINDS, MAX_FRAMES, MAX_RATE, MAX_SCALE, STRIP, Cut, FilmKind
from explorer.core.paths.path import PuckPath
from explorer.core.paths.walking import Ends
from explorer.ui.parts.calm import calm, padded
from explorer.ui.parts.dialogs import ask_target
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.time_words import duration
from explorer.ui.paths.films_control import Wish

STRIP_FRAMES = 9
FIRST_RATE, FIRST_SCALE = 25, 8


class FilmDialog(QDialog):
    """Kind, size, frames a second and frames of a film, what comes of them, and what it costs.

    Parameters
    ----------
    milliseconds
        That a blend takes; 0 where that is not known.
    """

    def __init__(
        self, path: PuckPath, milliseconds: float = 0.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Film of the path")
        self._path, self._milliseconds = path, milliseconds
        self.kind = calm(QComboBox(self))
        self.scale = self._number("How large", 1, MAX_SCALE, FIRST_SCALE)
        self.rate = self._number("Frames a second", 1, MAX_RATE, FIRST_RATE)
        self.frames = self._number("Frames", 2, MAX_FRAMES, 2)
        self.scale.setPrefix("× ")
        self.told, self.cost, self.problem = (QLabel(self) for _ in range(3))
        for label in (self.told, self.cost, self.problem):
            label.setProperty("role", "caption")
            label.setWordWrap(True)
        self._fill_kinds()
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.rate.valueChanged.connect(self._rate_changed)
        for box in (self.scale, self.frames):
            box.valueChanged.connect(self._tell)
        self._kind_changed()

    @property
    def chosen_kind(self) -> FilmKind:
        """The kind of film that is chosen."""
        return KINDS[self.kind.currentIndex()]

    def wish(self, path: Path) -> Wish:
        """Return the film that is wanted, to be written to ``path``."""
        repeats = self._path.ends is not Ends.ONCE
        cut = Cut(self.scale.value(), self.rate.value(), repeats)
        return Wish(path, self.chosen_kind, self.frames.value(), cut)

    def _number(self, name: str, least: int, most: int, first: int) -> QSpinBox:
        box = padded(QSpinBox(self))
        box.setAccessibleName(name)
        box.setRange(least, most)
        box.setValue(first)
        return box

    def _fill_kinds(self) -> None:
        """List the kinds; what cannot be made here is grey and says why, below as well."""
        self.kind.setAccessibleName("Kind of film")
        model = self.kind.model()
        assert isinstance(model, QStandardItemModel)
        for i, kind in enumerate(KINDS):
            missing = " (not here)" if kind.missing else ""
            self.kind.addItem(f"{kind.label}{missing}")
            item = model.item(i)
            item.setToolTip(kind.missing or kind.tip)
            item.setEnabled(not kind.missing)
        self.problem.setText(" ".join(kind.missing for kind in KINDS if kind.missing))
        self.problem.setVisible(bool(self.problem.text()))

    def _lay_out(self) -> None:
        form = QFormLayout()
        for label, box in (
            *(("Kind", self.kind), ("Size", self.scale)),
            *(("Frames a second", self.rate), ("Frames", self.frames)),
        ):
            form.addRow(label, box)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel, self)
        buttons.button(kinds.Save).setText("Save as…")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        for widget in (self.told, self.cost, self.problem, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(340)

    def _kind_changed(self) -> None:
        self.kind.setToolTip(self.chosen_kind.tip)
        self.rate.setEnabled(self.chosen_kind is not STRIP)
        self._rate_changed()

    def _rate_changed(self) -> None:
        """As many frames as the walk takes at that rate; of a strip, as many as can be seen."""
        self.frames.setValue(STRIP_FRAMES if self.chosen_kind is STRIP else self._usual)
        self._tell()

    @property
    def _usual(self) -> int:
        """Frames that the walk takes at the rate that is set."""
        times = 2 if self._path.ends is Ends.PING_PONG else 1
        return round(self._path.seconds * times * self.rate.value())

    def _tell(self) -> None:
        side, count = SIDE * self.scale.value(), self.frames.value()
        if self.chosen_kind is STRIP:
            self.told.setText(f"{count} pictures of {side} × {side} pixels, side by side")
        else:
            seconds = count / self.rate.value()
            self.told.setText(f"{side} × {side} pixels, {seconds:.1f} seconds")
        self.cost.setText(self._cost(count))

    def _cost(self, count: int) -> str:
        """Say how long it takes, and where not all of the walk's frames fit."""
        seconds = count * self._milliseconds / 1000
        takes = f", about {duration(max(seconds, 1.0))}" if self._milliseconds else ""
        cost = f"{count} blends to compute{takes}. You can go on meanwhile, or stop it."
        if self.chosen_kind is STRIP or self._usual <= MAX_FRAMES:
            return cost
        return f"{cost} At this rate the walk has {self._usual:,} frames, and {MAX_FRAMES} fit."


def ask_film(parent: QWidget, path: PuckPath, milliseconds: float) -> Wish | None:
    """Ask how and where to; None where that was cancelled. A blend takes ``milliseconds``."""
    dialog = FilmDialog(path, milliseconds, parent)
    wish = None
    if dialog.exec():
        kind = dialog.chosen_kind
        name = f"path{kind.suffix}" if kind.suffix else "path-frames"
        kinds = f"{kind.label} (*{kind.suffix})" if kind.suffix else "Folder (*)"
        target = ask_target(parent, "Film of the path", name, kinds)
        wish = dialog.wish(target) if target else None
    dialog.deleteLater()
    return wish
