"""Settings: kept at once when they are chosen, and told to whoever goes by them."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from explorer.core.home.home import (
    Home,
    Settings,
    favourites_folder,
    read_settings,
    settings_at_start,
    write_settings,
)
from explorer.ui.parts.answers import Chores
from explorer.ui.parts.event import Event, Reports
from training.files.errors import UserError, explained


class SettingsShow(Protocol):
    """A page of settings; ``chosen`` carries the name of one and its new value."""

    def set_settings(self, settings: Settings, favourites: Path) -> None: ...

    def set_cache(self, folder: Path, size: int) -> None: ...

    def set_cache_problem(self, text: str) -> None: ...

    @property
    def chosen(self) -> Reports[str, Any]: ...

    @property
    def clean_wanted(self) -> Reports[()]: ...


class SettingsControl:
    """Reads and writes the settings.

    ``applied`` carries the settings before and after a change, ``failed`` a sentence.
    """

    def __init__(self, home: Home, chores: Chores) -> None:
        self.applied, self.failed = Event[Settings, Settings](), Event[str]()
        self._home, self._chores = home, chores
        self._view: SettingsShow | None = None

    @property
    def settings(self) -> Settings:
        """What holds at this moment; the defaults where the file is damaged."""
        return settings_at_start(self._home)

    def show_in(self, view: SettingsShow) -> None:
        """Fill a page that was opened, and listen to it."""
        self._view = view
        view.chosen.connect(self.choose)
        view.clean_wanted.connect(self.clean)
        self._show(self.settings)
        self._chores.submit(self._measured, self._show_cache, self._cache_failed)

    def let_go(self) -> None:
        """Forget the page: it is closed."""
        self._view = None

    def choose(self, name: str, value: Any) -> None:
        """Keep another value of a setting, and let it hold at once."""
        try:
            old = read_settings(self._home.settings)
            new = replace(old, **{name: value})
            if new != old:
                write_settings(self._home.settings, new)
        except UserError as error:
            self.failed.emit(str(error))
            return
        self._show(new)
        if new != old:
            self.applied.emit(old, new)

    def clean(self) -> None:
        """Delete what can be made or fetched again, and show what is left."""

        def work() -> int:
            from explorer.core.kept import clean, undeleted

            clean(self._home)
            if problem := undeleted(self._home):
                raise UserError(problem)
            return self._measured()

        self._chores.submit(work, self._show_cache, self._cache_failed)

    def _measured(self) -> int:
        with explained(f"{self._home.cache} cannot be looked into", "change its rights"):
            return size_of(self._home.cache)

    def _show_cache(self, size: int) -> None:
        if self._view is not None:
            self._view.set_cache(self._home.cache, size)

    def _show(self, settings: Settings) -> None:
        if self._view is not None:
            self._view.set_settings(settings, favourites_folder(self._home, settings))

    def _cache_failed(self, error: Exception) -> None:
        if self._view is not None:
            self._view.set_cache_problem(str(error))


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder; of one that is not there, 0."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
        except OSError:  # gone meanwhile
            continue
    return total
