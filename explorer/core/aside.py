"""Files of the program's own that cannot be used: put aside, in the place of the one before."""

from pathlib import Path

from training.files.atomic import move
from training.files.errors import UserError


def put_aside(path: Path) -> str:
    """Rename a file, and return a sentence that says where it is, or why it could not be moved."""
    try:
        move(path, aside(path))
    except UserError as error:
        return str(error)
    return f"It was kept as {aside(path)}."


def aside(path: Path) -> Path:
    """Return where a file is put: beside it, as ``NAME-before``."""
    return path.with_name(f"{path.stem}-before{path.suffix}")
