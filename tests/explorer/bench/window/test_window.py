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


def test_large_galleries_are_opened_scrolled_and_filtered(quick: Bench) -> None:
    figures = _measured(quick, "gallery.large")
    assert len(figures) == 5
    for figure in figures.values():
        assert figure.value is not None and figure.beside == {"pictures": 300}
        assert [x for x, _ in figure.curve] == [300]


def test_a_drag_takes_longer_than_its_graphs_and_not_for_ever(quick: Bench) -> None:
    figures = _measured(quick, "drag.linear", "drag.graft", "drag.tip", "frame", "heartbeat.drag")
    for kind in ("linear", "graft", "tip"):
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


def test_a_drag_beside_other_work_is_told_over_a_quiet_one(quick: Bench) -> None:
    keys = ("drag_busy.field", "drag_busy.search", "drag_busy.encode", "heartbeat.field")
    figures = _measured(quick, *keys)
    for name in ("field", "search", "encode"):
        figure = figures[f"drag_busy.{name}"]
        assert figure.value is not None and 0.01 < figure.value < 1000
        assert figure.spread is not None and figure.spread.samples == 60 * QUICK_SECONDS
        assert figure.beside["quiet_p50_ms"] <= figure.beside["quiet_p99_ms"]
    assert figures["heartbeat.field.p99_ms"].value


@pytest.mark.slow
def test_a_drag_beside_a_training(quick: Bench) -> None:
    figures = _measured(quick, "drag_busy.train", "heartbeat.train")
    assert figures["drag_busy.train"].value and figures["heartbeat.train.p99_ms"].value


def test_a_start_takes_longer_than_an_empty_window(quick: Bench) -> None:
    figures = _measured(quick, "start", "heartbeat.start")
    window, blend = figures["start.window"].value, figures["start.first_blend"].value
    assert window is not None and blend is not None
    assert 1 < window < blend
    assert figures["start.uncompiled_ms"].value and figures["heartbeat.start.p99_ms"].value


def test_the_plane_is_filled_later_than_its_pictures_are_decoded(quick: Bench) -> None:
    figures = _measured(quick, "field")
    coarse, full = figures["field.coarse"].spread, figures["field.full"].spread
    assert coarse is not None and full is not None
    assert 0 < coarse.p50 < full.p50


def test_a_search_is_compared_with_its_graphs_alone(quick: Bench) -> None:
    figure = _measured(quick, "search")["search.candidates"]
    ours, alone = figure.beside["candidates_a_second"], figure.beside["alone_a_second"]
    assert figure.value == pytest.approx(ours / alone) and ours > 0


def test_a_gallery_is_read_and_scrolled(quick: Bench) -> None:
    figures = _measured(quick, "gallery.import_s", "gallery.open_ms", "gallery.frame_p99_ms")
    assert len(figures) == 3 and all(figure.value for figure in figures.values())


def test_favourites_are_in_the_strip(quick: Bench) -> None:
    figure = _measured(quick, "favourites")["favourites.open_ms"]
    assert figure.value and figure.beside["first_time_ms"] > 0


def test_memory_is_told(quick: Bench) -> None:
    figures = _measured(quick, "memory")
    held, grown = figures["memory.rss_mb"].value, figures["memory.growth_mb"].value
    assert held is not None and grown is not None
    assert 30 < held < 10_000 and abs(grown) < held
