"""Folders of very many files, opened as data sets in a process of bounded memory.

    python -m tests.faults.many PATH CACHE

prints as JSON how many pictures and classes there were, or the sentence, with bytes and seconds: of
the processor, which a busy machine does not make more.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.faults.fuzzing import ROOT, _bound_memory
from training.data import cache
from training.files.errors import UserError

MANY = 100_000
EACH = 10_000
"""Names that one file gets: file systems bound them, to 65,000 and less."""
CLASSES = ("bird", "horse")
HANGS_SECONDS = 1200


def pictures(folder: Path, count: int) -> Iterator[Path]:
    """Pictures of two classes."""
    for number in range(count):
        yield folder / CLASSES[number % 2] / f"{number}.png"


def texts(folder: Path, count: int) -> Iterator[Path]:
    """Two pictures, each in its class, and otherwise what is none."""
    for name in CLASSES:
        yield folder / name / "0.png"
    for number in range(count - 2):
        yield folder / CLASSES[number % 2] / f"{number}.txt"


def classes(folder: Path, count: int) -> Iterator[Path]:
    """A folder for each picture."""
    for number in range(count):
        yield folder / str(number) / "0.png"


KINDS: dict[str, Callable[[Path, int], Iterator[Path]]] = {
    kind.__name__: kind for kind in (pictures, texts, classes)
}


def make(kind: str, folder: Path, count: int = MANY) -> None:
    """Fill a folder with so many files, of which many are one by several names."""
    places = KINDS[kind](folder, count)
    first: dict[tuple[str, int], Path] = {}
    for number in range(-(-count // EACH)):
        for path in islice(places, EACH):
            path.parent.mkdir(parents=True, exist_ok=True)
            key = path.suffix, number
            if key in first:
                os.link(first[key], path)
            else:
                first[key] = path
                _write(path, number)


def _write(path: Path, number: int) -> None:
    if path.suffix == ".txt":
        path.write_text("no picture")
    else:
        Image.fromarray(np.full((32, 32, 3), number, np.uint8)).save(path)


def opened(folder: Path, kept: Path) -> dict[str, Any]:
    """Open a folder or archive as a data set in a process of its own; return what that says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.many", folder, kept],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=HANGS_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def main(folder: Path, kept: Path) -> None:
    """Print what becomes of a data set within the memory that hostile input may take."""
    _bound_memory()
    before, began = _peak(), time.process_time()
    try:
        data = cache.load(folder, kept, skip_unreadable=True)
        said = {
            "pictures": len(data.pictures.names),
            "classes": len(data.classes),
            "left_out": data.left_out.count,
        }
    except UserError as error:
        said = {"sentence": str(error)}  # type: ignore[dict-item]
    print(json.dumps({**said, "seconds": time.process_time() - began, "bytes": _peak() - before}))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
