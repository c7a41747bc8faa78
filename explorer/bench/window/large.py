"""Galleries of up to a million pictures: opened, filtered and scrolled, with how much memory."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.window.stage import application
from explorer.core.gallery.gallery import Gallery, gallery_of
from explorer.core.gallery.view import Selection, view
from explorer.ui.gallery.view import GalleryView
from training.data.decoded import open_decoded
from training.data.synthetic import write_synthetic

SIZES = (1_000, 10_000, 100_000, 1_000_000)
STEPS, QUICK = 200, 20
FILTERED = Selection(frozenset({"horse"}), "test")
SEARCHED = Selection(text="horse 0001")
WINDOW = (400, 800)

Costs = dict[str, float]
"""Of one gallery, by the last word of the row's key."""


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Measure the rows ``gallery.large``: the largest gallery's values, and a curve of all."""
    application()
    bench.home.cache.parent.mkdir(parents=True, exist_ok=True)
    costs: dict[int, Costs] = {}
    for size in bench.sizes or SIZES:
        with TemporaryDirectory(dir=bench.home.cache.parent) as folder:
            write_synthetic(Path(folder), size)
            costs[size] = _costs(Path(folder), QUICK if bench.quick else STEPS)
    largest = max(costs)
    return {
        key: Figure(
            costs[largest][name],
            beside={"pictures": largest},
            curve=tuple((float(size), costs[size][name]) for size in sorted(costs)),
        )
        for key in sorted(keys)
        for name in (key.rpartition(".")[2],)
    }


def _costs(folder: Path, steps: int) -> Costs:
    before = _anonymous_mb()
    widget = GalleryView()
    widget.resize(*WINDOW)
    widget.show()
    opened_ms, gallery = _timed(lambda: _shown(widget, folder))
    frames = _scrolled(widget, steps)
    filter_ms, _ = _timed(lambda: view(gallery, FILTERED))
    view(gallery, SEARCHED)  # what is searched is made once
    search_ms, _ = _timed(lambda: view(gallery, SEARCHED))
    memory = _anonymous_mb() - before
    widget.close()
    widget.deleteLater()
    return {
        "open_ms": opened_ms,
        "frame_p99_ms": float(np.percentile(frames, 99)),
        "filter_ms": filter_ms,
        "search_ms": search_ms,
        "memory_mb": memory,
    }


def _shown(widget: GalleryView, folder: Path) -> Gallery:
    """Open a gallery and paint its first pictures."""
    gallery, usual = gallery_of(open_decoded(folder), "synthetic"), Selection()
    widget.set_gallery(gallery, view(gallery, usual), usual, None)
    application().processEvents()
    widget.grid.viewport().repaint()
    return gallery


def _scrolled(widget: GalleryView, steps: int) -> list[float]:
    """Milliseconds of each frame on the way from the first picture to the last."""
    bar, frames = widget.grid.verticalScrollBar(), []
    for i in range(steps):
        began = time.perf_counter()
        _scroll(widget, bar.maximum() * i // max(1, steps - 1))
        frames.append(1000 * (time.perf_counter() - began))
    return frames


def _scroll(widget: GalleryView, place: int) -> None:
    """Go to a place, and paint it, which is what the event loop does then."""
    widget.grid.verticalScrollBar().setValue(place)
    application().processEvents()


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = work()
    return 1000 * (time.perf_counter() - began), made


def _anonymous_mb() -> float:
    """Memory that is not a file's: what is mapped from one goes when others need the room."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return float("nan")
