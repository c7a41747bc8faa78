"""Ways to do the same thing, measured in turns, so that whatever else goes on meets all of them."""

import time
from collections.abc import Callable, Mapping
from typing import Any

Work = Callable[[], Any]


def in_turns(works: Mapping[str, Work], rounds: int, warm: int = 2) -> dict[str, list[float]]:
    """Return the milliseconds that each of ``works`` takes in each round."""
    for work in works.values():
        for _ in range(warm):
            work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            taken[name].append(1000 * (time.perf_counter() - began))
    return taken
