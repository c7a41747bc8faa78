"""The menu of the model sets that there are."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.models import KnownSet
from explorer.ui.parts.plain import plain_item


class KnownMenu(QMenu):
    """One entry a set; what is in use is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("&Use", parent)
        self.setToolTipsVisible(True)
        self._note("Looking\N{HORIZONTAL ELLIPSIS}")

    def show_known(
        self, known: Sequence[KnownSet], current: Path | None, use: Callable[[Path], None]
    ) -> None:
        """List sets; choosing one calls ``use`` with its folder."""
        self.clear()
        if not known:
            self._note("There are none")
        for entry in known:
            action = self.addAction(plain_item(entry.title))
            action.setCheckable(True)
            action.setChecked(entry.folder == current)
            action.setEnabled(not entry.problem)
            action.setToolTip(entry.problem or str(entry.folder))
            action.triggered.connect(partial(_use, use, entry.folder))

    def _note(self, text: str) -> None:
        """Say something; an empty menu would not open at all."""
        self.addAction(text).setEnabled(False)


def _use(use: Callable[[Path], None], folder: Path, checked: bool = False) -> None:
    use(folder)
