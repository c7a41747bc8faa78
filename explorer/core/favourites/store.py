"""The folder of favourites: what lies in it is what there is."""

import hashlib
import itertools
import math
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from explorer.core.favourites.file import Favourite, annotated, encode_favourite, read_favourite
from explorer.core.favourites.listing import (
    Damaged,
    Entry,
    Known,
    Listed,
    Stamp,
    listed,
    read_index,
    write_index,
)
from training.files.atomic import move, write_new, write_whole
from training.files.errors import UserError

TRASH = ".trash"
WORTH_WRITING = 64
"""Files read since the index was written that make it worth being written again."""


@dataclass(frozen=True)
class Look:
    """What a folder holds as far as it was read: favourites, the newest first, then damaged files.

    ``unread`` files are still to be read.
    """

    entries: tuple[Entry, ...]
    unread: int = 0


class Favourites:
    """Favourites in ``folder``, which is made when the first is saved.

    Other programs may change the folder at any time, so nothing is remembered but what spares
    reading a file again that has not changed. With ``cache``, a folder, that lasts until the next
    start.
    """

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self.folder = folder
        self._cache = cache
        self._known: Known | None = None
        self._unwritten = 0
        self._one_at_a_time = Lock()

    def elsewhere(self, folder: Path) -> "Favourites":
        """Return the favourites of another folder."""
        return Favourites(folder, self._cache)

    def scan(self) -> tuple[Entry, ...]:
        """Return all that the folder holds, as :meth:`look` does."""
        return self.look().entries

    def look(self, seconds: float = math.inf) -> Look:
        """Return what the folder holds; files are read for about so long, the newest first.

        For a file that did not change it is the same object as before. Hidden files and files
        that are no PNG are left out. Any thread may ask.

        Raises
        ------
        UserError
            Where the folder is there but cannot be listed.
        """
        with self._one_at_a_time:
            try:
                stamps = _stamps_in(self.folder)
                unread = self._read_on(stamps, time.monotonic() + seconds)
            except OSError as error:
                raise UserError(
                    f"{self.folder} cannot be read ({error.strerror or error}): "
                    f"choose another folder for favourites."
                ) from error
            assert self._known is not None
            return Look(_in_order(entry for _, entry in self._known.values()), unread)

    def _read_on(self, stamps: dict[str, Stamp], until: float) -> int:
        """Forget what is gone or changed, read what is not known; return how many are left."""
        known = self._from_index() if self._known is None else self._known
        known = {name: known[name] for name in known if known[name][0] == stamps.get(name)}
        self._known = known
        unread = sorted(stamps.keys() - known.keys(), key=lambda name: -stamps[name][1])
        for done, name in enumerate(unread):
            if done and time.monotonic() > until:
                return len(unread) - done
            known[name] = (stamps[name], listed(self.folder / name))
            self._unwritten += 1
        if self._index is not None and self._unwritten >= WORTH_WRITING:
            write_index(self._index, known)
            self._unwritten = 0
        return 0

    def _from_index(self) -> Known:
        return {} if self._index is None else read_index(self._index)

    @property
    def _index(self) -> Path | None:
        """Where what was read is kept: text, so that a folder whose path is none has no index."""
        text = str(self.folder)
        if self._cache is None or text.encode(errors="ignore").decode() != text:
            return None
        name = hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:16]
        return self._cache / f"favourites-{name}.json"

    def save(self, favourite: Favourite) -> Favourite:
        """Write a favourite to a file of its own and return it with its path.

        Raises
        ------
        UserError
            Where it cannot be written; nothing of it is left then.
        """
        moment = favourite.recipe.created.astimezone()
        stem = f"pegasus-{moment:%Y%m%d-%H%M%S}-{favourite.recipe.id[:4]}"
        places = _numbered(self.folder / f"{_plain(stem)}.png")
        path = write_new(places, encode_favourite(favourite))
        return replace(favourite, path=path)

    def annotate(
        self,
        path: Path,
        rating: int | None = None,
        notes: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> Favourite:
        """Change rating, notes, tags or all, and return the favourite as it is then.

        Raises
        ------
        UserError
            Where the file cannot be read or written; it is as it was then.
        """
        old = read_favourite(self._own(path))
        rating = old.rating if rating is None else rating
        notes = old.notes if notes is None else notes
        tags = old.tags if tags is None else tuple(tags)
        write_whole(path, annotated(path, rating, notes, tags))
        return replace(old, rating=rating, notes=notes, tags=tags)

    def delete(self, path: Path) -> Path:
        """Move a file, be it damaged or not, to the trash; return where it is for ``restore``.

        Raises
        ------
        UserError
            Where it is not in this folder, or cannot be moved.
        """
        target = _free(self.folder / TRASH / self._own(path).name)
        move(path, target)
        return target

    def restore(self, trashed: Path) -> Path:
        """Undo ``delete``; where its name was taken meanwhile, the file gets another.

        Raises
        ------
        UserError
            Where it is no longer in the trash, or cannot be moved.
        """
        if trashed.parent != self.folder / TRASH or not trashed.is_file():
            raise UserError(f"{trashed} is not in the trash of {self.folder}: look for it there.")
        target = _free(self.folder / trashed.name)
        move(trashed, target)
        return target

    def trashed(self) -> tuple[Path, ...]:
        """Return what ``restore`` can bring back, by name."""
        return tuple(_pictures_in(self.folder / TRASH))

    def _own(self, path: Path) -> Path:
        if path.parent != self.folder or not path.is_file():
            raise UserError(f"{path} is not in {self.folder} any more: look at the folder again.")
        return path


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Favourites, the newest first, then damaged files by name."""
    favourites, damaged = list[Listed](), list[Damaged]()
    for entry in entries:
        favourites.append(entry) if isinstance(entry, Listed) else damaged.append(entry)
    favourites.sort(key=lambda favourite: (favourite.created, favourite.file), reverse=True)
    damaged.sort(key=lambda entry: entry.file)
    return (*favourites, *damaged)


def _stamps_in(folder: Path) -> dict[str, Stamp]:
    """What tells whether a file of a folder has changed, by name; nothing where there is none."""
    if not folder.is_dir():
        return {}
    with os.scandir(folder) as files:
        return {file.name: _stamp(file) for file in files if _counts(file)}


def _counts(file: "os.DirEntry[str]") -> bool:
    return file.name.lower().endswith(".png") and file.name[0] != "." and file.is_file()


def _stamp(file: "os.DirEntry[str]") -> Stamp:
    try:
        stat = file.stat()
    except FileNotFoundError:  # it went while the others were listed
        return 0, 0, 0
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _pictures_in(folder: Path) -> list[Path]:
    """PNG files by name, without hidden ones; none where there is no folder."""
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.suffix.lower() == ".png")
    return sorted(path for path in files if path.is_file() and not path.name.startswith("."))


def _free(path: Path) -> Path:
    """Return ``path``, or where that is taken, the same with the first number that is not."""
    return next(place for place in _numbered(path) if not place.exists())


def _numbered(path: Path) -> Iterator[Path]:
    """Yield ``path``, and then the same with each number from 2 on."""
    yield path
    for number in itertools.count(2):
        yield path.with_stem(f"{path.stem}-{number}")


def _plain(stem: str) -> str:
    """A recipe from elsewhere may have any text as its id."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in stem)
