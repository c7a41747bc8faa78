"""The page of what was measured."""

from pathlib import Path

import pytest
from PIL import Image

from explorer.bench.figures import Bench, Figure, Measurement, Row
from explorer.bench.page import BEGIN, CHARTS, END, write_page
from explorer.bench.running import run_here
from explorer.bench.table import MEASUREMENTS
from explorer.core.home.home import Home
from training.files.errors import UserError
from training.models.modelset import ModelSet

TABLE = (Measurement("", (Row("a.b", "a drag", at_most=1.5), Row("curve.pins", "pins", "ms"))),)
FIGURES = {"a.b": Figure(2.0), "curve.pins": Figure(3.0, curve=((2, 1), (3, 3)))}
REPORT = {"commit": "abc", "machine": {"processor": "a slow one", "memory": ""}}


def test_the_table_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nAfter\n")
    for _ in range(2):
        write_page(page, TABLE, REPORT, FIGURES)
    text = page.read_text()
    assert "old" not in text and text.startswith("# Title") and text.endswith("After\n")
    assert text.count("| `a.b` | a drag | 2 × | ≤ 1.5 × | **short** |") == 1
    assert "Commit abc; processor a slow one." in text and "curve.pins" not in text
    assert [file.name for file in (tmp_path / "performance").iterdir()] == ["pins.png"]
    with Image.open(tmp_path / "performance" / "pins.png") as chart:
        assert len(chart.convert("RGB").getcolors(1 << 20) or ()) > 20


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Title\n")
    with pytest.raises(UserError, match="no place for the table"):
        write_page(page, TABLE, REPORT, FIGURES)
    assert page.read_text() == "# Title\n" and not page.with_suffix("").exists()


def test_each_chart_has_curves_that_are_measured() -> None:
    known = {row.key for one in MEASUREMENTS for row in one.rows}
    assert all(set(keys) <= known for keys, *_ in CHARTS.values())


def test_curves_of_batches_and_pins(tmp_path: Path, tiny_set: ModelSet) -> None:
    bench = Bench(Home.at(tmp_path), tiny_set.folder, quick=True)
    keys = frozenset({"curve.batch", "curve.pins"})
    figures = run_here(Measurement("explorer.bench.curves", ()), bench, keys)
    assert [x for x, _ in figures["curve.batch"].curve] == [1, 2]
    assert [x for x, _ in figures["curve.pins"].curve] == [2, 3]
    assert all(cost > 0 for figure in figures.values() for _, cost in figure.curve)
