"""What a run or a model set is called, everywhere: a line in its folder, or the folder's name."""

from contextlib import suppress
from pathlib import Path

from training.files.atomic import write_whole
from training.files.errors import one_line
from training.files.plain_file import open_file
from training.files.strict_json import Malformed, read_bytes
from training.models.modelset import LARGEST_MANIFEST, MANIFEST
from training.run.folder import RunFolder

LONGEST_TITLE = 200
LONGEST_LETTER = 4
"""Bytes."""


def title_of(folder: Path) -> str:
    """Return what the user calls what is in a folder; empty where that is nothing."""
    path = RunFolder(folder).title
    try:
        with open_file(path) as file:
            content = file.read(LONGEST_TITLE * LONGEST_LETTER)
    except OSError:  # it has none
        return ""
    return one_line(_line(content.decode(errors="replace")))[:LONGEST_TITLE]


def manifest_in(folder: Path) -> bytes:
    """What tells model sets apart without reading their weights; empty where there is none."""
    try:
        return read_bytes(folder / MANIFEST, LARGEST_MANIFEST)
    except (OSError, Malformed):
        return b""


def name_of(folder: Path) -> str:
    """Return what that in a folder is called: by its title, else as the folder."""
    return title_of(folder) or folder.name


def same_set(folder: Path, others: Path | None) -> list[Path]:
    """Return the folders in ``others`` that have the model set of a folder.

    A run and the set that was installed of it are one thing, and have one name. There are none
    where ``others`` cannot be looked into.
    """
    own = _manifest(folder)
    if not own or others is None:
        return []
    with suppress(OSError):
        return [other for other in sorted(others.iterdir()) if _manifest(other) == own]
    return []


def entitle(folder: Path, title: str) -> None:
    """Call what is in a folder ``title`` from now on; an empty one takes its name away.

    Raises
    ------
    UserError
        Where that cannot be written.
    """
    write_whole(RunFolder(folder).title, _line(title).encode())


def _line(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE]


def _manifest(folder: Path) -> bytes:
    """The manifest of a set, or of what a run made; empty where there is none."""
    return manifest_in(folder) or manifest_in(RunFolder(folder).model_set)
