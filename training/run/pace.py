"""The quickest way to compute a training on this machine, found by taking a few of its steps."""

import copy
import time
from statistics import median

from training.learning.device import Compute, Way
from training.run.loop import Task

SECONDS, SHARE = 1.0, 0.02
"""How long is measured at most, and for which share of the training, but not less than
:data:`ROUNDS` times."""
ROUNDS = 2
HOPELESS = 3.0
"""How many times as long as the quickest a first step may take; it is not tried again then."""


def settle(task: Task, compute: Compute, seconds: float = SECONDS) -> dict[str, float]:
    """Set ``compute`` to the quickest way of taking steps of ``task``, which is left as it was.

    A flag of the processor would not do: of two that have the same one, bfloat16 doubled the
    speed of the one, and made the other slower by half.

    Returns
    -------
    dict
        Seconds a step, by the words of each way that was tried.
    """
    begun = copy.deepcopy(task.state())
    ways = ways_of(task, compute)
    first = {way: _seconds(task, compute, way) for way in ways}  # which also warms up
    ways = [way for way in ways if first[way] <= HOPELESS * min(first.values())]
    taken: dict[Way, list[float]] = {way: [] for way in ways}
    worth = SHARE * task.steps * min(first.values())
    rounds, until = 0, time.monotonic() + min(seconds, worth)
    while len(ways) > 1 and (rounds < ROUNDS or not compute.team.any(time.monotonic() > until)):
        for way in ways:
            taken[way].append(_seconds(task, compute, way))
        rounds += 1
    told = {way: median(taken.get(way) or [first[way]]) for way in first}
    compute.go(min(ways, key=lambda way: told[way]), task.model)
    task.restore(begun)
    return {way.words: round(figure, 6) for way, figure in told.items()}


def ways_of(task: Task, compute: Compute) -> list[Way]:
    """Return what may be worth a try; the usual way first.

    Networks without convolutions have no channels, and those that several processes share out
    keep them last, as the gradients' buckets are laid out once.
    """
    convolves = any(weights.ndim == 4 for weights in task.model.parameters())
    formats = (True, False) if convolves and compute.team.size == 1 else (True,)
    precisions = (False, True) if compute.device.type in ("cpu", "cuda") else (False,)
    return [Way(half, last) for last in formats for half in precisions]


def _seconds(task: Task, compute: Compute, way: Way) -> float:
    """Take a step half-way through the training; return how long it took, over all processes."""
    compute.go(way, task.model)
    began = time.perf_counter()
    task.step(task.steps // 2)
    return compute.team.mean({"": time.perf_counter() - began})[""]
