"""Galleries of any size in the window: shown, scrolled and filtered, with memory bounded."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.pictures import CLASSES, SIDE
from explorer.bench.window.drag import staged
from explorer.bench.window.memory import resident
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import Selection
from explorer.ui.program import Program

SIZES, FEW = (1_000, 10_000, 100_000, 1_000_000), (300,)
STEPS = 100


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return curves: milliseconds to show, to scroll one step, and to filter; and the memory."""
    names = ("open", "scroll", "filter", "memory")
    curves: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    with staged(bench) as drag:
        for size in bench.sizes or (FEW if bench.quick else SIZES):
            seen = _of_size(drag.program, mapped_gallery(bench.home.cache / f"{size}", size))
            for name, value in zip(names, seen, strict=True):
                curves[name].append((float(size), value))
    return {
        f"sizes.{name}": Figure(curve[-1][1], curve=tuple(curve)) for name, curve in curves.items()
    }


def mapped_gallery(file: Path, count: int) -> Gallery:
    """Return a gallery whose pictures are in a file that is mapped, as those of data sets are."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pictures = np.memmap(file, np.uint8, "w+", shape=(count, SIDE, SIDE, 3))
    labels = np.arange(count) % len(CLASSES)
    return Gallery(
        title=f"{count:,} pictures",
        fingerprint=f"mapped {count}",
        pictures=pictures,
        names=tuple(f"made/{i}" for i in range(count)),
        labels=labels.astype(np.int64),
        classes=CLASSES,
        splits=np.full(count, ""),
    )


def _of_size(program: Program, gallery: Gallery) -> tuple[float, float, float, float]:
    grid = program.window.gallery.grid
    opened = _milliseconds(lambda: program.gallery.set_gallery(gallery))
    bar = grid.verticalScrollBar()
    places = np.linspace(0, bar.maximum(), STEPS).astype(int).tolist()
    scrolled = [_milliseconds(partial(bar.setValue, place)) for place in places]
    classes = frozenset(CLASSES[:1])
    filtered = _milliseconds(lambda: program.gallery.select(Selection(classes=classes)))
    return opened, float(np.percentile(scrolled, 99)), filtered, resident()


def _milliseconds(do: Callable[[], object]) -> float:
    """Until something is done and painted."""
    began = time.perf_counter()
    do()
    QApplication.processEvents()
    return 1000 * (time.perf_counter() - began)
