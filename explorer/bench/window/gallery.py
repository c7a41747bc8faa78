"""A gallery of 18,000 pictures: read for the first time, opened again, scrolled."""

import time
from pathlib import Path

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.pictures import write_pictures
from explorer.bench.window.drag import Drag, staged
from explorer.bench.window.painted import when_painted
from explorer.core.gallery.view import Selection

PICTURES, FEW = 18_000, 120
STEPS = 300


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Read pictures, real ones where there are any, and do with them what people do."""
    count = FEW if bench.quick else PICTURES
    cache = bench.home.settings.parent / "source"
    folder = write_pictures(bench.home.settings.parent / "pictures", count, bench.data, cache)
    note = "" if bench.data else "of made-up pictures"
    with staged(bench) as drag:
        read = _opened(drag, folder)
        drag.program.galleries.back_to_dreams()
        again = _opened(drag, folder)
        frames = spread(_scrolled(drag))
        return {
            "gallery.import_s": Figure(read / 1000, note=note),
            "gallery.open_ms": Figure(again, note=note),
            "gallery.frame_p99_ms": Figure(frames.p99 if frames else None, frames),
        }


def _opened(drag: Drag, folder: Path) -> float:
    """Milliseconds until the pictures of a folder are seen."""
    program, view = drag.program, drag.program.window.gallery
    model = program.gallery
    before, began = model.gallery, time.perf_counter()
    program.galleries.open(folder, Selection())
    when_painted(program, lambda: model.gallery, before)
    took = 1000 * (time.perf_counter() - began)
    assert view.grid.model().rowCount() == len(model.rows_shown)
    return took


def _scrolled(drag: Drag) -> list[float]:
    """Milliseconds of each picture of the screen, from the first row to the last."""
    grid = drag.program.window.gallery.grid
    bar, taken = grid.verticalScrollBar(), []
    for place in np.linspace(0, bar.maximum(), STEPS).astype(int).tolist():
        began = time.perf_counter()
        bar.setValue(place)
        grid.viewport().repaint()
        taken.append(1000 * (time.perf_counter() - began))
    return taken
