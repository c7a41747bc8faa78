"""What the program keeps that can be made or fetched again, counted and cleaned."""

import fcntl
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from explorer.core.engine import compiled
from explorer.core.home.home import Home, settings_at_start
from training.data import kept as decoded

DOWNLOADS = "downloads"
"""Of the cache: archives that were fetched, and what came of others so far."""


@dataclass(frozen=True)
class Kept:
    """Numbers of files or data sets, each with their bytes."""

    decoded: tuple[int, int] = (0, 0)
    compiled: tuple[int, int] = (0, 0)
    downloads: tuple[int, int] = (0, 0)
    looks: tuple[int, int] = (0, 0)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(part[1] for part in astuple(self))

    def told(self) -> str:
        """Return what there is, in words."""
        sets, graphs, archives, looks = (count for count, _ in astuple(self))
        parts = (
            f"{sets} decoded data set{'s' * (sets != 1)}",
            f"{graphs} compiled graph{'s' * (graphs != 1)}",
            f"{archives} download{'s' * (archives != 1)}",
            f"{looks} list{'s' * (looks != 1)} of scores",
        )
        return f"{', '.join(parts)}: {self.size / 1e6:,.0f} MB"


def clean(home: Home) -> Kept:
    """Delete what can be made or fetched again; return what went.

    The archive that the settings name as the data set stays, and what another program is fetching
    at this moment.
    """
    before = _sizes(home)
    count, size = decoded.clear(home.cache)
    graphs, looks = compiled.clear(home.compiled), compiled.clear(home.looks)
    for path in _downloads(home):
        _delete(path)
    after = _sizes(home)
    downloads = len(before) - len(after), _sum(before) - _sum(after)
    return Kept((count, size), graphs, downloads, looks)


def left(home: Home) -> int:
    """Return how many bytes are kept that :func:`clean` would delete."""
    folders = home.compiled, home.looks
    made = decoded.kept_bytes(home.cache) + sum(map(compiled.compiled_bytes, folders))
    return made + _sum(_sizes(home))


def _downloads(home: Home) -> list[Path]:
    """What was fetched and is not the data set in use."""
    in_use = settings_at_start(home).data
    with suppress(OSError):
        files = [path for path in (home.cache / DOWNLOADS).iterdir() if path.is_file()]
        return [path for path in files if in_use is None or path.resolve() != in_use.resolve()]
    return []


def _sizes(home: Home) -> dict[Path, int]:
    return {path: compiled.size_of(path) for path in _downloads(home)}


def _sum(sizes: dict[Path, int]) -> int:
    return sum(sizes.values())


def _delete(path: Path) -> None:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever fetches it holds it
        path.unlink()
