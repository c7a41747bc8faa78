"""A button that asks where a data set is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QPushButton, QWidget

KINDS = "Archives (*.tar *.tar.gz *.tgz *.zip)"


class BrowseButton(QPushButton):
    """Asks for an archive or a folder, beginning at what ``line`` says; ``chosen`` has its path."""

    chosen = Signal(str)

    def __init__(self, line: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__("Choose…", parent)
        self._line = line
        menu = QMenu(self)
        menu.addAction("Archive…").triggered.connect(self._ask_archive)
        menu.addAction("Folder…").triggered.connect(self._ask_folder)
        self.setMenu(menu)

    def _ask_archive(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Data set", self._line.text(), KINDS)
        self._tell(name)

    def _ask_folder(self) -> None:
        self._tell(QFileDialog.getExistingDirectory(self, "Data set", self._line.text()))

    def _tell(self, name: str) -> None:
        if name:
            self.chosen.emit(name)
