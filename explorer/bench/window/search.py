"""How quick a search is in the window, over what its graphs take alone."""

import time

from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.window.drag import staged
from explorer.bench.window.stage import rest, wait

SECONDS, WARM = 20.0, 3.0
QUICK = 1.0


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return the share of a search's time in which graphs run."""
    with staged(bench) as drag:
        program, backend = drag.program, drag.backend
        program.find_pegasi()
        rest(QUICK if bench.quick else WARM)
        wait(lambda: program.search.tried > 0)
        began, tried, backend.spent = time.perf_counter(), program.search.tried, 0.0
        rest(QUICK if bench.quick else SECONDS)
        took, spent = time.perf_counter() - began, backend.spent
        tried = program.search.tried - tried
        program.search.stop()
    beside = {"candidates_a_second": tried / took, "seconds": took}
    return {"search.candidates": Figure(spent / took, None, beside)}
