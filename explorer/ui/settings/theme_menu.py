"""Light or dark, in the View menu."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.home.home import ThemeChoice
from explorer.ui.settings.view import THEMES


class ThemeMenu(QMenu):
    """One of three; ``chosen`` carries a ThemeChoice."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("&Theme", parent)
        group = QActionGroup(self)
        self._choices: dict[ThemeChoice, QAction] = {}
        for choice, text in THEMES.items():
            action = self._choices[choice] = self.addAction(text)
            action.setCheckable(True)
            action.setData(choice)
            group.addAction(action)
        group.triggered.connect(self._triggered)

    def set_choice(self, choice: ThemeChoice) -> None:
        """Show which one holds."""
        self._choices[choice].setChecked(True)

    def _triggered(self, action: QAction) -> None:
        self.chosen.emit(ThemeChoice(action.data()))
