"""The path that holds at this moment, and its edits as steps that can be undone."""

from explorer.core.paths.path import PuckPath
from explorer.ui.canvas.steps import Gesture, Replace
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


class EditPath(Replace[PuckPath]):
    """Goes from the path that holds to ``new`` and back."""

    def __init__(
        self, text: str, model: PathModel, new: PuckPath, gesture: Gesture | None = None
    ) -> None:
        super().__init__(text, model.set, model.path, new, gesture)
