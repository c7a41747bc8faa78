"""What to train: the form from which a training is started."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.core.runs.runs import StartRequest
from explorer.ui.parts.narrow_box import narrow
from explorer.ui.training.words import recipe_title
from training.recipes import NOT_SHIPPED, RECIPES
from training.reproduce.asked.exercises import EXERCISES, Exercise

COURSEWORK = "coursework/"
"""What the data of an item begins with that is one of the coursework's rows."""
LETTERS = 12
"""That boxes ask room for: the coursework's titles are longer than the panel is wide."""
STARTS = {"shipped": "The weights of the model in use", "scratch": "Scratch"}


class TrainingForm(QWidget):
    """Recipe, data, length and first weights; says when a training is asked for."""

    start_requested = Signal(object)
    """A :class:`explorer.core.runs.runs.StartRequest`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base: Path | None = None
        self.recipe = QComboBox(self)
        for name in RECIPES:
            self.recipe.addItem(recipe_title(name), name)
        self.recipe.insertSeparator(self.recipe.count())
        for row, exercise in EXERCISES.items():
            self.recipe.addItem(f"Coursework {exercise.title}", COURSEWORK + row)
        self.explanation = QLabel(self, wordWrap=True)
        self.explanation.setProperty("role", "caption")
        self.data = QLineEdit(self)
        self.data.setPlaceholderText("A CIFAR archive, or a folder of class folders")
        self.browse = QPushButton("Choose…", self)
        self.browse.setMenu(self._browse_menu())
        self.epochs = QSpinBox(self)
        self.epochs.setRange(1, 100_000)
        self.init = QComboBox(self)
        for value, text in STARTS.items():
            self.init.addItem(text, value)
        self.start = QPushButton("Start training", self)
        self.start.setProperty("primary", True)
        for box in (self.recipe, self.init):
            narrow(box, LETTERS)
        self._lay_out()
        self.recipe.currentIndexChanged.connect(self._show_recipe)
        self.data.textChanged.connect(self._show_whether_ready)
        self.start.clicked.connect(self._ask)
        self._show_recipe()
        self._show_whether_ready()

    def set_data(self, path: Path | None) -> None:
        """Offer a data set, unless the user has already named another."""
        if path is not None and not self.data.isModified():
            self.data.setText(str(path))

    def set_base(self, folder: Path | None) -> None:
        """Name the model set that a training starts from and adds to; None is the shipped one."""
        self._base = folder

    def choose_recipe(self, name: str) -> None:
        """Show a recipe with its own length; ``coursework/1a`` is a row of the coursework."""
        self.recipe.setCurrentIndex(self.recipe.findData(name))

    def request(self) -> StartRequest:
        """Return what the form says."""
        exercise = self._exercise()
        return StartRequest(
            recipe=exercise.name if exercise else self.recipe.currentData(),
            data=Path(self.data.text().strip()),
            init=self.init.currentData(),
            base=self._base,
            epochs=self.epochs.value(),
            more=exercise.words if exercise else (),
        )

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
        form.addRow("&Epochs", self.epochs)
        form.addRow("Start &from", self.init)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.start)
        named = (
            (self.recipe, "Recipe", "What is trained"),
            (self.data, "Data set", "The pictures that it learns from"),
            (self.browse, "Choose a data set", "An archive or a folder"),
            (self.epochs, "Epochs", "Passes over the training pictures"),
            (self.init, "Start from", "The weights that it begins with"),
        )
        for widget, name, tip in named:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

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
        name = exercise.name if exercise else self.recipe.currentData()
        scratch = exercise is not None or name in NOT_SHIPPED
        self.init.setCurrentIndex(self.init.findData("scratch" if scratch else "shipped"))
        text = exercise.text if exercise else RECIPES[name].__doc__ or ""
        self.explanation.setText(" ".join(text.split()))
        blocker = QSignalBlocker(self.epochs)
        self.epochs.setValue((exercise.recipe if exercise else RECIPES[name]()).epochs)
        del blocker

    def _exercise(self) -> Exercise | None:
        """The coursework's row that is chosen; None where it is another recipe."""
        chosen: str = self.recipe.currentData()
        is_row = chosen.startswith(COURSEWORK)
        return EXERCISES[chosen.removeprefix(COURSEWORK)] if is_row else None

    def _show_whether_ready(self) -> None:
        ready = bool(self.data.text().strip())
        self.start.setEnabled(ready)
        self.start.setToolTip(
            "Trains in a process of its own; exploring goes on" if ready else "Choose a data set"
        )

    def _ask(self) -> None:
        self.start_requested.emit(self.request())
