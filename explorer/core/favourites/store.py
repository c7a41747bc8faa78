"""The folder of favourites: what lies in it is what there is."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from explorer.core.favourites.file import Favourite, annotated, encode_favourite, read_favourite
from training.files.atomic import move, write_whole
from training.files.errors import UserError

TRASH = ".trash"
_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Damaged:
    """A file of the folder that is no favourite, and why, with what to do about it."""

    path: Path
    problem: str


Entry = Favourite | Damaged


class Favourites:
    """Favourites in ``folder``, which is made when the first is saved.

    Other programs may change the folder at any time, so nothing is remembered but what spares
    reading a file again that has not changed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, tuple[_Stamp, Entry]] = {}
        self._one_at_a_time = Lock()

    def scan(self) -> tuple[Entry, ...]:
        """Return what the folder holds: favourites, the newest first, then damaged files.

        For a file that did not change it is the same object as before. Hidden files and files
        that are no PNG are left out. Any thread may ask.

        Raises
        ------
        UserError
            Where the folder is there but cannot be listed.
        """
        with self._one_at_a_time:
            try:
                self._known = dict(self._looked_at())
            except OSError as error:
                raise UserError(
                    f"{self.folder} cannot be read ({error.strerror or error}): "
                    f"choose another folder for favourites."
                ) from error
            entries = [entry for _, entry in self._known.values()]
        favourites = [entry for entry in entries if isinstance(entry, Favourite)]
        favourites.sort(key=lambda favourite: favourite.recipe.created, reverse=True)
        return (*favourites, *(entry for entry in entries if isinstance(entry, Damaged)))

    def save(self, favourite: Favourite) -> Favourite:
        """Write a favourite to a file of its own and return it with its path.

        Raises
        ------
        UserError
            Where it cannot be written; nothing of it is left then.
        """
        moment = favourite.recipe.created.astimezone()
        stem = f"pegasus-{moment:%Y%m%d-%H%M%S}-{favourite.recipe.id[:4]}"
        path = _free(self.folder / f"{_plain(stem)}.png")
        write_whole(path, encode_favourite(favourite))
        return replace(favourite, path=path)

    def annotate(
        self, path: Path, rating: int | None = None, notes: str | None = None
    ) -> Favourite:
        """Change rating, notes or both, and return the favourite as it is then.

        Raises
        ------
        UserError
            Where the file cannot be read or written; it is as it was then.
        """
        old = read_favourite(self._own(path))
        rating = old.rating if rating is None else rating
        notes = old.notes if notes is None else notes
        write_whole(path, annotated(path, rating, notes))
        return replace(old, rating=rating, notes=notes)

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

    def _looked_at(self) -> Iterator[tuple[Path, tuple[_Stamp, Entry]]]:
        for path in _pictures_in(self.folder):
            with suppress(FileNotFoundError):  # it went while the others were read
                yield path, self._look_at(path)

    def _look_at(self, path: Path) -> tuple[_Stamp, Entry]:
        stat = path.stat()
        stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        if path in self._known and self._known[path][0] == stamp:
            return self._known[path]
        try:
            return stamp, read_favourite(path)
        except UserError as error:
            return stamp, Damaged(path, str(error))


def ancestors(favourite: Favourite, others: Iterable[Favourite]) -> tuple[Favourite, ...]:
    """Return what a favourite came from, and what that came from: nearest first, each once."""
    by_id = {other.recipe.id: other for other in others}
    seen, chain = {favourite.recipe.id}, list[Favourite]()
    waiting = [*favourite.recipe.parents]
    while waiting:
        parent = waiting.pop(0)
        if parent not in seen and parent in by_id:
            chain.append(by_id[parent])
            waiting.extend(by_id[parent].recipe.parents)
        seen.add(parent)
    return tuple(chain)


def children(favourite: Favourite, others: Sequence[Favourite]) -> tuple[Favourite, ...]:
    """Return those of ``others`` that came from a favourite directly, in their order."""
    return tuple(other for other in others if favourite.recipe.id in other.recipe.parents)


def _pictures_in(folder: Path) -> list[Path]:
    """PNG files by name, without hidden ones; none where there is no folder."""
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.suffix.lower() == ".png")
    return sorted(path for path in files if path.is_file() and not path.name.startswith("."))


def _free(path: Path) -> Path:
    """Return ``path``, or where that is taken, the same with the first number that is not."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2))
    return next(place for place in itertools.chain([path], numbered) if not place.exists())


def _plain(stem: str) -> str:
    """A recipe from elsewhere may have any text as its id."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in stem)
