"""Curves of cost: against the size of a batch, the number of pins, and the time of a search."""

import time

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import MAX_PINS, Board
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.engine import Engine, Feature
from explorer.core.gallery.starter import starter_gallery
from explorer.core.search.generations import Wanted, search
from training.models import modelset

BATCHES, FEW = (1, 2, 4, 8, 16, 32, 64, 128, 256), (1, 2)
TIMES, FRAMES = 7, 40
SEARCH_SECONDS, QUICK_SECONDS = 60.0, 1.0
LOOKS = 12
"""Points of the curve of a search."""


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return curves; the value is that of the last point."""
    models = modelset.read(bench.models)
    engine = Engine(models, open_backend(models, bench.device, bench.home.compiled))
    curves = {"curve.batch": _batches, "curve.pins": _pins, "curve.search": _search}
    figures = {}
    for key in curves.keys() & keys:
        curve = tuple(curves[key](engine, bench.quick))
        figures[key] = Figure(curve[-1][1] if curve else None, curve=curve)
    return figures


def _batches(engine: Engine, quick: bool) -> list[tuple[float, float]]:
    """Milliseconds a picture that is decoded and scored."""
    curve = []
    for size in FEW if quick else BATCHES:
        latents = np.zeros((size, *engine.modelset.latent_shape), np.float32)
        taken = [_seconds(engine, latents) for _ in range(1 + (1 if quick else TIMES))][1:]
        curve.append((float(size), 1000 * float(np.median(taken)) / size))
    return curve


def _seconds(engine: Engine, latents: np.ndarray) -> float:
    began = time.perf_counter()
    images = engine.decode(latents)
    if Feature.SCORE not in engine.missing:
        engine.score(images)
    return time.perf_counter() - began


def _pins(engine: Engine, quick: bool) -> list[tuple[float, float]]:
    """Milliseconds of a frame of a linear blend."""
    renderer, gallery, curve = Renderer(engine), starter_gallery(), []
    for pins in range(2, (3 if quick else MAX_PINS) + 1):
        board = Board()
        for row in range(pins):
            board = board.add(gallery.source(row))
        requests = [
            RenderRequest(board.move_puck(0.3 + 0.4 * share, 0.5))
            for share in np.linspace(0, 1, 2 if quick else FRAMES).tolist()
        ]
        renderer.render(requests[0])
        taken = [renderer.render(request).milliseconds for request in requests]
        curve.append((float(pins), float(np.median(taken))))
    return curve


def _search(engine: Engine, quick: bool) -> list[tuple[float, float]]:
    """After so many seconds, the mean value of the twenty best finds."""
    seconds = QUICK_SECONDS if quick else SEARCH_SECONDS
    curve, began = [(0.0, 0.0)], time.perf_counter()
    for findings in search(Renderer(engine), starter_gallery(), Wanted()):
        now = time.perf_counter() - began
        if now >= len(curve) * seconds / LOOKS and findings.best:
            best = [one.value for one in findings.best]
            curve.append((now, float(np.mean(best))))
        if now > seconds:
            return curve
    return curve
