"""What a run's events tell of how it went: curves, and numbers drawn from them."""

import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Events = list[dict[str, Any]]
Curves = Mapping[str, Sequence[float]]
"""Numbers after each epoch, by name."""
CURVES = ("training_loss", "training_accuracy", "validation_loss", "validation_accuracy")
HALF = 0.5
"""Training accuracy that tells how quickly a network learns."""
FITTED = 0.8
"""Training accuracy at which networks that learn at different speeds are compared."""
OVERFIT = 0.1
"""Distance of training and held-out accuracy from which on a network overfits."""


def curves_of(events: Events) -> dict[str, list[float]]:
    """Return each number after each epoch; of an epoch that was gone through twice, the last."""
    epochs = {event["step"]: event for event in events if event["kind"] == "epoch"}
    ordered = [epochs[step] for step in sorted(epochs)]
    names = [name for name in CURVES if all(name in epoch for epoch in ordered)]
    return {name: [epoch[name] for epoch in ordered] for name in names}


def seconds_a_step(events: Events) -> float:
    """Return the median time from one step to the next, in seconds."""
    pairs = pairwise(events)
    gaps = [b["time"] - a["time"] for a, b in pairs if a["kind"] == b["kind"] == "step"]
    return statistics.median(gaps) if gaps else 0.0


def summary(curves: Curves) -> dict[str, float]:
    """Return how quickly, evenly and lastingly a classifier learnt.

    Returns
    -------
    dict
        ``training_accuracy``, the last; ``fitted_accuracy``, the held-out one when training
        accuracy is first 0.8, or the last where it never is; ``wobble``, by how much held-out
        accuracy falls from epoch to epoch in the second half, on average; ``epochs_to_half`` and
        ``epochs_to_overfit``, after how many epochs training accuracy is 0.5, and 0.1 above the
        held-out one.
    """
    held_out, seen = curves.get("validation_accuracy"), curves.get("training_accuracy")
    if not held_out or not seen:
        return {}
    late = held_out[len(held_out) // 2 :]
    gaps = [a - b for a, b in zip(seen, held_out, strict=True)]
    return {
        "training_accuracy": seen[-1],
        "wobble": statistics.fmean([max(0.0, a - b) for a, b in pairwise(late)] or [0.0]),
        "fitted_accuracy": value_at(held_out, epochs_to(seen, FITTED)),
        "epochs_to_half": epochs_to(seen, HALF),
        "epochs_to_overfit": epochs_to(gaps, OVERFIT),
    }


def epochs_to(curve: Sequence[float], level: float) -> float:
    """Return after how many epochs a curve, which begins at 0, first reaches a level.

    Between epochs it is a straight line. A curve that does not get there needs one epoch more
    than it has.
    """
    for epoch, (before, after) in enumerate(pairwise([0.0, *curve])):
        if after >= level:
            return epoch + max(0.0, (level - before) / (after - before))
    return len(curve) + 1.0


def value_at(curve: Sequence[float], epochs: float) -> float:
    """Return what a curve, which begins at 0, is after some epochs; beyond its end the last."""
    whole = min(int(epochs), len(curve))
    before, after = ([0.0, *curve, curve[-1]])[whole : whole + 2]
    return before + (epochs - whole) * (after - before)
