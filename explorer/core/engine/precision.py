"""In which precision a live picture is computed: the quicker one that shows the same picture."""

import logging
import time
from collections.abc import Callable

import numpy as np

from explorer.core.engine.backends import Floats
from training.files.errors import UserError
from training.models.modelset import ModelSet

AUTO, EXACT, HALF = "auto", "f32", "bf16"
LEVELS = 2.0
"""By how much of 255 a picture may differ."""
CHANCES = 0.05
"""By how much realism and the like may differ."""
PICTURES, ROUNDS = 4, 6
WORTH = 0.95
"""Of the time that the exact one takes, what the other may take at most to be worth it."""

Outputs = dict[str, Floats]
Run = Callable[[Floats], Outputs]
"""Runs latents (1, *latent_shape)."""

log = logging.getLogger(__name__)


def quickest(modelset: ModelSet, opened: Callable[[str], Run]) -> str:
    """Return the precision in which ``opened`` gives the same picture sooner.

    It is measured, which takes some 50 ms: of processors that say they know bfloat16, some are
    twice as quick in it, and some slower. The two take turns, and of each the best time counts, as
    others are at work while a program starts.

    Parameters
    ----------
    opened
        Makes the graph ready in a precision.
    """
    rng = np.random.default_rng(0)
    latents = [
        rng.standard_normal((1, *modelset.latent_shape), np.float32) for _ in range(PICTURES)
    ]
    exact = opened(EXACT)
    try:
        half = opened(HALF)
        if not all(_alike(modelset, exact(one), half(one)) for one in latents):
            return EXACT
    except UserError as error:  # such as numbers that are too far from what the set tells
        log.info("bfloat16 is not used: %s", error)
        return EXACT
    best = {run: min(_seconds(run, one) for one in latents) for run in (exact, half)}
    for one in ROUNDS * latents:
        for run, known in best.items():
            best[run] = min(known, _seconds(run, one))
    log.info("a picture takes %.2f ms, %.2f in bfloat16", *(1000 * s for s in best.values()))
    return HALF if best[half] < WORTH * best[exact] else EXACT


def _alike(modelset: ModelSet, one: Outputs, other: Outputs) -> bool:
    low, high = modelset.pictures.low, modelset.pictures.high
    limits = {"images": LEVELS / 255 * (high - low), "realism": CHANCES, "pegasus": CHANCES}
    return all(
        float(np.abs(one[name] - other[name]).max()) <= limit
        for name, limit in limits.items()
        if name in one
    )


def _seconds(run: Run, latents: Floats) -> float:
    began = time.perf_counter()
    run(latents)
    return time.perf_counter() - began
