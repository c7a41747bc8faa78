"""How soon the plane is filled, over decoding as many pictures in batches of 64."""

import time

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.window.drag import Drag, show, staged
from explorer.bench.window.painted import Paintings
from explorer.bench.window.stage import rest, wait
from explorer.core.blend.field import TILES, FieldKind, grid_points
from explorer.core.engine.backends import Floats

TIMES, BATCH = 8, 64


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Fill the plane again and again, and decode the same latents alone in turns."""
    with staged(bench) as drag:
        show(drag.program, "linear")
        latents = [_latents(drag, side) for side in TILES]
        coarse: list[float] = []
        full: list[float] = []
        alone: list[list[float]] = [[], []]
        for _ in range(1 if bench.quick else TIMES):
            seen = _filled(drag, len(TILES))
            coarse.append(seen[0])
            full.append(seen[-1])
            alone[0].append(_decoded(drag, latents[:1]))
            alone[1].append(_decoded(drag, latents))
    return {
        "field.coarse": _figure(coarse, alone[0]),
        "field.full": _figure(full, alone[1]),
    }


def _figure(seen: list[float], alone: list[float]) -> Figure:
    filled, pure = spread(seen), spread(alone)
    assert filled and pure
    return Figure(filled.p50 / pure.p50, filled, {"alone_p50_ms": pure.p50})


def _filled(drag: Drag, looks: int) -> list[float]:
    """Milliseconds until each look at the plane was painted."""
    program, seen = drag.program, dict[int, float]()
    canvas, began = program.window.canvas, time.perf_counter()

    def painted(_: float, now: float) -> None:
        if (image := canvas.scene.fill.image) is not None:
            seen.setdefault(image.cacheKey(), 1000 * (now - began))

    paintings = Paintings(program.window, painted)
    program.set_field(FieldKind.PICTURES)
    wait(lambda: len(seen) == looks)
    paintings.close()
    program.set_field(FieldKind.NOTHING)
    rest(0.1)
    return list(seen.values())


def _latents(drag: Drag, side: int) -> Floats:
    """The latents of all pictures of a look."""
    renderer = drag.program.blend.renderer
    assert renderer is not None
    return renderer.points(drag.program.board.board, grid_points(side)).latents


def _decoded(drag: Drag, looks: list[Floats]) -> float:
    """Milliseconds that decoding takes alone."""
    renderer = drag.program.blend.renderer
    assert renderer is not None
    latents = np.concatenate(looks)
    began = time.perf_counter()
    for start in range(0, len(latents), BATCH):
        renderer.engine.decode(latents[start : start + BATCH])
    return 1000 * (time.perf_counter() - began)
