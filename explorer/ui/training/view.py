"""The training panel: a form for a new one, and the runs so far; what acts is always in sight."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.runs.plan import DataFacts, Plan
from explorer.core.runs.watch import RunState
from explorer.ui.parts import dialogs
from explorer.ui.parts.scrolled import scrolled
from explorer.ui.training.form import TrainingForm
from explorer.ui.training.run_list import RunList
from explorer.ui.training.run_view import RunView
from training.files.places import SHIPPED

NARROWEST = 296
"""Width that the panel asks for, in logical pixels."""


class TrainingView(QWidget):
    """Two pages. Signals carry the run's folder, ``start_requested`` a StartRequest."""

    start_requested = Signal(object)
    changed = Signal(object)
    kept = Signal(object, bool)
    pause_requested = Signal(object)
    resume_requested = Signal(object)
    cancel_requested = Signal(object)
    compare_requested = Signal(object)
    use_requested = Signal(object)
    run_chosen = Signal(object)
    renamed = Signal(object, str)
    delete_requested = Signal(object)
    folder_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form, self.runs, self.run = TrainingForm(self), RunList(self), RunView(self)
        self.problem = QLabel(self, wordWrap=True)
        self.problem.setProperty("role", "warning")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)  # it shows words of a log
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.nothing = QLabel("Nothing was trained yet: start one on the page “New”.", self)
        self.nothing.setWordWrap(True)
        self.nothing.setProperty("role", "caption")
        self.acts = self._list_buttons()
        self.rename, self.delete, self.open_folder = self.acts
        self.pages = QTabWidget(self)
        self.pages.setAccessibleName("Training pages")
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setDrawBase(False)
        self.pages.addTab(self._form_page(), "New")
        self.pages.addTab(self._runs_page(), "Runs")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.problem)
        column.addWidget(self.pages, 1)
        self.problem.setContentsMargins(12, 4, 12, 0)
        self.setMinimumWidth(NARROWEST)
        self._connect()
        self.set_problem("")
        self.set_runs(())

    def set_data(self, path: Path | None) -> None:
        """Offer the data set that is being explored."""
        self.form.set_data(path)

    def set_base(self, folder: Path | None) -> None:
        """Name the model set in use; None is the shipped one."""
        self.form.set_base(folder)
        self.run.set_used(folder or SHIPPED)

    def set_plan(self, facts: DataFacts | None, plan: Plan) -> None:
        """Say in the form what will be done, or why nothing can be."""
        self.form.set_plan(facts, plan)

    def set_looking(self, text: str) -> None:
        """Say in the form that the data is being looked at."""
        self.form.set_looking(text)

    def set_runs(self, states: Sequence[RunState]) -> None:
        """List runs; the one that is shown stays chosen, and has the name that it is listed by."""
        self.runs.set_runs(states)
        for state in states:
            if self.run.shown is not None and state.folder == self.run.shown.folder:
                self.run.set_name(state)
        self._count()

    def name_run(self, state: RunState) -> None:
        """Say in the list of runs how one is; a new one is listed first."""
        self.runs.show_state(state)
        self._count()

    def set_run(self, state: RunState | None) -> None:
        """Show a run; None shows none."""
        if self.run.buttons.isAncestorOf(self.focusWidget() or self):
            self.runs.setFocus()  # else the focus would land on what takes the button's place
        self.run.set_run(state)
        if state is not None:
            self.name_run(state)
            self.runs.choose(state.folder)

    def show_runs(self) -> None:
        """Turn to the page of runs, as after a start; the keyboard goes to the list."""
        self.pages.setCurrentIndex(1)
        self.runs.setFocus()

    def set_problem(self, text: str) -> None:
        """Say what went wrong with what was asked for; an empty text takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_folder(self, folder: Path) -> bool:
        """Open a folder in the system's file manager; return whether it has one."""
        return dialogs.show_in_system(folder)

    def set_loading(self, text: str) -> None:
        """Say that a model set is on its way, until when none can be used; empty once it is not."""
        if text and self.run.use.hasFocus():
            self.runs.setFocus()  # else the focus would land on what is beside the button
        self.run.set_loading(text)

    def _count(self) -> None:
        states = self.runs.states()
        self.pages.setTabText(1, f"Runs ({len(states)})" if states else "Runs")
        for widget in (self.runs, *self.acts):
            widget.setVisible(bool(states))
        self.nothing.setVisible(not states)
        self.form.set_finished(states)

    def _list_buttons(self) -> list[QPushButton]:
        made = []
        for action in self.runs.acts:
            button = QPushButton(action.text(), self)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            button.setEnabled(action.isEnabled())
            made.append(button)
        return made

    def _form_page(self) -> QWidget:
        return _page(scrolled(self.form, "New training"), self.form.said, self.form.start)

    def _runs_page(self) -> QWidget:
        acts = QWidget(self)
        row = QHBoxLayout(acts)
        row.setContentsMargins(0, 0, 0, 0)
        for button in self.acts:
            row.addWidget(button)
        row.addStretch(1)
        page = _page(scrolled(self.run, "Run"), self.run.loading, self.run.buttons)
        column = page.layout()
        assert isinstance(column, QVBoxLayout)
        for place, widget in enumerate((self.nothing, self.runs, acts)):
            column.insertWidget(place, widget)
        return page

    def _connect(self) -> None:
        form, run, runs = self.form, self.run, self.runs
        form.start_requested.connect(self.start_requested)
        form.changed.connect(self.changed)
        form.kept.connect(self.kept)
        run.pause_requested.connect(self.pause_requested)
        run.resume_requested.connect(self.resume_requested)
        run.cancel_requested.connect(self.cancel_requested)
        run.compare_requested.connect(self.compare_requested)
        run.use_requested.connect(self.use_requested)
        runs.chosen.connect(self.run_chosen)
        runs.renamed.connect(self.renamed)
        runs.delete_wanted.connect(self.delete_requested)
        runs.folder_wanted.connect(self.folder_requested)


def _page(content: QWidget, *below: QWidget) -> QWidget:
    """Content that scrolls, and below it what is always seen."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(12, 10, 12, 12)
    column.addWidget(content, 1)
    for widget in below:
        column.addWidget(widget)
    return page
