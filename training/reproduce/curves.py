"""What a run's events tell of how it went: curves, and numbers drawn from them."""

import statistics
from itertools import pairwise
from typing import Any

Events = list[dict[str, Any]]
CURVES = ("training_loss", "training_accuracy", "validation_loss", "validation_accuracy")


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


def summary(curves: dict[str, list[float]]) -> dict[str, float]:
    """Return how quickly, evenly and lastingly a classifier learnt.

    ``first_accuracy`` is the held-out one after an epoch, ``wobble`` its mean change from epoch
    to epoch in the second half, and ``gap_growth`` how much further training and held-out
    accuracy are apart at the end than in the middle.
    """
    held_out, seen = curves.get("validation_accuracy"), curves.get("training_accuracy")
    if not held_out or not seen:
        return {}
    late = held_out[len(held_out) // 2 :]
    gaps = [a - b for a, b in zip(seen, held_out, strict=True)]
    return {
        "first_accuracy": held_out[0],
        "training_accuracy": seen[-1],
        "wobble": statistics.fmean([abs(b - a) for a, b in pairwise(late)] or [0.0]),
        "gap_growth": gaps[-1] - gaps[(len(gaps) - 1) // 2],
    }
