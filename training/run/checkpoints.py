"""Checkpoints that are either whole or absent, and beside the newest the one before."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import torch

from training.files.atomic import whole_file
from training.files.errors import UserError

PICKLE = "data.pkl"
"""What torch calls all but the numbers of tensors."""
MAX_PICKLE_BYTES = 4 << 20
"""A hundred times what any recipe has; twenty million numbers in it take a quarter of a minute."""


class Damaged(UserError):
    """A checkpoint that cannot be used; ``what`` is wrong with it."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"The checkpoint {path} cannot be used ({what}): delete the checkpoints in its folder "
            "to start anew."
        )
        self.what = what


def save(state: dict[str, Any], path: Path) -> None:
    """Write ``state`` (tensors, numbers, strings, containers); keep the one before beside it.

    Raises
    ------
    UserError
        Where there is no room; the last checkpoint is then as it was.
    """
    packed = io.BytesIO()  # torch says little of a disk that is full
    torch.save(state, packed)
    with whole_file(path, keep=before(path)) as file:
        file.write(packed.getbuffer())


def before(path: Path) -> Path:
    """Where the checkpoint before the one at ``path`` is kept."""
    return path.with_stem(f"{path.stem}-before")


def present(path: Path) -> list[Path]:
    """The checkpoints that are there, the newest first."""
    return [file for file in (path, before(path)) if file.is_file()]


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint with ``weights_only=True``, so that it can run no code.

    Raises
    ------
    UserError
        Where the file is damaged or is no checkpoint.
    """
    try:
        _refuse_bombs(path)
        found = torch.load(path, weights_only=True)
    except Exception as error:  # torch raises many kinds for damaged files
        raise Damaged(path, "it is damaged") from error
    if not isinstance(found, dict):
        raise Damaged(path, "it is none")
    return found


def _refuse_bombs(path: Path) -> None:
    """Raise a ValueError where a file would unpack to far more than it is."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            words = PurePosixPath(member.filename).name == PICKLE
            if member.compress_type != zipfile.ZIP_STORED:
                raise ValueError("torch packs nothing")
            if words and member.file_size > MAX_PICKLE_BYTES:
                raise ValueError("it says too much")


def take(
    path: Path,
    use: Callable[[dict[str, Any]], None],
    told: Callable[[str], None] = lambda text: None,
) -> bool:
    """Have ``use`` take the newest checkpoint of a run, or the one before where that is damaged.

    Parameters
    ----------
    use
        Raises what it likes, but no ``UserError``, where what a checkpoint holds does not fit.
    told
        Hears that the one before is used, which is the newest from then on.

    Returns
    -------
    bool
        Whether there was one.

    Raises
    ------
    UserError
        What ``use`` raises, or that no checkpoint can be used.
    """
    problem: Damaged | None = None
    for file in present(path):
        try:
            _use(file, use)
        except Damaged as error:
            problem = problem or error
            continue
        if problem:
            told(f"The newest checkpoint cannot be used ({problem.what}): the one before is.")
            file.replace(path)
        return True
    if problem:
        raise problem
    return False


def _use(file: Path, use: Callable[[dict[str, Any]], None]) -> None:
    content = load(file)
    try:
        use(content)
    except UserError:
        raise
    except Exception as error:  # whatever a wrong type or size leads to
        raise Damaged(file, "it is damaged, or of another version") from error
