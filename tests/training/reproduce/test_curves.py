"""Curves of a training, and the numbers that they come down to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reproduce.work.curves import curves_of, epochs_to, seconds_a_step, summary, value_at


def test_curves_take_the_last_of_an_epoch_gone_through_twice() -> None:
    events = [
        {"kind": "epoch", "step": step, "time": 0.0, "validation_accuracy": accuracy}
        for step, accuracy in ((2, 0.1), (4, 0.2), (4, 0.3))
    ]
    assert curves_of(events) == {"validation_accuracy": [0.1, 0.3]}
    steps = [{"kind": "step", "time": time} for time in (0, 1, 2, 9)]
    assert seconds_a_step(steps) == 1
    assert seconds_a_step([]) == 0


def test_summary_of_known_curves() -> None:
    found = summary({"validation_accuracy": [0.1, 0.2, 0.4, 0.3], "training_accuracy": [0.2] * 4})
    assert found["training_accuracy"] == 0.2
    assert found["wobble"] == pytest.approx(0.1)  # it falls once, in the one step there is
    assert found["fitted_accuracy"] == 0.3  # never so well fitted: the last
    assert found["epochs_to_half"] == 5 and found["epochs_to_overfit"] == pytest.approx(1)
    assert summary({}) == {}


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=9), st.floats(0.01, 1))
def test_epochs_to_a_level(curve: list[float], level: float) -> None:
    found = epochs_to(curve, level)
    assert 0 < found <= len(curve) + 1
    assert (found > len(curve)) == (max(curve) < level)
    assert epochs_to([c / 2 for c in curve], level) >= found
    assert epochs_to([0.2, 0.4], 0.3) == pytest.approx(1.5)
    reached = level if max(curve) >= level else curve[-1]
    assert value_at(curve, found) == pytest.approx(max(reached, 0.0), abs=1e-6)
    assert value_at([0.2, 0.4], 0.5) == pytest.approx(0.1)
