"""Notices that files of a folder come, go or change, and that it comes or goes itself."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLE_MILLISECONDS = 200
"""After a change of the folder, before it is told of: files come in several steps."""


class FolderWatch(QObject):
    """Watches one folder at a time; ``changed`` says that there is something new."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self._same: tuple[int, int] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self.changed)
        self._watcher.directoryChanged.connect(self._touched)

    def watch(self, folder: Path) -> None:
        """Watch this folder, and no other one, also where it is not there yet, or no more.

        The folder that it is in is watched, too: that it is renamed, or comes back, is seen there
        alone.
        """
        same = _identity(folder)
        above = next((path for path in folder.parents if path.is_dir()), None)
        wanted = [str(path) for path in (above, folder) if path is not None and path.is_dir()]
        watched = self._watcher.directories()
        if (same, sorted(watched)) != (self._same, sorted(wanted)):
            if watched:
                self._watcher.removePaths(watched)
            if wanted:
                self._watcher.addPaths(wanted)
        self._folder, self._same = folder, same

    def close(self) -> None:
        """Watch nothing any more."""
        self._watcher.directoryChanged.disconnect(self._touched)
        self._settle.stop()

    def _touched(self, path: str) -> None:
        """What else comes and goes beside the folder is of no interest."""
        if path == str(self._folder):
            self._settle.start()
        elif _identity(self._folder) != self._same:
            self._settle.start()
            self.watch(self._folder)
        elif self._same is None:  # a folder that leads to it may have come
            self.watch(self._folder)


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one of its name; nothing where it is none."""
    try:
        stat = folder.stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino) if folder.is_dir() else None
