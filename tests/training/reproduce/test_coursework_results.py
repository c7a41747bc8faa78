"""What docs/coursework.md says is what its kept results say, and those are of this very code."""

import json
from dataclasses import asdict
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest

from training.files.places import COURSEWORK_DREAMS, COURSEWORK_JUDGE, SHIPPED
from training.reproduce.asked.plan import FULL, Run, planned
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.verdicts import judge
from training.reproduce.command import KEPT
from training.reproduce.page.studies import HUNDRED_COMMAND
from training.reproduce.work.results import DREAMS, Result
from training.reproduce.work.workshop import Workshop

CLASSES = 10
FOLDER = KEPT.parent
PAGE = FOLDER.parent / "coursework.md"
AGAIN = "run `make coursework DATA=PATH`, and remove the results that are of no use any more"


@cache
def _workshop() -> Workshop:
    (data,) = {json.loads(path.read_text())["data"] for path in KEPT.glob("*/result.json")}
    named = cast(Any, SimpleNamespace(fingerprint=data))
    return Workshop(
        named, FOLDER / "none", SHIPPED, COURSEWORK_JUDGE, COURSEWORK_DREAMS, DREAMS, KEPT
    )


@cache
def _plan() -> dict[str, list[Run]]:
    return planned(tuple(ROWS), FULL)


def _results(name: str) -> list[Result]:
    found = [_workshop().result(run) for run in _plan()[name]]
    assert all(found), f"{name} has no kept result of this code: {AGAIN}"
    return [one for one in found if one]


@pytest.mark.parametrize("name", _plan())
def test_each_training_was_carried_out_with_this_code(name: str) -> None:
    for run, result in zip(_plan()[name], _results(name), strict=True):
        assert result.share == run.share
        assert result.recipe == json.loads(json.dumps(asdict(run.recipe)))


def test_no_other_results_lie_about() -> None:
    keys = {_workshop().key(run) for runs in _plan().values() for run in runs}
    assert {path.parent.name for path in KEPT.glob("*/result.json")} == keys, AGAIN


@pytest.mark.parametrize("row", ROWS)
def test_verdicts_on_the_page_follow_from_the_results(row: str) -> None:
    numbers = {name: [r.numbers for r in _results(name)] for name in ROWS[row].variants}
    page = PAGE.read_text(encoding="utf-8")
    told = json.loads((FOLDER / f"{row}.json").read_text(encoding="utf-8"))
    for claim, kept in zip(ROWS[row].claims, told["claims"], strict=True):
        found = judge(claim, numbers, CLASSES, HUNDRED_COMMAND.format(row=row))
        assert kept == {
            "claim": claim.text,
            "verdict": str(found.verdict),
            "evidence": found.evidence,
        }, AGAIN
        line = next(line for line in page.splitlines() if line.startswith(f"| {claim.text} |"))
        assert found.evidence in line and str(found.verdict) in line, AGAIN


@pytest.mark.parametrize("row", ROWS)
def test_the_page_shows_every_figure(row: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for figure in ROWS[row].figures:
        assert f"](coursework/{figure.name}.png)" in page
        assert (FOLDER / f"{figure.name}.png").is_file()
