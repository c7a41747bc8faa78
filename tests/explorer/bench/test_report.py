"""The table of measurements, and its JSON."""

import json
from pathlib import Path

import pytest

from explorer.bench.figures import Bench, Figure, Figures, Measurement, Row, spread
from explorer.bench.report import lines, nested, read_report, short
from explorer.bench.running import run_all
from explorer.core.home.home import Home
from training.files.errors import UserError

FAST = Row("drag.fast.p50", "a drag", at_most=1.5)
MANY = Row("search.many", "a search", at_least=0.7)
TOLD = Row("frame.paint_ms", "painting", "ms")
TABLE = (Measurement("none", (FAST, MANY)), Measurement("other", (TOLD,)))


@pytest.mark.parametrize(
    ("row", "value", "falls_short"),
    [
        (FAST, 1.5, False),
        (FAST, 1.51, True),
        (MANY, 0.7, False),
        (MANY, 0.69, True),
        (FAST, None, True),
        (TOLD, None, False),
        (TOLD, 1e9, False),
    ],
)
def test_a_row_falls_short_beyond_its_reach(
    row: Row, value: float | None, falls_short: bool
) -> None:
    assert row.falls_short(value) is falls_short


def test_a_spread_has_percentiles() -> None:
    seen = spread(list(range(101)))
    assert seen is not None
    assert (seen.p50, seen.p90, seen.p99, seen.samples) == (50, 90, 99, 101)
    assert spread([]) is None


def _some() -> Figures:
    return {
        FAST.key: Figure(2.0, spread([1.0, 2.0]), {"alone_ms": 1.0}),
        TOLD.key: Figure(None, curve=((1, 2), (3, 4)), note="no window"),
    }


def test_figures_come_back_from_nested_json(tmp_path: Path) -> None:
    tree = nested(_some())
    assert tree["drag"]["fast"]["p50"]["beside"] == {"alone_ms": 1.0}
    file = tmp_path / "bench.json"
    file.write_text(json.dumps({"commit": "abc", "figures": tree}))
    report, figures = read_report(file)
    assert report["commit"] == "abc" and figures == _some()


ODD_FIGURES = ("1", "NaN", "Infinity", "9" * 5000, "1e999", '"value"', '{"value": "1"}', "[]")
DEEP = ('{"a": ' * 900 + "1" + "}" * 900, "[" * 100_000)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"figures": 3}', *(f'{{"figures": {{"a": {x}}}}}' for x in (*ODD_FIGURES, *DEEP))],
    ids=range(3 + len(ODD_FIGURES) + len(DEEP)),
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "bench.json"
    file.write_text(content)
    with pytest.raises(UserError, match=r"bench\.json has no figures") as told:
        read_report(file)
    assert "\n" not in str(told.value) and len(str(told.value)) < 500


def test_lines_say_what_falls_short_and_what_changed() -> None:
    before = {FAST.key: Figure(4.0)}
    first, second = lines(TABLE, _some(), before)
    assert first[2:5] == ("2 ×", "≤ 1.5 ×", "short") and first[-2:] == ("4 ×", "0.50 ×")
    assert second[2:5] == ("–", "", "") and second[7] == "no window"
    assert short(TABLE, _some()) == [FAST.key]
    assert len(lines(TABLE, _some(), {})[0]) == len(first) - 2


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        ((), {FAST.key, MANY.key}),
        (("drag",), {FAST.key}),
        (("drag.*",), {FAST.key}),
        (("drag.fast.p50", "search"), {FAST.key, MANY.key}),
        (("dra",), set()),
    ],
)
def test_rows_are_chosen_by_the_beginning_of_their_keys(
    only: tuple[str, ...], keys: set[str]
) -> None:
    assert TABLE[0].wanted(only) == keys


def test_what_fails_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    homes = []

    def run(one: Measurement, bench: Bench, keys: frozenset[str]) -> Figures:
        homes.append(bench.home)
        if one.module == "none":
            raise UserError("There is no window.")
        return {key: Figure(1.0) for key in keys}

    bench = Bench(Home.at(tmp_path), tmp_path)
    measured = [figures for _, figures in run_all(TABLE, bench, (), run)]
    assert measured[0][FAST.key] == Figure(None, note="There is no window.")
    assert measured[1] == {TOLD.key: Figure(1.0)}
    assert len(set(homes)) == 2 and bench.home not in homes
