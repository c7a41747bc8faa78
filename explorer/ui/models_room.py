"""Model sets in the window: the menu, the line at the foot, and the list of them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.core.blend.renderer import Renderer
from explorer.core.models import KnownSet, set_name
from explorer.core.own_sets import OwnSets
from explorer.ui.actions import Do
from explorer.ui.canvas.steps import Steps
from explorer.ui.models_control import ModelsControl
from explorer.ui.window import Window

if TYPE_CHECKING:
    from explorer.ui.models.view import ModelsView


class ModelsRoom(QObject):
    """Says which sets there are and which is in use.

    ``failed`` carries a sentence about what was not possible, ``edited`` says that a set was
    renamed, deleted or brought back.

    Parameters
    ----------
    compare
        Compares with the set in a folder.
    """

    failed = Signal(str)
    edited = Signal()

    def __init__(
        self,
        models: ModelsControl,
        own: OwnSets,
        steps: Steps,
        window: Window,
        compare: Callable[[Path], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._own, self._steps = models, own, steps
        self._window, self._compare = window, compare
        self._view: ModelsView | None = None
        models.loaded.connect(self._loaded)
        models.known.connect(self._list)
        window.known_menu.aboutToShow.connect(models.ask_known)
        window.action_for(Do.REVERT).triggered.connect(models.revert)
        window.action_for(Do.MODEL_SETS).triggered.connect(self.show)

    def start(self) -> None:
        """Remove for good what an earlier window deleted."""
        self._own.empty_trash()

    def show(self) -> None:
        """Open the list, which is made when it is wanted for the first time."""
        if self._view is None:
            self._view = self._make()
        self._view.show()
        self._view.activateWindow()
        self._models.ask_known()

    @property
    def view(self) -> "ModelsView | None":
        """The list; None before it was opened."""
        return self._view

    def _make(self) -> "ModelsView":
        from explorer.ui.models.control import ModelListControl
        from explorer.ui.models.view import ModelsView

        view = ModelsView(self._window)
        view.addActions([self._window.undo_action, self._window.redo_action])
        self._control = ModelListControl(self._models, self._own, self._steps, view)
        self._models.loading.connect(view.set_loading)
        self._control.compare.connect(self._compare)
        self._control.failed.connect(self._failed)
        self._control.edits.changed.connect(self.edited.emit)
        return view

    def _failed(self, text: str) -> None:
        """Tell it in the main window where the list, which tells it too, is closed."""
        if self._view is None or not self._view.isVisible():
            self.failed.emit(text)

    def _loaded(self, renderer: Renderer) -> None:
        self._name(renderer.engine.modelset.folder)
        if self._view is not None and self._view.isVisible():
            self._models.ask_known()

    def _list(self, known: list[KnownSet]) -> None:
        folder = self._models.folder
        self._window.known_menu.show_known(known, folder, self._models.use)
        if folder is not None:
            self._name(folder)  # it may have another name by now

    def _name(self, folder: Path) -> None:
        is_shipped = folder.resolve() == self._models.shipped.resolve()
        self._window.name_models("shipped" if is_shipped else set_name(folder), folder)
