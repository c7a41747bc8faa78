"""Retraining: start a training, follow it, and use what it made."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.runs.watch import RunState, Status
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.training.form import LETTERS, TrainingForm
from explorer.ui.training.words import figures_text, progress_text, run_title, status_text

if TYPE_CHECKING:
    from explorer.ui.training.loss_plot import LossPlot

PLOT_HEIGHT = 150
SAMPLE_ZOOM = 2
_BAD = (Status.FAILED, Status.CRASHED)


class TrainingView(QWidget):
    """The form of a new training, and below it one run: progress, curve, and what can be done.

    Signals carry the run's folder, ``start_requested`` a StartRequest.
    """

    start_requested = Signal(object)
    pause_requested = Signal(object)
    resume_requested = Signal(object)
    cancel_requested = Signal(object)
    use_requested = Signal(object)
    run_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: RunState | None = None
        self._plot: LossPlot | None = None
        self.form = TrainingForm(self)
        self.runs = QComboBox(self)
        narrow(self.runs, LETTERS)
        self.runs.setAccessibleName("Runs")
        self.runs.setToolTip("The trainings so far, newest first")
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
        self.problem = QLabel(self, wordWrap=True)
        self.problem.setProperty("role", "warning")
        for label in (self.status, self.figures, self.problem):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setTextFormat(Qt.TextFormat.PlainText)  # it shows words of a log
        for label in (self.steps, self.figures):
            label.setProperty("role", "caption")
        self._make_buttons()
        self._lay_out()
        self.form.start_requested.connect(self.start_requested)
        self.runs.activated.connect(self._chosen)
        self.set_problem("")
        self.set_runs(())
        self.set_run(None)

    def set_data(self, path: Path | None) -> None:
        """Offer the data set that is being explored."""
        self.form.set_data(path)

    def set_base(self, folder: Path | None) -> None:
        """Name the model set in use; None is the shipped one."""
        self.form.set_base(folder)

    def set_runs(self, states: Sequence[RunState]) -> None:
        """List runs; the one that is shown stays chosen."""
        blocker = QSignalBlocker(self.runs)
        self.runs.clear()
        for state in states:
            self.runs.addItem(run_title(state), str(state.folder))
        self._choose_shown()
        del blocker
        self.runs.setVisible(bool(states))

    def name_run(self, state: RunState) -> None:
        """Say in the list of runs how one is; a new one is listed first."""
        index = self.runs.findData(str(state.folder))
        if index < 0:
            self.runs.insertItem(0, run_title(state), str(state.folder))
            self.runs.show()
        else:
            self.runs.setItemText(index, run_title(state))
        self._choose_shown()

    def set_run(self, state: RunState | None) -> None:
        """Show a run; None shows none."""
        self._shown = state
        for widget in (self.status, self.progress, self.steps, self.figures, *self._requests):
            widget.setVisible(state is not None)
        self._show_buttons(state)
        self._show_samples(state.samples if state else None)
        if self._plot:
            self._plot.setVisible(state is not None)
        if state is not None:
            self._show(state)

    def set_problem(self, text: str) -> None:
        """Say what went wrong with what was asked for; an empty text takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _make_buttons(self) -> None:
        made = (
            ("Pause", "Keeps what was reached, and frees the processor", self.pause_requested),
            ("Resume", "Goes on from where the run was", self.resume_requested),
            ("Cancel", "Ends the run for good; its folder is kept", self.cancel_requested),
            ("Use these weights", "Explores with what this run made", self.use_requested),
        )
        self._requests: dict[QPushButton, SignalInstance] = {}
        for text, tip, signal in made:
            button = QPushButton(text, self)
            button.setToolTip(tip)
            button.clicked.connect(self._pressed)
            self._requests[button] = signal
        self.pause, self.resume, self.cancel, self.use = self._requests

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(self.form)
        column.addSpacing(12)
        for widget in (self.problem, self.runs, self.status, self.progress, self.steps):
            column.addWidget(widget)
        column.addWidget(self.samples)
        column.addWidget(self.figures)
        grid = QGridLayout()
        grid.addWidget(self.pause, 0, 0)
        grid.addWidget(self.resume, 0, 1)
        grid.addWidget(self.cancel, 0, 2)
        grid.addWidget(self.use, 1, 0, 1, 3)
        column.addLayout(grid)
        column.addStretch(1)

    def _show(self, state: RunState) -> None:
        self.status.setText(status_text(state))
        self.status.setProperty("role", "warning" if state.status in _BAD else "")
        self.status.style().polish(self.status)
        getting_ready = state.status is Status.RUNNING and not state.steps
        self.progress.setRange(0, 0 if getting_ready else max(1, state.steps))
        self.progress.setValue(state.step)
        self.steps.setText(progress_text(state))
        self.figures.setText(figures_text(state.metrics, state.figures))
        self._show_curve(state)
        self.name_run(state)

    def _show_buttons(self, state: RunState | None) -> None:
        status = state.status if state else None
        self.pause.setEnabled(status is Status.RUNNING)
        resumable = status is not None and status.resumable
        self.resume.setEnabled(resumable)
        cancellable = status is Status.RUNNING or (resumable and status is not Status.CANCELLED)
        self.cancel.setEnabled(cancellable)
        self.use.setEnabled(bool(state and status is Status.FINISHED and state.result))

    def _show_samples(self, path: Path | None) -> None:
        picture = QPixmap(str(path)) if path else QPixmap()
        self.samples.setVisible(not picture.isNull())
        if not picture.isNull():
            self.samples.setPixmap(picture.scaledToWidth(SAMPLE_ZOOM * picture.width()))

    def _show_curve(self, state: RunState) -> None:
        if self._plot is None and len(state.losses) > 1:
            self._plot = self._make_plot()
        if self._plot is not None:
            self._plot.set_losses(state.losses)

    def _make_plot(self) -> "LossPlot":
        # It takes 0.2 s, which opening the window has no use for.
        from explorer.ui.training.loss_plot import LossPlot

        plot = LossPlot(self)
        plot.setFixedHeight(PLOT_HEIGHT)
        self._column.insertWidget(self._column.indexOf(self.samples), plot)
        return plot

    def _choose_shown(self) -> None:
        if self._shown is not None and not self.runs.view().isVisible():
            self.runs.setCurrentIndex(self.runs.findData(str(self._shown.folder)))

    def _chosen(self, index: int) -> None:
        self.run_chosen.emit(Path(self.runs.itemData(index)))

    def _pressed(self) -> None:
        button = self.sender()
        if self._shown is not None and isinstance(button, QPushButton):
            self._requests[button].emit(self._shown.folder)
