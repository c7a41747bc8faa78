"""What is known of a favourite without its pixels, and an index that spares reading files again.

A folder of 20,000 favourites takes seconds to read, so what was read is kept among what can be
made again; a file counts as the same as long as its size, time of change and inode are.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from explorer.core.favourites.file import Favourite, read_favourite
from training.data.class_words import class_word, worded
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.strict_json import Malformed, Record, encode, read

FORMAT = 1
"""Of the index; what another format says is not read, but made again from the files."""
MAX_INDEX_BYTES = 512 << 20

Stamp = tuple[int, int, int]
"""Size in bytes, time of change in nanoseconds, inode."""

log = logging.getLogger(__name__)


class Listed(Struct, frozen=True, eq=False, tag=True):
    """A favourite in a list; :meth:`read` has the rest.

    Attributes
    ----------
    values
        By the name of the score, as they were when it was kept.
    said
        Everything that it can be found by, without capitals.
    """

    file: str
    id: str
    created: datetime
    rating: int
    notes: str
    tags: tuple[str, ...]
    parents: tuple[str, ...]
    values: Mapping[str, float]
    names: tuple[str, ...]
    said: str

    @property
    def path(self) -> Path:
        """Where it is; made of text when it is asked for, as 20,000 paths would take a while."""
        return Path(self.file)

    def read(self) -> Favourite:
        """Return the favourite itself.

        Raises
        ------
        UserError
            As ``read_favourite`` does.
        """
        return read_favourite(self.path)


class Damaged(Struct, frozen=True, eq=False, tag=True):
    """A file of the folder that is no favourite, and why, with what to do about it."""

    file: str
    problem: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.file)


Entry = Listed | Damaged
Known = dict[str, tuple[Stamp, Entry]]
"""What was read, by the name of the file."""


class _Index(Record):
    format: int
    files: Known


def listed(path: Path) -> Entry:
    """Read a file, and return what a list says of it."""
    try:
        favourite = read_favourite(path)
    except UserError as error:
        return Damaged(str(path), str(error))
    recipe = favourite.recipe
    return Listed(
        file=str(path),
        id=recipe.id,
        created=recipe.created,
        rating=favourite.rating,
        notes=favourite.notes,
        tags=favourite.tags,
        parents=recipe.parents,
        values=recipe.scores.values,
        names=tuple(worded(pin.source.name) for pin in recipe.board.pins),
        said=_said(favourite, path.stem),
    )


def _said(favourite: Favourite, stem: str) -> str:
    """Notes, tags, file, mode, names and classes of pictures, classes in both spellings."""
    board = favourite.recipe.board
    parts = [favourite.notes, *favourite.tags, stem, board.mode.name, board.mode.label]
    for pin in board.pins:
        name, class_name = pin.source.name, pin.source.class_name or ""
        parts += [name, worded(name), class_name, class_word(class_name)]
    return " ".join(parts).casefold()


def read_index(path: Path) -> Known:
    """Return what an index says; nothing where there is none that can be read."""
    try:
        index = read(path, _Index, MAX_INDEX_BYTES)
    except (OSError, Malformed):
        return {}
    return index.files if index.format == FORMAT else {}


def write_index(path: Path, known: Known) -> None:
    """Write an index; where that fails the files are read again at the next start."""
    try:
        write_whole(path, encode(_Index(FORMAT, known)))
    except UserError as error:
        log.warning("the index of favourites was not written: %s", error)
