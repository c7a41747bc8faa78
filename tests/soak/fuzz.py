"""Hostile input at every door: 100,000 cases by their numbers, each in a bounded child process."""

import sys

from tests.faults.fuzzing import tried
from tests.soak.progress import Soak

CASES = {
    **{"favourites": 14_000, "sessions": 8_000, "settings": 12_000, "boards": 12_000},
    **{"starter": 7_500, "latents": 10_000, "pictures": 8_000, "own_pictures": 7_000},
    **{"archives": 5_000, "data_cache": 4_000, "runs": 9_000},
    **{"manifests": 1_500, "weights": 700, "graphs": 500, "compiled": 300, "checkpoints": 500},
}
"""Of each door: most where a case takes a millisecond, fewest where a graph is compiled."""
SLICE = 60.0
"""Seconds that a door has before the next has its turn."""


def run(soak: Soak) -> None:
    """Go round the doors, until all cases are tried or the time is up."""
    while not soak.over and (left := [d for d, most in CASES.items() if soak.done(d) < most]):
        for door in left:
            _turn(soak, door)
            if soak.over:
                break


def _turn(soak: Soak, door: str) -> None:
    first = soak.done(door)
    seconds = min(SLICE, soak.seconds_left)
    for outcome in tried(door, soak.room, first, seconds, CASES[door] - first):
        soak.count(f"{door} {outcome.what}")
        if outcome.what == "fault":
            soak.fault(door, outcome.case, outcome.text)
        soak.mark(door, outcome.case)
    print(f"{door}: {soak.done(door):,} of {CASES[door]:,}", file=sys.stderr, flush=True)
