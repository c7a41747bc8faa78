"""What to train: the form from which a training is started."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.runs.plan import DataFacts, Plan, as_learnt, sizes_of
from explorer.core.runs.runs import IN_USE, SCRATCH, StartRequest
from explorer.core.runs.watch import RunState, Status
from explorer.ui.parts.calm import calm, padded
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.parts.path_edit import PathEdit
from explorer.ui.parts.pause import Pause
from explorer.ui.training.browse import BrowseButton
from explorer.ui.training.more import MoreSettings
from explorer.ui.training.start_box import LETTERS, StartBox
from explorer.ui.training.words import facts_text, recipe_title, start_text
from training.files.errors import UserError
from training.recipes import NOT_SHIPPED, RECIPES, Recipe
from training.reproduce.asked.exercises import EXERCISES, Exercise

COURSEWORK = "coursework/"
"""What the data of an item begins with that is one of the coursework's rows."""
TYPING_MILLISECONDS = 500
"""After a key, before the path that is typed is looked at."""


class TrainingForm(QWidget):
    """Recipe, data, length, first weights, and more; says when a training is asked for."""

    start_requested = Signal(object)
    """A :class:`explorer.core.runs.runs.StartRequest`."""
    changed = Signal(object)
    """What the form says now: a StartRequest."""
    kept = Signal(object, bool)
    """What outlives the window: the data set that the user named, or None, and what is skipped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base: Path | None = None
        self._typing = Pause(TYPING_MILLISECONDS, self)
        self._finished: tuple[RunState, ...] = ()
        self.recipe = self._recipe_box()
        self.explanation = _caption(self)
        self.data = PathEdit(self)
        self.data.setPlaceholderText("A path")
        self.browse = BrowseButton(self.data, self)
        self.skip = QCheckBox("Skip pictures that cannot be read", self)
        self.facts = _caption(self)
        self.epochs = padded(QSpinBox(self))
        self.epochs.setRange(1, 100_000)
        self.init = StartBox(self)
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
        narrow(self.recipe, LETTERS)
        self._lay_out()
        self._name()
        self._connect()
        self._show_recipe()

    def set_data(self, path: Path | None) -> None:
        """Offer a data set, unless the user has already named another."""
        if path is not None and not self.data.isModified():
            self.data.setText(str(path))

    @property
    def named(self) -> Path | None:
        """The data set that the user has named; None where it is the one that was offered."""
        text = self.data.text().strip()
        return Path(text) if text and self.data.isModified() else None

    def name_data(self, path: Path | None) -> None:
        """Have a data set as if the user had named it; None leaves it to what is offered."""
        if path is not None:
            self._take(str(path))

    def set_base(self, folder: Path | None) -> None:
        """Name the model set that a training starts from and adds to; None is the shipped one."""
        self._base = folder
        self._tell()

    def set_finished(self, runs: Sequence[RunState]) -> None:
        """Offer the weights of runs that are finished to start from."""
        ended = tuple(state for state in runs if state.status is Status.FINISHED and state.result)
        if [(s.folder, s.title) for s in ended] != [(s.folder, s.title) for s in self._finished]:
            self._finished = ended
            self._list_starts(self.init.wanted)

    def set_plan(self, facts: DataFacts | None, plan: Plan) -> None:
        """Say what is known of the data, what will be done, or why nothing can be."""
        self.facts.setText(facts_text(facts) if facts else "")
        self.facts.setVisible(facts is not None)
        self._say(plan.problem or "\n".join(plan.notes), bool(plan.problem))
        self.start.setText(start_text(plan))
        self.start.setEnabled(bool(plan.steps))
        self._show_settings(facts, plan)

    def _show_settings(self, facts: DataFacts | None, plan: Plan) -> None:
        """Show what the training will have and start from; weights bring their own sizes."""
        last = plan.last
        if last is None or last.settings is None or last.recipe != self._name_of_recipe():
            return
        self.init.show_start(last.init, "\n".join(plan.notes))
        given = sizes_of(last.recipe) if last.init != SCRATCH else ()
        self.more.show_values(as_learnt(last.settings, facts), given)

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
        path = self.data.text().strip()
        return StartRequest(
            recipe=self._name_of_recipe(),
            data=Path(path).expanduser() if path else Path(),
            init=self.init.wanted,
            base=self._base,
            epochs=self.epochs.value(),
            skip_unreadable=self.skip.isChecked(),
            settings=self.more.recipe(self.epochs.value()),
        )

    def _recipe_box(self) -> QComboBox:
        box = calm(QComboBox(self))
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

    def hideEvent(self, event: QHideEvent) -> None:
        self._typing.stop()

    def _name(self) -> None:
        named = (
            (self.recipe, "Recipe", "What is trained"),
            (self.data, "Data set", "A CIFAR archive, or a folder of class folders"),
            (self.browse, "Choose a data set", "An archive or a folder"),
            (self.skip, "Skip unreadable pictures", "Else one damaged file stops the training"),
            (self.epochs, "Epochs", "Passes over the training pictures"),
            (self.more_button, "More settings", "Batch size, step size, and all else"),
        )
        for widget, name, tip in named:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    def _connect(self) -> None:
        self.recipe.currentIndexChanged.connect(self._show_recipe)
        self.data.textChanged.connect(self._tell_once_typed)
        self._typing.ended.connect(self._tell)
        self.skip.toggled.connect(self._tell)
        for edited in (self.data.textChanged, self.skip.toggled):
            edited.connect(self._tell_kept)
        self.epochs.valueChanged.connect(self._tell)
        self.browse.chosen.connect(self._take)
        self.init.chosen.connect(self._start_chosen)
        self.more.changed.connect(self._tell)
        self.more_button.toggled.connect(self._show_more)
        self.start.clicked.connect(self._ask)

    def _take(self, name: str) -> None:
        self.data.setText(name)
        self.data.setModified(True)
        self._tell_kept()

    def _show_recipe(self) -> None:
        exercise = self._exercise()
        recipe = self._usual()
        text = exercise.text if exercise else type(recipe).__doc__ or ""
        self.explanation.setText(" ".join(text.split()))
        with QSignalBlocker(self.epochs):
            self.epochs.setValue(recipe.epochs)
        self.more.set_recipe(recipe)
        self._list_starts(IN_USE)

    def _usual(self) -> Recipe:
        """The recipe that is chosen, as it is before anything is set."""
        exercise = self._exercise()
        return exercise.recipe if exercise else RECIPES[self.recipe.currentData()]()

    def _list_starts(self, wanted: str) -> None:
        name = self._name_of_recipe()
        own = [state for state in self._finished if state.name == name]
        self.init.offer(own, self._exercise() is None and name not in NOT_SHIPPED, wanted)
        self._tell()

    def _start_chosen(self, start: str) -> None:
        if start != SCRATCH:
            self.more.forget(sizes_of(self._name_of_recipe()))
        self._tell()

    def _name_of_recipe(self) -> str:
        exercise = self._exercise()
        return exercise.name if exercise else self.recipe.currentData()

    def _exercise(self) -> Exercise | None:
        """The coursework's row that is chosen; None where it is another recipe."""
        chosen: str = self.recipe.currentData()
        is_row = chosen.startswith(COURSEWORK)
        return EXERCISES[chosen.removeprefix(COURSEWORK)] if is_row else None

    def _show_more(self, shown: bool) -> None:
        self.more.setVisible(shown)
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self.more_button.setArrowType(arrow)

    def _tell_once_typed(self) -> None:
        """While a path is typed, the folders that it begins with are not asked for."""
        self._typing.start() if self.data.isModified() else self._tell()

    def _tell(self) -> None:
        """Say what is asked for by now; what cannot be read is said here."""
        self._typing.stop()
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

    def _tell_kept(self) -> None:
        self.kept.emit(self.named, self.skip.isChecked())

    def _say(self, text: str, warning: bool) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.said.setProperty("role", "warning" if warning else "caption")
        self.said.style().polish(self.said)

    def _ask(self) -> None:
        self._typing.stop()
        self.start_requested.emit(self.request())


def _caption(parent: QWidget) -> QLabel:
    label = QLabel(parent, wordWrap=True)
    label.setProperty("role", "caption")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
