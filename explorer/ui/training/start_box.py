"""Where the weights of a training come from: one box, which shows what will be done."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from explorer.core.runs.runs import IN_USE, SCRATCH
from explorer.core.runs.watch import RunState
from explorer.ui.parts.calm import calm
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.training.words import run_name

LETTERS = 12
"""That a box asks room for: names are longer than the panel is wide."""


class StartBox(QComboBox):
    """The weights in use, scratch, or the weights of a run.

    ``chosen`` says that another start is wanted. What is wanted may not be possible with the data
    and the models there are: the box then shows the start that is, and what was wanted is grey.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        calm(self)
        self._wanted = SCRATCH
        self.setAccessibleName("Start from")
        self.setToolTip("The weights that it begins with")
        self.currentIndexChanged.connect(self._choose)

    @property
    def wanted(self) -> str:
        """One of :data:`IN_USE` and :data:`SCRATCH`, or the folder of a run."""
        return self._wanted

    def offer(self, runs: Sequence[RunState], in_use: bool, wanted: str) -> None:
        """Offer starts; the weights in use where there can be some."""
        with QSignalBlocker(self):
            self.clear()
            if in_use:
                self.addItem("Weights in use", IN_USE)
            self.addItem("Scratch", SCRATCH)
            for state in runs:
                self.addItem(f"Run {run_name(state)}", str(state.folder))
            self.setCurrentIndex(max(0, self.findData(wanted)))
        narrow(self, LETTERS)
        self._wanted = self.currentData()

    def show_start(self, start: str, why: str) -> None:
        """Show what it will start from, and where that is not what was wanted, why."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place in range(self.count()):
            refused = start != self._wanted == self.itemData(place)
            model.item(place).setEnabled(not refused)
            self.setItemData(place, why if refused else "", Qt.ItemDataRole.ToolTipRole)
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(start))

    def _choose(self) -> None:
        self._wanted = self.currentData()
        self.chosen.emit(self._wanted)
