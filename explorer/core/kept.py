"""What the program keeps that can be made or fetched again, counted and cleaned."""

import fcntl
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from explorer.core.home.home import Home, settings_at_start
from training.data import kept as decoded
from training.files.bounded import bytes_in, clear, size_of

DOWNLOADS = "downloads"
"""Of the cache: archives that were fetched, and what came of others so far."""


@dataclass(frozen=True)
class Kept:
    """Numbers of files or data sets, each with their bytes."""

    decoded: tuple[int, int] = (0, 0)
    compiled: tuple[int, int] = (0, 0)
    downloads: tuple[int, int] = (0, 0)
    looks: tuple[int, int] = (0, 0)
    small: tuple[int, int] = (0, 0)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(part[1] for part in astuple(self))

    def told(self) -> str:
        """Return what there is, in words."""
        sets, graphs, archives, looks, files = (count for count, _ in astuple(self))
        parts = (
            f"{sets} decoded data set{'s' * (sets != 1)}",
            f"{graphs} compiled graph{'s' * (graphs != 1)}",
            f"{archives} download{'s' * (archives != 1)}",
            f"{looks} list{'s' * (looks != 1)} of scores",
            f"{files} small file{'s' * (files != 1)}",
        )
        return f"{', '.join(parts)}: {self.size / 1e6:,.0f} MB"


def clean(home: Home) -> Kept:
    """Delete what can be made or fetched again; return what went.

    The archive that the settings name as the data set stays, and what another program is fetching
    at this moment. Small files are what is known of model sets, and the picture that was opened in
    another program.
    """
    before = _sizes(home)
    count, size = decoded.clear(home.cache)
    graphs, looks, tried, seen = map(clear, _folders(home))
    for path in _downloads(home):
        _delete(path)
    after = _sizes(home)
    downloads = len(before) - len(after), _sum(before) - _sum(after)
    small = tried[0] + seen[0], tried[1] + seen[1]
    return Kept((count, size), graphs, downloads, looks, small)


def undeleted(home: Home) -> str:
    """Return a sentence about what :func:`clean` could not delete; empty where there is nothing."""
    files = sum(map(bytes_in, _folders(home)))
    left = decoded.kept_bytes(home.cache) + files + _sum(_sizes(home))
    if not left:
        return ""
    return (
        f"{left / 1e6:,.1f} MB of {home.cache} cannot be deleted: wait until what is being fetched "
        "is there, or change the rights of the folder."
    )


def _folders(home: Home) -> tuple[Path, Path, Path, Path]:
    return home.compiled, home.looks, home.tried, home.seen


def _downloads(home: Home) -> list[Path]:
    """What was fetched and is not the data set in use."""
    in_use = settings_at_start(home).data
    with suppress(OSError):
        files = [path for path in (home.cache / DOWNLOADS).iterdir() if path.is_file()]
        return [path for path in files if in_use is None or path.resolve() != in_use.resolve()]
    return []


def _sizes(home: Home) -> dict[Path, int]:
    return {path: size_of(path) for path in _downloads(home)}


def _sum(sizes: dict[Path, int]) -> int:
    return sum(sizes.values())


def _delete(path: Path) -> None:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever fetches it holds it
        path.unlink()
