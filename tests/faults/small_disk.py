"""One piece of work on a small disk: while that is full, and once there is room.

    python -m tests.faults.small_disk WORK DISK DATA

prints as JSON, of either, the status and the sentence, and the files that are there then.
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from explorer.__main__ import main as pegasus
from explorer.core.favourites.exporting import export_png
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.recipe import Recipe
from explorer.core.favourites.store import Favourites
from tests.explorer.core.boards import odd_board
from training.__main__ import main as training
from training.files.errors import UserError

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)
PAGE = 4096
"""Bytes that a small file takes."""
LEFT = {"train": 6 * PAGE}
"""What is free on the full disk; a training has room to begin."""
BALLAST = "ballast"


def keep(disk: Path, data: str) -> int:
    """Keep a favourite."""
    Favourites(disk / "Pegasi").save(Favourite(PICTURE, Recipe(odd_board(), (0.25, 0.75))))
    return 0


def export(disk: Path, data: str) -> int:
    """Export a picture."""
    export_png(PICTURE, disk / "out" / "large.png", 8)
    return 0


def read(disk: Path, data: str) -> int:
    """Import a data set."""
    return pegasus(["data", "import", data, "--home", str(disk / "home")])


def train(disk: Path, data: str) -> int:
    """Train a small classifier, whose checkpoint takes ten pages."""
    folders = ["--data", data, "--run", str(disk / "run"), "--cache", f"{data}.cache"]
    settings = ["--epochs", "2", "--batch-size", "27", "--width", "4", "--hidden", "8"]
    return training(["train", "coursework-classifier", *folders, *settings])


WORK: dict[str, Callable[[Path, str], int]] = {
    "keep": keep,
    "export": export,
    "import": read,
    "train": train,
}


def main(name: str, disk: Path, data: str) -> dict[str, tuple[int, str, list[str]]]:
    """Fill the disk but for what the work begins with, try it, make room and do it."""
    ballast = disk / BALLAST
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(PAGE)):
            pass
    os.truncate(ballast, ballast.stat().st_size - LEFT.get(name, 0))
    full = (*_tried(WORK[name], disk, data), _files(disk))
    ballast.unlink()
    return {"full": full, "room": (*_tried(WORK[name], disk, data), _files(disk))}


def _tried(work: Callable[[Path, str], int], disk: Path, data: str) -> tuple[int, str]:
    with (
        contextlib.redirect_stderr(io.StringIO()) as said,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        try:
            return work(disk, data), said.getvalue()
        except UserError as error:
            return 2, f"{error}\n"


def _files(disk: Path) -> list[str]:
    files = (path for path in sorted(disk.rglob("*")) if path.is_file())
    return [str(path.relative_to(disk)) for path in files if path.name != BALLAST]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
