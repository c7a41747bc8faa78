"""What is said on the command line about the window, read."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from explorer.commands.parts.arguments import OptionalFolder, OptionalPath, parse
from explorer.core.options import OpenOptions
from training.files.errors import UserError

Paths = tyro.conf.Positional[Annotated[tuple[Path, ...], tyro.conf.arg(metavar="PATH...")]]


@dataclass(frozen=True)
class Open:
    """Open the window.

    A PATH that is a picture becomes a source to blend, a favourite opens its board, a folder or
    archive becomes the gallery, a model set is loaded. Without one, the window shows what it
    showed last.
    """

    paths: Paths = ()
    """What to open: pictures, favourites, a gallery, a model set."""
    data: OptionalPath = None
    """The data set to look through: a CIFAR archive or folder, or class folders."""
    models: OptionalFolder = None
    """The model set to load."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes the pictures."""
    reset: bool = False
    """Start without the last session."""


def read_options(arguments: list[str]) -> OpenOptions:
    """Return what the command line asks of the window.

    Raises
    ------
    UserError
        Where a path that is named does not exist, or something else does not fit.
    """
    asked = parse(Open, "open", arguments)
    for path in (*asked.paths, asked.data, asked.models):
        if path is not None and not path.exists():
            raise UserError(_nothing_there(path))
    return OpenOptions(**vars(asked))


def _nothing_there(path: Path) -> str:
    from explorer.__main__ import SUBCOMMANDS

    close = difflib.get_close_matches(str(path), SUBCOMMANDS, n=1)
    meant = f" Did you mean `pegasus {close[0]}`?" if close else ""
    return (
        f"There is nothing at {path}: give a picture, a favourite, a folder, an archive or a "
        f"model set that exists.{meant}"
    )
