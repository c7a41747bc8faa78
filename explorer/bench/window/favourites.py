"""How long it takes until 20,000 favourites are in the strip."""

import shutil
import time

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.window.painted import when_painted
from explorer.bench.window.stage import opened, wait

FAVOURITES, FEW = 20_000, 40
TIMES = 3


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Keep a favourite, copy it, and open the window on the folder; once to read them all."""
    count = FEW if bench.quick else FAVOURITES
    with opened(bench) as program:
        program.keep()
        wait(lambda: len(list(bench.home.favourites.glob("*.png"))) == 1)
    (kept,) = bench.home.favourites.glob("*.png")
    for i in range(1, count):
        shutil.copy(kept, kept.with_stem(f"{kept.stem}-{i:05d}"))
    first = _until_listed(bench, count)
    again = [_until_listed(bench, count) for _ in range(1 if bench.quick else TIMES)]
    times = spread(again)
    assert times is not None
    return {"favourites.open_ms": Figure(times.p50, times, {"first_time_ms": first})}


def _until_listed(bench: Bench, count: int) -> float:
    """Milliseconds from asking for the favourites to all of them in the strip."""
    with opened(bench) as program:
        strip = program.window.favourites.strip.model()
        wait(lambda: strip.rowCount() == count, 600)
        program.favourites.set_folder(bench.home.favourites.with_name("none"))
        wait(lambda: strip.rowCount() == 0)
        began = time.perf_counter()
        program.favourites.set_folder(bench.home.favourites)
        when_painted(program, lambda: True if strip.rowCount() == count else None)
        return 1000 * (time.perf_counter() - began)
