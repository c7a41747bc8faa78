"""The path that holds at this moment, and its edits as steps that can be undone."""

from explorer.core.paths.path import PuckPath
from explorer.ui.canvas.steps import Gesture, Step
from explorer.ui.parts.event import Event


class PathModel:
    """Holds the path; ``changed`` carries each new one."""

    def __init__(self) -> None:
        self.changed = Event[PuckPath]()
        self._path = PuckPath()

    @property
    def path(self) -> PuckPath:
        """The path that holds."""
        return self._path

    def set(self, path: PuckPath) -> None:
        """Let another path hold from now on."""
        self._path = path
        self.changed.emit(path)


class EditPath:
    """Goes from the path that holds to ``new`` and back; edits of one gesture are one step."""

    def __init__(
        self, text: str, model: PathModel, new: PuckPath, gesture: Gesture | None = None
    ) -> None:
        self.text = text
        self._model, self._old, self._new, self._gesture = model, model.path, new, gesture

    def do(self) -> bool:
        self._model.set(self._new)
        return True

    def undo(self) -> bool:
        self._model.set(self._old)
        return True

    def take_in(self, later: Step) -> bool:
        if self._gesture is None or not isinstance(later, EditPath):
            return False
        if later._gesture != self._gesture:
            return False
        self._new = later._new
        return True
