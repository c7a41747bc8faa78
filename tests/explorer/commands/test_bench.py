"""`pegasus bench`: what it prints and writes."""

import json
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.bench import running
from explorer.bench.figures import Bench, Figure, Figures, Measurement
from explorer.bench.table import MEASUREMENTS
from training.models.modelset import ModelSet


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Bench]:
    """Measurements that all give 2; what they were asked with."""
    benches: list[Bench] = []

    def run(one: Measurement, bench: Bench, keys: frozenset[str]) -> Figures:
        benches.append(bench)
        return {key: Figure(2.0) for key in keys}

    monkeypatch.setattr(running, "run_apart", run)
    return benches


def test_a_table_and_nested_json(
    asked: list[Bench], tiny_set: ModelSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"
    arguments = ["bench", "--only", "drag.linear", "idle", "--models", str(tiny_set.folder)]
    assert main([*arguments, "--json", str(file)]) == 0
    out = capsys.readouterr().out
    assert "Short of what is to be reached: drag.linear.p50, idle.cpu_share." in out
    report = json.loads(file.read_text())
    assert report["figures"]["drag"]["linear"] == {"p50": {"value": 2.0}, "p99": {"value": 2.0}}
    assert report["machine"]["processor"] and report["machine"]["python"]
    assert asked[0].models == tiny_set.folder
    assert main([*arguments, "--against", str(file)]) == 0
    assert "1.00 ×" in capsys.readouterr().out


def test_a_key_that_is_unknown_is_refused(
    asked: list[Bench], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--only", "dragon"]) == 2
    assert "Nothing is called dragon: there is drag.linear.p50" in capsys.readouterr().err
    assert not asked


def test_each_row_stands_once() -> None:
    keys = [row.key for one in MEASUREMENTS for row in one.rows]
    assert len(keys) == len(set(keys))
    nested = [key for key in keys if any(other.startswith(f"{key}.") for other in keys)]
    assert not nested, "JSON has no place for both"
