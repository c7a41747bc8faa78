"""What the program takes while nobody touches it."""

import time

from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.window.stage import opened, rest

SETTLING, SECONDS = 3.0, 60.0
QUICK = 0.3


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return the processor time of all threads over a minute, in percent of a core."""
    with opened(bench):
        rest(QUICK if bench.quick else SETTLING)
        began, used = time.perf_counter(), time.process_time()
        rest(QUICK if bench.quick else SECONDS)
        took = time.perf_counter() - began
        share = 100 * (time.process_time() - used) / took
    return {"idle.cpu_share": Figure(share, beside={"seconds": took})}
