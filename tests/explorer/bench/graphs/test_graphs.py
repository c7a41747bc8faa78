"""Measurements of graphs, quick and small: that they work, and give plausible figures."""

from pathlib import Path

import pytest

from explorer.bench.figures import Bench
from explorer.bench.graphs import background, decode
from explorer.bench.graphs.macs import multiply_adds
from explorer.bench.graphs.turns import in_turns
from explorer.bench.table import MEASUREMENTS
from explorer.core.home.home import Home
from training.files.places import SHIPPED
from training.models import modelset
from training.models.modelset import ModelSet
from training.models.signatures import SHOWN


@pytest.fixture
def quick(tmp_path: Path, tiny_set: ModelSet) -> Bench:
    return Bench(Home.at(tmp_path), tiny_set.folder, quick=True)


def _keys(module: str) -> set[str]:
    return {row.key for one in MEASUREMENTS if one.module == module for row in one.rows}


def test_each_runtime_is_measured(quick: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "BATCHES", {1: 1, 64: 1})
    monkeypatch.setattr(decode, "LARGE", ((2, 16, 8),))
    keys = {key for key in _keys(decode.__name__) if not key.endswith("b256")}
    figures = decode.measure(quick, keys)
    assert figures.keys() == keys
    for key, figure in figures.items():
        assert (figure.value or 0) > 0 or "is not installed" in figure.note, key
    best, eager = figures["decode.vs_best.b64"], figures["decode.vs_eager.b64"]
    assert best.note and best.beside["theirs_ms"] <= eager.beside["theirs_ms"]


def test_the_background_is_measured(quick: Bench) -> None:
    keys = _keys(background.__name__)
    figures = background.measure(quick, keys)
    assert figures.keys() == keys
    assert all((figure.value or 0) > 0 for figure in figures.values())


def test_multiply_adds_are_counted() -> None:
    """The classifier's and the decoder's are told in the README; halving leaves some out."""
    shipped = modelset.read(SHIPPED)
    decoder, scorer, shown = (
        multiply_adds(shipped, graph) / 1e6 for graph in ("decoder", "scorer", SHOWN)
    )
    assert decoder == pytest.approx(56.5, abs=0.1)
    assert shown == pytest.approx(decoder + scorer) and 110 < scorer < 120


def test_turns_are_taken() -> None:
    seen: list[str] = []
    works = {"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}
    taken = in_turns(works, rounds=2, warm=1)
    assert seen == ["a", "b", "a", "b", "a", "b"] and len(taken["a"]) == len(taken["b"]) == 2
