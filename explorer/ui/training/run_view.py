"""One training: how far it is, its curve and pictures, and what can be done with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.models import is_same_set
from explorer.core.runs.watch import RunState, Status
from explorer.ui.models.words import USED
from explorer.ui.parts.plain import plain_tip
from explorer.ui.training.words import (
    figures_text,
    progress_text,
    run_name,
    run_title,
    status_text,
    usable,
    why_not_usable,
)

if TYPE_CHECKING:
    from explorer.ui.training.loss_plot import LossPlot

PLOT_HEIGHT = 150
SAMPLE_ZOOM = 2
USE = "Explores with what this run made"


class RunView(QWidget):
    """Shows a run.

    ``buttons`` is a row of what can be done, and ``loading`` a line above it that says what is
    being done with it, for a place that is always seen.

    Signals carry the run's folder.
    """

    pause_requested = Signal(object)
    resume_requested = Signal(object)
    cancel_requested = Signal(object)
    compare_requested = Signal(object)
    use_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: RunState | None = None
        self._plot: LossPlot | None = None
        self._is_loading, self._used = False, Path()
        self.title = QLabel(self, wordWrap=True)
        self.title.setProperty("role", "heading")
        self.status = QLabel(self, wordWrap=True)
        self.status.setAccessibleName("State of the run")
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName("Progress of the run")
        self.progress.setTextVisible(False)
        self.steps = QLabel(self, wordWrap=True)
        self.figures = QLabel(self, wordWrap=True)
        self.samples = QLabel(self)
        self.samples.setAccessibleName("What the model makes so far")
        self.samples.setToolTip("Pictures held out, and below them what the model makes of them")
        for label in (self.title, self.status, self.figures):
            label.setTextFormat(Qt.TextFormat.PlainText)  # it shows words of a log
        for label in (self.status, self.figures):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.steps, self.figures):
            label.setProperty("role", "caption")
        self.loading = QLabel(self, wordWrap=True)
        self.loading.setProperty("role", "caption")
        self.buttons = self._make_buttons()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        shown = (self.title, self.status, self.progress, self.steps, self.samples, self.figures)
        for widget in shown:
            column.addWidget(widget)
        column.addStretch(1)
        self.set_run(None)
        self.set_loading("")

    @property
    def shown(self) -> RunState | None:
        """The run that is shown."""
        return self._shown

    def set_run(self, state: RunState | None) -> None:
        """Show a run; None shows none."""
        self._shown = state
        for widget in (self.title, self.status, self.progress, self.steps, self.figures):
            widget.setVisible(state is not None)
        self._show_buttons(state)
        self._show_samples(state)
        self._show_curve(state)
        if state is not None:
            self._show(state)

    def set_loading(self, text: str) -> None:
        """Say that a model set is on its way, until when none can be used; empty once it is not."""
        self._is_loading = bool(text)
        self.loading.setText(text)
        self.loading.setVisible(self._is_loading)
        self._show_buttons(self._shown)

    def set_used(self, folder: Path) -> None:
        """Say which model set is in use, by its folder."""
        self._used = folder
        self._show_buttons(self._shown)

    def set_name(self, state: RunState) -> None:
        """Say what the run is called; what else there is to know of it is said on hover."""
        self.title.setText(run_name(state))
        self.title.setToolTip(plain_tip(run_title(state)))

    def _make_buttons(self) -> QWidget:
        made = (
            ("Pause", "Keeps what was reached, and frees the processor", self.pause_requested),
            ("Resume", "Goes on from where the run was", self.resume_requested),
            ("Cancel", "Ends the run for good; its folder is kept", self.cancel_requested),
            (
                "Compare…",
                "Shows the board as this run sees it, beside",
                self.compare_requested,
            ),
            ("Use these weights", USE, self.use_requested),
        )
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        self._requests: dict[QPushButton, SignalInstance] = {}
        for text, tip, signal in made:
            button = QPushButton(text, bar)
            button.setToolTip(tip)
            button.clicked.connect(self._pressed)
            self._requests[button] = signal
            row.addWidget(button)
        self.pause, self.resume, self.cancel, self.compare, self.use = self._requests
        self.use.setProperty("primary", True)
        return bar

    def _show(self, state: RunState) -> None:
        self.set_name(state)
        self.status.setText(status_text(state))
        self.status.setProperty("role", "warning" if state.status.broken else "")
        self.status.style().polish(self.status)
        getting_ready = state.status is Status.RUNNING and not state.steps
        self.progress.setVisible(state.status is not Status.WAITING)
        self.progress.setRange(0, 0 if getting_ready else max(1, state.steps))
        self.progress.setValue(state.step)
        self.steps.setText(progress_text(state))
        self.steps.setVisible(bool(state.steps))
        said = why_not_usable(state)
        self.figures.setText("\n".join(filter(None, (figures_text(state), said))))

    def _show_buttons(self, state: RunState | None) -> None:
        """Show what can be done alone, so that no key lands on what is of no use."""
        status = state.status if state else None
        resumable = status is not None and status.resumable
        done = state is not None and usable(state)
        shown = {
            self.pause: status is Status.RUNNING,
            self.resume: resumable,
            self.cancel: status is Status.RUNNING or (resumable and status is not Status.CANCELLED),
            self.compare: done,
            self.use: done,
        }
        for button, wanted in shown.items():
            button.setEnabled(wanted)
            button.setVisible(wanted)
        used = bool(state and state.result and is_same_set(state.result, self._used))
        self.use.setEnabled(done and not used and not self._is_loading)
        self.use.setToolTip(USED if used else USE)

    def _show_samples(self, state: RunState | None) -> None:
        path = state.samples if state else None
        picture = QPixmap(str(path)) if path else QPixmap()
        self.samples.setVisible(not picture.isNull())
        if not picture.isNull():
            self.samples.setPixmap(picture.scaledToWidth(SAMPLE_ZOOM * picture.width()))

    def _show_curve(self, state: RunState | None) -> None:
        enough = state is not None and len(state.losses) > 1
        if self._plot is None and enough:
            self._plot = self._make_plot()
        if self._plot is not None:
            self._plot.setVisible(enough)  # a curve of the last run says nothing of this one
            if state is not None and enough:
                self._plot.set_losses(state.losses)

    def _make_plot(self) -> "LossPlot":
        # It takes 0.2 s, which opening the window has no use for.
        from explorer.ui.training.loss_plot import LossPlot

        plot = LossPlot(self)
        plot.setFixedHeight(PLOT_HEIGHT)
        self._column.insertWidget(self._column.indexOf(self.samples), plot)
        return plot

    def _pressed(self) -> None:
        button = self.sender()
        if self._shown is not None and isinstance(button, QPushButton):
            self._requests[button].emit(self._shown.folder)
