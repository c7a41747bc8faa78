"""A gallery of 18,000 pictures: read for the first time, opened again, scrolled, looked through."""

import time
from pathlib import Path

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.pictures import write_pictures
from explorer.bench.window.drag import Drag, staged
from explorer.bench.window.painted import when_painted
from explorer.bench.window.stage import wait
from explorer.core.engine.images import to_images
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import LIKENESS, Selection
from explorer.core.scores import REALISM

PICTURES, FEW, LOOKED = 18_000, 120, 3000
BATCH, STEPS = 64, 300


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
        figures = {
            "gallery.import_s": Figure(read / 1000, note=note),
            "gallery.open_ms": Figure(again, note=note),
            "gallery.frame_p99_ms": Figure(frames.p99 if frames else None, frames),
        }
        if keys & {"gallery.encode", "gallery.score"}:
            figures |= _looked_through(drag, FEW if bench.quick else LOOKED)
    return {key: figure for key, figure in figures.items() if key in keys}


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


def _looked_through(drag: Drag, count: int) -> Figures:
    """Sort by likeness and by realism, which has all pictures looked at; and their graphs alone."""
    gallery = drag.program.gallery.gallery
    renderer = drag.program.blend.renderer
    assert gallery is not None and renderer is not None
    engine, some = renderer.engine, _first(gallery, count)
    sides = {"gallery.encode": engine.encode_images, "gallery.score": engine.score}
    figures = {}
    for key, run in sides.items():
        taken = _beside(drag, some, key == "gallery.encode")
        began = time.perf_counter()
        for start in range(0, count, BATCH):
            run(to_images(some.pictures[start : start + BATCH]))
        alone = time.perf_counter() - began
        beside = {"a_second": count / taken, "alone_a_second": count / alone}
        figures[key] = Figure(alone / taken, None, beside)
    return figures


def _beside(drag: Drag, some: Gallery, is_likeness: bool) -> float:
    """Seconds that looking through a gallery takes in the window."""
    program = drag.program
    program.gallery.set_gallery(some)
    began = time.perf_counter()
    if is_likeness:
        program.gallery.find_alike(0)
    else:
        program.gallery.select(Selection(order=REALISM.name))
    wait(lambda: "gallery" not in program.work.pending(), 600)
    assert program.gallery.selection.order == (LIKENESS if is_likeness else REALISM.name)
    return time.perf_counter() - began


def _first(gallery: Gallery, count: int) -> Gallery:
    """The first pictures of a gallery, as one of their own."""
    rows = slice(0, count)
    return Gallery(
        title="some",
        fingerprint=f"some {gallery.fingerprint}",
        pictures=gallery.pictures[rows],
        names=gallery.names[rows],
        labels=gallery.labels[rows],
        classes=gallery.classes,
        splits=gallery.splits[rows],
    )
