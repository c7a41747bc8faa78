"""The model set in use: loaded beside exploring, and swapped in between two frames."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, Signal

from explorer.core.blend.renderer import Renderer
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.trial import GoOn
from explorer.core.models import KnownSet, Models
from explorer.ui.parts.answers import Stopped
from explorer.ui.parts.worker import Chores
from training.files.errors import UserError

LOADING = "Loading… A set that was not used before is tried first, which takes some seconds."


class ModelsControl(QObject):
    """Loads model sets on another thread.

    ``loading`` carries what is to be said while a set is on its way, and nothing once it is in use
    or refused; ``loaded`` a Renderer that is ready, ``known`` the list of KnownSet that was asked
    for, ``failed`` a sentence.
    """

    loading = Signal(str)
    loaded = Signal(object)
    known = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        chores: Chores,
        models: Models,
        compiled: Path,
        device: str = "auto",
        threads: Callable[[], int] = lambda: 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chores, self._models, self._device = chores, models, device
        self._compiled, self._threads = compiled, threads
        self._turn, self._one_at_a_time = 0, Lock()
        self._folder: Path | None = None
        self._fell_back = False

    @property
    def folder(self) -> Path | None:
        """The folder of the set that was loaded last."""
        return self._folder

    @property
    def shipped(self) -> Path:
        """The folder of the set that the program comes with."""
        return self._models.shipped

    def load(self, folder: Path | None = None) -> None:
        """Load the set in a folder for this time; without one, that which is used at each start."""
        self._load(lambda _: folder or self._models.current())

    def use(self, folder: Path) -> None:
        """Load a set, or what a run made; where that works, use it at every start from now on."""
        self._load(lambda go_on: self._models.prepare(folder, go_on).folder, for_good=True)

    def revert(self) -> None:
        """Go back to the set that ships."""
        self._load(lambda _: self._models.shipped, for_good=True)

    def ask_known(self) -> None:
        """Ask for the sets that there are; each file's sum is checked, which takes a moment."""
        self._chores.submit(self._models.known, self._listed, self._not_listed)

    def open(self, folder: Path) -> Renderer:
        """Return what renders with the set in a folder, beside the one in use; on any thread.

        Raises
        ------
        UserError
            Where it is damaged, cannot be run here, or has no VAE.
        """
        return self._opened(folder, self._chores.go_on)

    def _load(self, choose: Callable[[GoOn], Path], for_good: bool = False) -> None:
        self._turn += 1
        turn = self._turn
        self.loading.emit(LOADING)

        def go_on() -> None:
            self._chores.go_on()
            if turn != self._turn:
                raise Stopped

        def work() -> tuple[Path, Renderer]:
            with self._one_at_a_time:  # so that the set asked for last is the one remembered
                go_on()
                folder = choose(go_on)
                renderer = self._opened(folder, go_on)
                if for_good:
                    self._models.remember(folder)
                return folder, renderer

        def done(loaded: tuple[Path, Renderer]) -> None:
            if turn == self._turn:  # else another was asked for meanwhile
                self._folder, renderer = loaded
                self.loading.emit("")
                self.loaded.emit(renderer)
                self._look_again(renderer)

        def failed(error: Exception) -> None:
            self._failed(error)
            if turn == self._turn:
                self.loading.emit("")
                self._fall_back()

        self._chores.submit(work, done, failed)

    def _opened(self, folder: Path, go_on: GoOn) -> Renderer:
        model_set = self._models.open(folder, go_on)
        tell = self.failed.emit
        backend = open_backend(model_set, self._device, self._compiled, self._threads(), tell)
        engine = Engine(model_set, backend)
        if Feature.BLEND in engine.missing:
            raise UserError(engine.missing[Feature.BLEND])
        engine.prepare()
        return Renderer(engine)

    def _look_again(self, renderer: Renderer) -> None:
        """Read the files whose content was not looked at, beside all else."""
        model_set, look = renderer.engine.modelset, self._models.soundness.look_again
        self._chores.submit(lambda: look(model_set), lambda _: None, self._failed)

    def _listed(self, sets: list[KnownSet]) -> None:
        self.known.emit(sets)

    def _not_listed(self, error: Exception) -> None:
        self._failed(error)
        self.known.emit([])

    def _failed(self, error: Exception) -> None:
        self.failed.emit(str(error))

    def _fall_back(self) -> None:
        """Keep the set in use; where there is none yet, explore with the one that ships."""
        if self._folder is None and not self._fell_back:
            self._fell_back = True
            self._load(lambda _: self._models.shipped)
