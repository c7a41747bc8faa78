"""The README's figures are those that were measured, of the models that ship, by this code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from training.files.places import JUDGE, SHIPPED
from training.measure.evaluate import measuring_fingerprint
from training.models import modelset

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MEASURED: dict[str, Any] = json.loads((ROOT / "docs" / "figures.json").read_text("utf-8"))
ROW = re.compile(r"^\| `([a-z0-9_.]+)` \| [^|]+ \| ([\d.]+) \|", re.MULTILINE)
ROWS = dict(ROW.findall(README))


def measured(key: str) -> float:
    found: Any = MEASURED
    for part in key.split("."):
        found = found[part]
    return float(found)


def test_the_readme_has_the_table() -> None:
    assert len(ROWS) > 30 and len(ROWS) == len(ROW.findall(README))


@pytest.mark.parametrize("key", ROWS)
def test_a_figure_is_as_measured(key: str) -> None:
    shown = ROWS[key]
    digits = len(shown.partition(".")[2])
    assert shown == f"{measured(key):.{digits}f}"


def test_the_code_that_measured_is_the_code_that_is_here() -> None:
    assert MEASURED["code"]["fingerprint"] == measuring_fingerprint(), (
        "What measures has changed since docs/figures.json was written: run `pegasus evaluate "
        "--data PATH --json docs/figures.json` and put the README's table right."
    )


def test_what_ships_is_what_was_measured() -> None:
    shipped = modelset.read(SHIPPED).fingerprint
    judge = modelset.read(JUDGE).parts["judge"].fingerprint
    assert MEASURED["set"]["fingerprint"] == shipped
    assert MEASURED["judge"]["fingerprint"] == judge
    assert MEASURED["set"]["split"] == "test"
    for fingerprint in (shipped, judge):
        assert f"`{fingerprint[:12]}`" in README
