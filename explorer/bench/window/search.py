"""How quick a search is in the window, over the graphs that it runs, run alone in turns."""

import time

from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.window.drag import PIECE_SECONDS, Drag, staged
from explorer.bench.window.stage import rest, wait
from explorer.ui.search.control import CHANNEL

PIECES, WARM = 10, 3.0
QUICK = 1.0


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return how many candidates a second there are, over those of their graphs alone.

    After each piece of the search its graphs run again with nothing else, in the same batches.
    """
    with staged(bench) as drag:
        wait(lambda: not drag.program.work.pending())  # the gallery is looked through at first
        _searched(drag, QUICK if bench.quick else WARM)
        pieces = [_piece(drag, bench.quick) for _ in range(1 if bench.quick else PIECES)]
    tried, took, alone = (sum(column) for column in zip(*pieces, strict=True))
    beside = {"candidates_a_second": tried / took, "alone_a_second": tried / alone}
    return {"search.candidates": Figure(alone / took, None, beside)}


def _piece(drag: Drag, quick: bool) -> tuple[int, float, float]:
    """Search for a while, then run its graphs alone; return candidates, and seconds of both."""
    with drag.backend.recorded() as calls:
        tried, took = _searched(drag, QUICK if quick else PIECE_SECONDS)
    (alone,) = drag.backend.alone([calls], 1)
    return tried, took, alone / 1000


def _searched(drag: Drag, seconds: float) -> tuple[int, float]:
    """Search, or go on searching, for a while; return the candidates, and the seconds it took."""
    program = drag.program
    began, before = time.perf_counter(), program.search.tried
    program.find_pegasi()
    rest(seconds)
    wait(lambda: program.search.tried > before)
    took, tried = time.perf_counter() - began, program.search.tried - before
    program.search.stop()
    wait(lambda: CHANNEL not in program.work.pending())
    rest(0.1)
    return tried, took
