"""What to train: the form from which a training is started."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.runs.plan import DataFacts, Plan
from explorer.core.runs.runs import StartRequest
from explorer.core.runs.watch import RunState, Status
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.path_edit import PathEdit
from explorer.ui.training.more import MoreSettings
from explorer.ui.training.words import facts_text, recipe_title, run_name, start_text
from training.files.errors import UserError
from training.recipes import NOT_SHIPPED, RECIPES, Recipe
from training.reproduce.asked.exercises import EXERCISES, Exercise

COURSEWORK = "coursework/"
"""What the data of an item begins with that is one of the coursework's rows."""
LETTERS = 12
"""That boxes ask room for: the coursework's titles are longer than the panel is wide."""
STARTS = {"shipped": "Weights in use", "scratch": "Scratch"}


class TrainingForm(QWidget):
    """Recipe, data, length, first weights, and more; says when a training is asked for."""

    start_requested = Signal(object)
    """A :class:`explorer.core.runs.runs.StartRequest`."""
    changed = Signal(object)
    """What the form says now: a StartRequest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base: Path | None = None
        self._finished: tuple[RunState, ...] = ()
        self.recipe = self._recipe_box()
        self.explanation = _caption(self)
        self.data = PathEdit(self)
        self.data.setPlaceholderText("Archive or folder")
        self.browse = QPushButton("Choose…", self)
        self.browse.setMenu(self._browse_menu())
        self.skip = QCheckBox("Skip pictures that cannot be read", self)
        self.facts = _caption(self)
        self.epochs = QSpinBox(self)
        self.epochs.setRange(1, 100_000)
        self.init = QComboBox(self)
        self.more_button = QToolButton(self)
        self.more_button.setText("More settings")
        self.more_button.setCheckable(True)
        self.more_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more_button.setArrowType(Qt.ArrowType.RightArrow)
        self.more = MoreSettings(self)
        self.more.hide()
        self.said = QLabel(self, wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)  # it has names of the user's classes
        self.start = QPushButton("Start training", self)
        self.start.setProperty("primary", True)
        for box in (self.recipe, self.init):
            narrow(box, LETTERS)
        self._lay_out()
        self._name()
        self._connect()
        self._show_recipe()

    def set_data(self, path: Path | None) -> None:
        """Offer a data set, unless the user has already named another."""
        if path is not None and not self.data.isModified():
            self.data.setText(str(path))

    def set_base(self, folder: Path | None) -> None:
        """Name the model set that a training starts from and adds to; None is the shipped one."""
        self._base = folder
        self._tell()

    def set_finished(self, runs: Sequence[RunState]) -> None:
        """Offer the weights of runs that are finished to start from."""
        ended = tuple(state for state in runs if state.status is Status.FINISHED and state.result)
        if [s.folder for s in ended] != [s.folder for s in self._finished]:
            self._finished = ended
            self._list_starts(self.init.currentData())

    def set_plan(self, facts: DataFacts | None, plan: Plan) -> None:
        """Say what is known of the data, what will be done, or why nothing can be."""
        self.facts.setText(facts_text(facts) if facts else "")
        self.facts.setVisible(facts is not None)
        self._say(plan.problem or "\n".join(plan.notes), bool(plan.problem))
        self.start.setText(start_text(plan))
        self.start.setEnabled(bool(plan.steps))

    def set_looking(self, text: str) -> None:
        """Say that the data is being looked at."""
        self.facts.setText(text)
        self.facts.show()

    def choose_recipe(self, name: str) -> None:
        """Show a recipe with its own length; ``coursework/1a`` is a row of the coursework."""
        self.recipe.setCurrentIndex(self.recipe.findData(name))

    def request(self) -> StartRequest:
        """Return what the form says.

        Raises
        ------
        UserError
            Where a setting has no value of its kind.
        """
        exercise, path = self._exercise(), self.data.text().strip()
        return StartRequest(
            recipe=exercise.name if exercise else self.recipe.currentData(),
            data=Path(path).expanduser() if path else Path(),
            init=self.init.currentData(),
            base=self._base,
            epochs=self.epochs.value(),
            skip_unreadable=self.skip.isChecked(),
            settings=self.more.recipe(self.epochs.value()),
        )

    def _recipe_box(self) -> QComboBox:
        box = QComboBox(self)
        for name in RECIPES:
            box.addItem(recipe_title(name), name)
        box.insertSeparator(box.count())
        for row, exercise in EXERCISES.items():
            box.addItem(f"Coursework {exercise.title}", COURSEWORK + row)
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        place = QHBoxLayout()
        place.addWidget(self.data, 1)
        place.addWidget(self.browse)
        form.addRow("&Recipe", self.recipe)
        form.addRow(self.explanation)
        label = QLabel("&Data", self)
        label.setBuddy(self.data)  # a layout cannot be one
        form.addRow(label, place)
        form.addRow(self.facts)
        form.addRow(self.skip)
        form.addRow("&Epochs", self.epochs)
        form.addRow("Start &from", self.init)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)  # clear of the frame that shows the focus
        column.addLayout(form)
        column.addWidget(self.more_button)
        column.addWidget(self.more)
        column.addStretch(1)

    def _name(self) -> None:
        named = (
            (self.recipe, "Recipe", "What is trained"),
            (self.data, "Data set", "A CIFAR archive, or a folder of class folders"),
            (self.browse, "Choose a data set", "An archive or a folder"),
            (self.skip, "Skip unreadable pictures", "Else one damaged file stops the training"),
            (self.epochs, "Epochs", "Passes over the training pictures"),
            (self.init, "Start from", "The weights that it begins with"),
            (self.more_button, "More settings", "Batch size, step size, and all else"),
        )
        for widget, name, tip in named:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    def _connect(self) -> None:
        self.recipe.currentIndexChanged.connect(self._show_recipe)
        self.data.textChanged.connect(self._tell)
        self.skip.toggled.connect(self._tell)
        self.epochs.valueChanged.connect(self._tell)
        self.init.currentIndexChanged.connect(self._tell)
        self.more.changed.connect(self._tell)
        self.more_button.toggled.connect(self._show_more)
        self.start.clicked.connect(self._ask)

    def _browse_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Archive…").triggered.connect(self._browse_archive)
        menu.addAction("Folder…").triggered.connect(self._browse_folder)
        return menu

    def _browse_archive(self) -> None:
        kinds = "Archives (*.tar *.tar.gz *.tgz *.zip)"
        name, _ = QFileDialog.getOpenFileName(self, "Data set", self.data.text(), kinds)
        self._take(name)

    def _browse_folder(self) -> None:
        self._take(QFileDialog.getExistingDirectory(self, "Data set", self.data.text()))

    def _take(self, name: str) -> None:
        if name:
            self.data.setText(name)
            self.data.setModified(True)

    def _show_recipe(self) -> None:
        exercise = self._exercise()
        recipe = self._usual()
        text = exercise.text if exercise else type(recipe).__doc__ or ""
        self.explanation.setText(" ".join(text.split()))
        with QSignalBlocker(self.epochs):
            self.epochs.setValue(recipe.epochs)
        self.more.set_recipe(recipe)
        scratch = exercise is not None or self.recipe.currentData() in NOT_SHIPPED
        self._list_starts("scratch" if scratch else "shipped")

    def _usual(self) -> Recipe:
        """The recipe that is chosen, as it is before anything is set."""
        exercise = self._exercise()
        return exercise.recipe if exercise else RECIPES[self.recipe.currentData()]()

    def _list_starts(self, chosen: str) -> None:
        exercise = self._exercise()
        name = exercise.name if exercise else self.recipe.currentData()
        with QSignalBlocker(self.init):
            self.init.clear()
            for value, text in STARTS.items():
                self.init.addItem(text, value)
            for state in self._finished:
                if state.name == name:
                    self.init.addItem(f"Run {run_name(state)}", str(state.folder))
            self.init.setCurrentIndex(max(0, self.init.findData(chosen)))
        narrow(self.init, LETTERS)
        self._tell()

    def _exercise(self) -> Exercise | None:
        """The coursework's row that is chosen; None where it is another recipe."""
        chosen: str = self.recipe.currentData()
        is_row = chosen.startswith(COURSEWORK)
        return EXERCISES[chosen.removeprefix(COURSEWORK)] if is_row else None

    def _show_more(self, shown: bool) -> None:
        self.more.setVisible(shown)
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self.more_button.setArrowType(arrow)

    def _tell(self) -> None:
        """Say what is asked for by now; what cannot be read is said here."""
        ready = bool(self.data.text().strip())
        self.start.setEnabled(ready)
        self.start.setToolTip(
            "Trains in a process of its own; exploring goes on" if ready else "Choose a data set"
        )
        try:
            request = self.request()
        except UserError as error:
            self.start.setEnabled(False)
            self._say(str(error), warning=True)
            return
        if ready:
            self.changed.emit(request)
        else:
            self.set_plan(None, Plan())

    def _say(self, text: str, warning: bool) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.said.setProperty("role", "warning" if warning else "caption")
        self.said.style().polish(self.said)

    def _ask(self) -> None:
        self.start_requested.emit(self.request())


def _caption(parent: QWidget) -> QLabel:
    label = QLabel(parent, wordWrap=True)
    label.setProperty("role", "caption")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
