"""Notices that files of a folder come, go or change."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLE_MILLISECONDS = 200
"""After a change of the folder, before it is told of: files come in several steps."""


class FolderWatch(QObject):
    """Watches one folder at a time; ``changed`` says that there is something new."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self.changed)
        self._watcher.directoryChanged.connect(self._touched)

    def watch(self, folder: Path) -> None:
        """Watch this folder, and no other one; one that is not there is not watched."""
        watched = self._watcher.directories()
        if folder.is_dir() and watched == [str(folder)]:
            return
        if watched:
            self._watcher.removePaths(watched)
        if folder.is_dir():
            self._watcher.addPath(str(folder))

    def close(self) -> None:
        """Watch nothing any more."""
        self._watcher.directoryChanged.disconnect(self._touched)
        self._settle.stop()

    def _touched(self) -> None:
        self._settle.start()
