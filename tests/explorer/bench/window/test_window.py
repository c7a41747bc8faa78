"""Measurements of the real window, quick and small: that they work, and give plausible figures."""

from pathlib import Path

import pytest

from explorer.bench.figures import Bench, Figures
from explorer.bench.running import run_apart
from explorer.bench.table import MEASUREMENTS
from explorer.core.home.home import Home
from training.models.modelset import ModelSet

QUICK_SECONDS = 0.3


@pytest.fixture
def quick(tmp_path: Path, tiny_set: ModelSet) -> Bench:
    home = Home.at(tmp_path)
    return Bench(home, tiny_set.folder, seconds=QUICK_SECONDS, quick=True, sizes=(300,))


def _measured(bench: Bench, *only: str) -> Figures:
    """What the lines give, each in a process of its own, as the command has it."""
    figures: Figures = {}
    for one in MEASUREMENTS:
        if keys := one.wanted(only):
            figures |= run_apart(one, bench, keys)
            assert keys <= figures.keys()
    return figures


def test_a_drag_takes_longer_than_its_graphs_and_not_for_ever(quick: Bench) -> None:
    figures = _measured(quick, "drag.linear", "drag.graft", "frame", "heartbeat.drag")
    for kind in ("linear", "graft"):
        middle, late = figures[f"drag.{kind}.p50"], figures[f"drag.{kind}.p99"]
        assert middle.value is not None and late.value is not None
        assert 0.5 < middle.value <= late.value
        assert middle.spread is not None and middle.spread.samples == 60 * QUICK_SECONDS
        assert 0 < middle.beside["alone_p50_ms"] < middle.spread.p50 * 2
    assert figures["frame.paint_ms"].value and figures["frame.python_ms"].value
    beats = figures["heartbeat.drag.p99_ms"].value
    assert beats is not None and beats > 5


def test_an_idle_window_takes_little(quick: Bench) -> None:
    share = _measured(quick, "idle")["idle.cpu_share"].value
    assert share is not None and 0 <= share < 100
